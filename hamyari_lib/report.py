"""What a notebook calls to publish: ``title``, ``headline``, ``table``, ``figure``, ``note``.

Each call shows its content in the notebook and leaves it there as a record, from which pages, downloads, the
index and the tests are made. Texts are plain: pages escape them.
"""

from __future__ import annotations

import base64
import html
import io
import math
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hamyari_lib import text
from hamyari_lib.display import display
from hamyari_lib.records import (
    RESULT_MIME,
    Bound,
    Column,
    Figure,
    Headline,
    Note,
    Record,
    Role,
    Statement,
    Table,
    Title,
    Unit,
    record_to_json,
)
from hamyari_lib.units import UNITS

if TYPE_CHECKING:
    import matplotlib.figure
    import pandas as pd

__all__ = ["Statement", "column", "figure", "headline", "note", "table", "title"]

_LARGE_SVG = 150_000  # bytes; drawing a second time to see which is smaller takes as long as the first
_PNG_DPI = 240  # sharp on a phone, where a CSS pixel is two or three of the screen


def title(name: str) -> Title:
    """Name the report: the page's heading and its name in the index, such as the province's."""
    record = Title(name)
    _emit(record, name, _block(f"<h2>{html.escape(name)}</h2>"))
    return record


def headline(
    key: str,
    value: float | None,
    *,
    unit: Unit,
    label: str,
    low: float | None = None,
    high: float | None = None,
    confidence: float | None = None,
    missing: Sequence[str] = (),
    bound: Bound = "at least",
    assumed: Sequence[str] = (),
    decimals: int | None = None,
    sign: bool = False,
) -> Headline:
    """Show one figure of the first screen, and leave it as a record.

    Parameters
    ----------
    key
        Name of the figure in the index and in comparisons of runs; the same in every language.
    value
        The figure in ``unit`` (fractions, not per cent); ``None`` when it is not known, then ``missing`` names why.
    missing, bound
        What the figure leaves out because it is not known, and what that makes of it: ``"at least"`` the value, or
        (``"either way"``) a value that the missing could raise or lower. Where no value was computed, ``bound`` may be
        ``"not computed"``; ``missing`` then says why, if it says anything.
    assumed
        What the figure rests on that nobody has published, in words.
    low, high, confidence
        Bounds of its interval in the same unit, and the interval's level as a fraction.

    Raises
    ------
    ValueError
        A NaN or infinite value (say that it is not known with ``None``), or a unit that is not of ``units.UNITS``.
    """
    _known_unit(unit, key)
    given = tuple(_plain(number) for number in (value, low, high))
    for plain, number in zip(given, (value, low, high), strict=True):
        if plain is None and number is not None:
            raise ValueError(f"headline {key}: found {number}; give None for what is not known.")
    if bound == "not computed" and given[0] is not None:
        raise ValueError(f"headline {key}: its value is {value} and its bound 'not computed'; give None or a bound.")
    if given[0] is None and bound != "not computed" and not missing:
        raise ValueError(f"headline {key}: its value is not known; name in `missing` what it would need.")
    if (low is None) != (high is None) or (low is not None and confidence is None):
        raise ValueError(f"headline {key}: an interval needs low, high and confidence.")
    record = Headline(
        key, label, given[0], unit, *given[1:], confidence, tuple(missing), decimals, sign, bound, tuple(assumed)
    )
    bounds = f" ({record.interval_text()})" if record.interval_text() else ""
    shown = text.bounded(record.value_text(), "at least" if record.is_partial and bound == "at least" else "exact")
    without = f"{text.t(fa='بدون احتساب', en='without')} {text.listing(list(missing), is_quoted=False)}"
    _emit(record, f"{label}: {shown}{bounds}" + (f" ({without})" if record.is_partial else ""))
    return record


def table(
    frame: pd.DataFrame,
    *,
    key: str,
    title: str,
    columns: Mapping[str, Column | str],
    source: str,
    note: str = "",
) -> Table:
    """Show a table that a page's reader can download as CSV and XLSX.

    ``columns`` names the frame's columns to show, in order, each with its label or a ``Column``. A missing value
    (NaN, None) is an empty cell and reads as the column's ``empty``. The frame's index is not shown.
    """
    shown = [
        Column(name, given) if isinstance(given, str) else Column(name, *_column_fields(given))
        for name, given in columns.items()
    ]
    absent = [name for name in columns if name not in frame.columns]
    if absent:
        raise ValueError(
            f"table {key}: the frame has no column {', '.join(absent)}; it has {', '.join(map(str, frame.columns))}."
        )
    rows = tuple(
        tuple(_plain(value) for value in row) for row in frame[list(columns)].itertuples(index=False, name=None)
    )
    record = Table(key, title, tuple(shown), rows, source, note)
    _emit(record, f"{title}: {len(rows)} rows", _table_html(record))
    return record


def column(
    label: str, unit: Unit = "text", *, decimals: int | None = None, sign: bool = False, empty: str = "—"
) -> Column:
    """A column for ``table``: its label, unit and decimals, and what an empty cell says."""
    _known_unit(unit, label)
    return Column("", label, unit, decimals, sign, empty)


def figure(fig: matplotlib.figure.Figure, *, key: str, title: str, alt: str, source: str, note: str = "") -> Figure:
    """Show a figure and close it: as SVG, which stays sharp, and as PNG where that is smaller than a large SVG.

    ``title`` states the finding; ``alt`` tells the picture in words to who cannot see it.
    """
    if not alt.strip():
        raise ValueError(f"figure {key}: has no alt text; say in words what the picture shows.")
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    from hamyari_lib.charts.style import SAVING

    vector, pixels = io.BytesIO(), io.BytesIO()
    try:
        with mpl.rc_context(SAVING):
            if (engine := fig.get_layout_engine()) is not None:
                engine.execute(fig)  # lay out once, and not again twice for each format
                fig.set_layout_engine(None)
            fig.savefig(vector, format="svg", metadata={"Date": None, "Creator": None})
            if vector.tell() > _LARGE_SVG:
                fig.savefig(pixels, format="png", dpi=_PNG_DPI, metadata={"Software": None})
    finally:
        plt.close(fig)
    width, height = (round(size * 96) for size in fig.get_size_inches())
    is_vector = not pixels.tell() or vector.tell() <= pixels.tell()
    record = Figure(key, title, alt, source, "image/svg+xml" if is_vector else "image/png", width, height, note)
    picture = vector.getvalue().decode("utf-8") if is_vector else base64.b64encode(pixels.getvalue()).decode("ascii")
    _emit(record, title, picture=picture)
    return record


def note(*statements: str | Statement, role: Role = "finding") -> Note:
    """Show sentences made from the results; the one ``summary`` stands on the first screen, a ``plain`` note has no
    label. A ``Statement`` adds how sure we are of its sentence.
    """
    if not statements:
        raise ValueError("a note needs at least one sentence.")
    record = Note(role, tuple(one if isinstance(one, Statement) else Statement(one) for one in statements))
    lines = [f"{one.text} ({one.certainty})" if one.certainty else one.text for one in record.statements]
    _emit(record, "\n".join(lines), _block("".join(f"<p>{html.escape(line)}</p>" for line in lines)))
    return record


def _known_unit(unit: str, where: str) -> None:
    if unit not in UNITS:
        raise ValueError(f"{where}: unit is {unit!r}; expected one of {', '.join(UNITS)}.")


def _column_fields(given: Column) -> tuple[Any, ...]:
    return given.label, given.unit, given.decimals, given.sign, given.empty


def _plain(value: Any) -> float | str | None:
    """A value as plain JSON: NumPy numbers become Python's, every kind of missing value ``None``."""
    if value is None or isinstance(value, str):
        return value
    pandas = sys.modules.get("pandas")
    if pandas and any(value is missing for missing in (pandas.NA, pandas.NaT)):
        return None
    if hasattr(value, "item"):
        value = value.item()
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    except (TypeError, ValueError):
        raise ValueError(f"found {value!r}; expected a number, a text or None.") from None
    if math.isnan(number):
        return None
    if math.isinf(number):
        raise ValueError("found an infinite number; say what it means instead, or None for not known.")
    return value if isinstance(value, int) else number


def _block(content: str) -> str:
    """Markup in the language's direction; JupyterLab aligns paragraphs left unless each of them says otherwise."""
    direction, side = ("rtl", "right") if text.language() == "fa" else ("ltr", "left")
    aligned = content.replace("<p>", f'<p style="text-align:{side}">')
    return f'<div dir="{direction}" style="text-align:{side}">{aligned}</div>'


def _table_html(record: Table) -> str:
    head = "".join(f"<th>{html.escape(one.label)}</th>" for one in record.columns)
    body = "".join(
        "<tr>"
        + "".join(
            f"<td>{html.escape(one.cell_text(value))}</td>" for one, value in zip(record.columns, row, strict=True)
        )
        + "</tr>"
        for row in record.rows
    )
    return _block(f"<table><caption>{html.escape(record.title)}</caption><tr>{head}</tr>{body}</table>")


def _emit(record: Record, plain: str, markup: str | None = None, *, picture: str | None = None) -> None:
    bundle: dict[str, object] = {RESULT_MIME: record_to_json(record), "text/plain": plain}
    if markup:
        bundle["text/html"] = markup
    if picture and isinstance(record, Figure):
        bundle[record.image_type] = picture
    display(bundle)

"""What a notebook calls to publish: ``title``, ``headline``, ``table``, ``figure``, ``note``.

Each call shows its content in the notebook and leaves it there as a record, from which pages, downloads, the
index and the tests are made. Texts are plain: pages escape them.
"""

from __future__ import annotations

import base64
import html
import math
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hamyari_lib import text
from hamyari_lib.display import display
from hamyari_lib.records import (
    RESULT_MIME,
    XLSX_MIME,
    Attachment,
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
from hamyari_lib.records.shown import as_block, as_table
from hamyari_lib.units import UNITS

if TYPE_CHECKING:
    import matplotlib.figure
    import pandas as pd

    from hamyari_lib.models.cashflow import Financed

__all__ = ["Statement", "column", "figure", "headline", "note", "table", "title", "workbook"]


def title(name: str) -> Title:
    """Name the report: the page's heading and its name in the index, such as the province's."""
    record = Title(name)
    _emit(record, name, as_block(f"<h2>{html.escape(name)}</h2>"))
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
        What the figure leaves out because it is not known, and what that makes of it: ``"at least"`` or ``"at most"``
        the value, or (``"either way"``) a value that the missing could raise or lower. Where no value was computed,
        ``bound`` may be ``"not computed"``; ``missing`` then says why, if it says anything.
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
    shown = text.bounded(record.value_text(), bound if record.is_partial and bound != "either way" else "exact")
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
    _emit(record, f"{title}: {len(rows)} rows", as_table(record))
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
    from hamyari_lib.charts.saving import saved

    width, height = (round(size * 96) for size in fig.get_size_inches())
    image_type, picture = saved(fig)
    record = Figure(key, title, alt, source, image_type, width, height, note)
    _emit(record, title, picture=picture)
    return record


def workbook(
    found: Financed,
    *,
    key: str,
    title: str,
    source: str,
    real_rate: float,
    covenant: float | None = None,
    note: str = "",
) -> Attachment:
    """Offer a project's statement as an XLSX that recomputes it; see :func:`hamyari_lib.workbooks.workbook`."""
    from hamyari_lib.workbooks import workbook as written

    content = written(found, title=title, source=source, real_rate=real_rate, covenant=covenant)
    offered = text.t(
        fa=f"دریافت کاربرگ با فرمول‌های زنده: {title}", en=f"Download the workbook with live formulas: {title}"
    )
    record = Attachment(key, offered, source, note)
    _emit(record, f"{title}: XLSX, {len(content) / 1024:.0f} KiB", attached=base64.b64encode(content).decode("ascii"))
    return record


def note(*statements: str | Statement, role: Role = "finding") -> Note:
    """Show sentences made from the results; the one ``summary`` stands on the first screen, a ``plain`` note has no
    label. A ``Statement`` adds how sure we are of its sentence.
    """
    if not statements:
        raise ValueError("a note needs at least one sentence.")
    record = Note(role, tuple(one if isinstance(one, Statement) else Statement(one) for one in statements))
    lines = [f"{one.text} ({one.certainty})" if one.certainty else one.text for one in record.statements]
    _emit(record, "\n".join(lines), as_block("".join(f"<p>{html.escape(line)}</p>" for line in lines)))
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


def _emit(
    record: Record, plain: str, markup: str | None = None, *, picture: str | None = None, attached: str = ""
) -> None:
    bundle: dict[str, object] = {RESULT_MIME: record_to_json(record), "text/plain": plain}
    if markup:
        bundle["text/html"] = markup
    if picture and isinstance(record, Figure):
        bundle[record.image_type] = picture
    if attached:
        bundle[XLSX_MIME] = attached
    display(bundle)

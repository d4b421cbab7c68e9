"""A table without the columns that its reader may not see.

They are taken out before anything else looks at the rows: neither a fault nor the hash in the ledger can then tell of
what stands in them. Pandas is not needed for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from hamyari_lib.data.audience import audience
from hamyari_lib.data.confidential import confidential, withheld
from hamyari_lib.data.files import Raw
from hamyari_lib.errors import DataError

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa


def without(raw: Raw, hidden: Collection[str]) -> Raw:
    """The rows without the ``hidden`` columns; a header that lacks one of them is no fault here."""
    kept = [place for place, name in enumerate(raw.header) if name not in hidden]
    return replace(
        raw,
        header=tuple(raw.header[place] for place in kept),
        rows=[[row[place] for place in kept] for row in raw.rows],
    )


def sha256(raw: Raw) -> str:
    """A hash of header and rows as text.

    The hash of the whole file would let whoever knows the other columns try values of a hidden one until it fits.
    """
    return hashlib.sha256(json.dumps([raw.header, raw.rows], ensure_ascii=False).encode()).hexdigest()


def typed_without(
    raw: Raw, schema: pa.DataFrameSchema, hidden: Collection[str], *, is_changed: bool
) -> tuple[pd.DataFrame, str]:
    """The rows without the ``hidden`` columns as ``checking.typed`` gives them, and their hash.

    ``is_changed`` says that the file is not the recorded one, which is told without its hash. ``DataError`` then, and
    where the other columns do not fit.
    """
    from hamyari_lib.data.checking import typed

    if is_changed:
        raise DataError(
            f"{raw.where}: the file changed since its provenance was recorded; call hamyari data check for the room."
        )
    visible, declared = without(raw, hidden), schema.remove_columns(list(hidden))
    if not set(declared.unique or ()) <= set(declared.columns):
        declared.unique = None  # that no two rows share a key cannot be seen without the whole key
    return typed(visible, declared), sha256(visible)


def explained(frame: pd.DataFrame, table: str, hidden: tuple[str, ...]) -> pd.DataFrame:
    """``frame`` with what was withheld: ``attrs["withheld"]``, and an error that says so to who asks for it."""
    from hamyari_lib.data.withheld_frame import WithheldFrame

    made = WithheldFrame(frame)
    made.attrs |= {"table": table, "withheld": hidden}
    return made


def require_open(table: str, columns: Collection[str]) -> None:
    """``DataError`` for a column that the audience in force may not see."""
    hidden = [name for name in withheld(table, audience()) if name in columns]
    if hidden:
        raise DataError([said(table, name) for name in hidden])


def said(table: str, column: str) -> str:
    """What is told to whoever asks for a column that is withheld."""
    seen_by = confidential()[table][column]
    return (
        f"table {table}: column {column} is for {seen_by}, and this report is for {audience()}; run it with "
        f'audience = "{seen_by}", or do without the column.'
    )

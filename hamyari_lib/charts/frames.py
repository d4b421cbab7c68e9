"""What a figure asks of its frame before it draws anything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from hamyari_lib.errors import HamyariError

if TYPE_CHECKING:
    import pandas as pd


def require(frame: pd.DataFrame, figure: str, columns: Sequence[str]) -> None:
    """Refuse a frame without rows or without one of ``columns``."""
    faults = [
        f"{figure}: column {one!r} is missing; the frame has {', '.join(map(str, frame.columns)) or 'none'}; add it."
        for one in columns
        if one not in frame.columns
    ]
    if not len(frame):
        faults.append(f"{figure}: the frame has no rows; expected at least one; say so in words instead of a figure.")
    if faults:
        raise HamyariError(faults)


def numbers(frame: pd.DataFrame, figure: str, column: object, *, needs_all: bool = False) -> np.ndarray:
    """A column as floats; infinity is refused, and with ``needs_all`` NaN too."""
    values = frame[column].to_numpy(dtype=float, na_value=np.nan)
    bad = ~np.isfinite(values) if needs_all else np.isinf(values)
    if bad.any():
        expected = "a number" if needs_all else "a number, or NaN where it is not known"
        row = int(np.flatnonzero(bad)[0])
        raise HamyariError(f"{figure}: {column!r} in row {row} is {values[row]}; expected {expected}; mend the row.")
    return values

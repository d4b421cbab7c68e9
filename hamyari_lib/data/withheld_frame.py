"""A frame that says, of a column that was withheld, why it is not there."""

from __future__ import annotations

from typing import Any

import pandas as pd

from hamyari_lib.data.withholding import said
from hamyari_lib.errors import DataError


class WithheldError(DataError, KeyError):
    """A column was asked for that the audience may not see; a ``KeyError`` too, as for any column that is not there."""

    __str__ = Exception.__str__  # a KeyError's own puts the message in quotes


class WithheldFrame(pd.DataFrame):
    """What ``load`` gives where it withheld columns: any other frame, but for the error of one that asks for them.

    Its ``attrs`` name the table and the columns, as far as pandas hands them on from one frame to the next.
    """

    @property
    def _constructor(self) -> type[WithheldFrame]:
        return WithheldFrame

    def __getitem__(self, key: Any) -> Any:
        try:
            return super().__getitem__(key)
        except KeyError:
            asked = key if isinstance(key, list) else [key]
            hidden = [one for one in self.attrs.get("withheld", ()) if one in asked]
            if not hidden:
                raise
            raise WithheldError([said(self.attrs["table"], one) for one in hidden]) from None

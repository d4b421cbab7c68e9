"""What else people call the things that columns refer to, beside the value that a room keeps."""

from __future__ import annotations

OTHER_NAMES = {
    ("provinces", "province_fa"): ("province",),
    ("instrument_types", "code"): ("name_fa", "name_en"),
}
"""By a table and the column of it that others refer to: the columns of that table that say the same in words."""

PERSIAN_NAMES = {("instrument_types", "code"): "name_fa"}
"""The one of them that a form offers in the place of a code."""

OFFICIAL_SPELLINGS = {"کهکیلویه و بویر احمد": "کهگیلویه و بویراحمد"}
"""Spellings that published tables use, those of the Statistical Centre here, and the usual one of each."""

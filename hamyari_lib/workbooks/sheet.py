"""A worksheet that takes formulas as they are written."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet


class PlainSheet(Worksheet):
    """XlsxWriter searches each formula for some thirty newer functions, which ours have none of: two thirds of the time
    that a workbook takes. Where it should do so by another name one day, this changes nothing."""

    def _prepare_formula(self, formula: str, *_: Any, **__: Any) -> str:
        return formula.removeprefix("=")

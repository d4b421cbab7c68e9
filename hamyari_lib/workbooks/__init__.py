"""Workbooks: a model's statement as a spreadsheet that recomputes it."""

from hamyari_lib.workbooks.writing import workbook

__all__ = ["workbook"]

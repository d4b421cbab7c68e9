"""Parameters: the types that a notebook's form may use, the form itself, and the check of a case against it.

A form is the cell tagged ``parameters``::

    province: Province = "خراسان رضوی"   # استان | province to study

It is declared there and nowhere else. The runner checks a case against it before a kernel starts; the cell after
the form checks it inside the kernel: ``p = params.checked(globals())``.
"""

from hamyari_lib.params.case import read_case, read_value
from hamyari_lib.params.check import check_case, describe_run, room_choices, to_json
from hamyari_lib.params.form import Form, Parameter, parse_form, read_form, read_notebook
from hamyari_lib.params.kernel import Checked, checked
from hamyari_lib.params.types import (
    TYPES,
    Confidence,
    DataRoom,
    DesignEffect,
    Language,
    LaterYearSpan,
    Observations,
    Province,
    Sector,
    YearSpan,
)

__all__ = [
    "TYPES",
    "Checked",
    "Confidence",
    "DataRoom",
    "DesignEffect",
    "Form",
    "Language",
    "LaterYearSpan",
    "Observations",
    "Parameter",
    "Province",
    "Sector",
    "YearSpan",
    "check_case",
    "checked",
    "describe_run",
    "parse_form",
    "read_case",
    "read_form",
    "read_notebook",
    "read_value",
    "room_choices",
    "to_json",
]

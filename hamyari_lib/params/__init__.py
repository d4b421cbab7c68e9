"""Parameters: the types that a notebook's form may use, the form itself, and the check of a case against it.

A form is the cell tagged ``parameters``::

    province: Province = "خراسان رضوی"   # استان | province to study

It is declared there and nowhere else. The runner checks a case against it before a kernel starts; the cell after
the form checks it inside the kernel: ``p = params.checked(globals())``.
"""

from hamyari_lib.params.case import Unreadable, read_case, read_value, read_values
from hamyari_lib.params.check import check_case, check_in_room, describe_changes, describe_run, to_json
from hamyari_lib.params.form import Form, Parameter, parse_form, read_form, read_notebook
from hamyari_lib.params.kernel import Checked, checked
from hamyari_lib.params.room import room_choices
from hamyari_lib.params.types import (
    TYPES,
    Accrual,
    Advantage,
    Audience,
    Confidence,
    DataRoom,
    DebtInstrument,
    DesignEffect,
    Draws,
    Fee,
    Growth,
    HigherYield,
    JalaliDate,
    JalaliMonth,
    Language,
    LaterJalaliDate,
    LaterYearSpan,
    Money,
    MoneyUnit,
    Months,
    Names,
    Observations,
    PaymentInterval,
    Precedent,
    Price,
    Province,
    ReservePrice,
    Sector,
    Seed,
    Share,
    TriedFee,
    YearSpan,
    Yield,
)
from hamyari_lib.params.withholding import WITHHELD, audience_of, confidential_names, told_and_withheld

__all__ = [
    "TYPES",
    "WITHHELD",
    "Accrual",
    "Advantage",
    "Audience",
    "Checked",
    "Confidence",
    "DataRoom",
    "DebtInstrument",
    "DesignEffect",
    "Draws",
    "Fee",
    "Form",
    "Growth",
    "HigherYield",
    "JalaliDate",
    "JalaliMonth",
    "Language",
    "LaterJalaliDate",
    "LaterYearSpan",
    "Money",
    "MoneyUnit",
    "Months",
    "Names",
    "Observations",
    "Parameter",
    "PaymentInterval",
    "Precedent",
    "Price",
    "Province",
    "ReservePrice",
    "Sector",
    "Seed",
    "Share",
    "TriedFee",
    "Unreadable",
    "YearSpan",
    "Yield",
    "audience_of",
    "check_case",
    "check_in_room",
    "checked",
    "confidential_names",
    "describe_changes",
    "describe_run",
    "parse_form",
    "read_case",
    "read_form",
    "read_notebook",
    "read_value",
    "read_values",
    "room_choices",
    "to_json",
    "told_and_withheld",
]

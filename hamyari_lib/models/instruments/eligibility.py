"""Which doors are open: what each instrument requires, held against what is known of an issuer and a project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from hamyari_lib.errors import DataError, ParameterError

Answer = Literal["yes", "no", "unknown"]
Door = Literal["open", "unknown", "closed"]

COLUMNS = ("instrument", "requirement", "amount_rial", "share", "months", "issuers", "since", "status")


@dataclass(frozen=True)
class Asked:
    """What is known of who asks and what for; ``None`` (the default) = not known.

    Parameters
    ----------
    amount_rial
        What is to be raised.
    issuer
        ``municipality``, ``company`` (affiliated or joint-stock), ``cooperative``, ``hamyari``, ``licensed_firm`` or
        ``government``.
    tenor_months, months_to_cash
        How long the money is wanted, and how soon.
    asset_rial, purchase_rial
        What a transferable asset that brings benefits is worth, and goods or equipment to be bought.
    allotment_rial
        What was allotted to the issuer of the year's ceiling: never what is left of a national one.
    own_share
        The fraction that the applicant brings.
    has_guarantee, builds, has_commodity, is_project, has_land, has_let_property, is_knowledge_based
        Whether a guarantor, collateral or rating is to be had; something is built to order; a commodity of the exchange
        is produced; it is one project with its own cash; land is contributed; property is let; the money goes to
        licensed knowledge-based firms.
    """

    amount_rial: float
    issuer: str | None = None
    tenor_months: float | None = None
    months_to_cash: float | None = None
    asset_rial: float | None = None
    purchase_rial: float | None = None
    allotment_rial: float | None = None
    own_share: float | None = None
    has_guarantee: bool | None = None
    builds: bool | None = None
    has_commodity: bool | None = None
    is_project: bool | None = None
    has_land: bool | None = None
    has_let_property: bool | None = None
    is_knowledge_based: bool | None = None

    def __post_init__(self) -> None:
        amounts = {name: getattr(self, name) for name in ("amount_rial", "tenor_months", "months_to_cash")}
        amounts |= {name: getattr(self, name) for name in ("asset_rial", "purchase_rial", "allotment_rial")}
        faults = [f"{name} is {one}; expected 0 or more, or None where not known." for name, one in amounts.items()
                  if one is not None and not one >= 0]  # fmt: skip
        if not self.amount_rial > 0:
            faults.append(f"amount_rial is {self.amount_rial}; expected what is to be raised, above 0.")
        if self.own_share is not None and not 0 <= self.own_share <= 1:
            faults.append(f"own_share is {self.own_share}; expected a fraction from 0 to 1, or None.")
        if faults:
            raise ParameterError(dict.fromkeys(faults))


_YES_OR_NO = {
    "guarantee": "has_guarantee", "construction": "builds", "commodity": "has_commodity", "project": "is_project",
    "land": "has_land", "let_property": "has_let_property", "knowledge_based": "is_knowledge_based",
}  # fmt: skip
_WORTH = {"asset": "asset_rial", "purchase": "purchase_rial", "allotment": "allotment_rial"}


def screen(rules: pd.DataFrame, asked: Asked, *, on: str) -> pd.DataFrame:
    """Each rule in force held against what is known.

    Parameters
    ----------
    rules
        Rows of the table ``instrument_rules``.
    on
        The day, in Jalali words (``"1405/09/07"``): rules that begin later are left out.

    Returns
    -------
    The rules with ``answer``: ``yes`` it is met, ``no`` it is not, ``unknown`` for want of the rule's terms or of what
    it asks about; and ``may_have_changed``, whether the rule is dated, so that neither answer is sure.

    Raises
    ------
    DataError
        A column is missing.
    """
    absent = [column for column in COLUMNS if column not in rules]
    if absent:
        raise DataError(f"rules have no column {', '.join(absent)}; they have {', '.join(map(str, rules.columns))}.")
    begins = rules["since"].fillna("")
    found = rules[begins.str[:10] <= on].reset_index(drop=True)
    answers = [_answer(row, asked) for row in found.to_dict("records")]
    return found.assign(answer=answers, may_have_changed=found["status"] == "dated")


def doors(screened: pd.DataFrame) -> pd.DataFrame:
    """By instrument, in the order of its rules: whether its door is open.

    ``door`` is ``closed`` where a rule that is not dated says no, ``open`` where all say yes and none is dated, else
    ``unknown``; ``against`` and ``wanting`` list the requirements that say no, and those that are not known or dated.
    """
    rows = []
    for instrument, own in screened.groupby("instrument", sort=False):
        is_no = own["answer"] == "no"
        is_open = (own["answer"] == "unknown") | own["may_have_changed"]
        door: Door = "closed" if (is_no & ~own["may_have_changed"]).any() else "unknown" if is_open.any() else "open"
        rows.append(
            {"instrument": instrument, "door": door, "against": tuple(own.loc[is_no, "requirement"]),
             "wanting": tuple(own.loc[is_open & ~is_no, "requirement"])}
        )  # fmt: skip
    return pd.DataFrame(rows, columns=["instrument", "door", "against", "wanting"])


def most_allowed(rules: pd.DataFrame, asked: Asked, *, on: str) -> dict[str, float]:
    """The largest face that the rules in force allow each instrument, rial, whatever amount is asked for.

    Where a rule wants an asset, a purchase or an allotment that is worth the issue, what there is of it bounds the
    issue. An instrument that nothing known bounds is left out.
    """
    found = screen(rules, asked, on=on)
    worths = {requirement: getattr(asked, name) for requirement, name in _WORTH.items()}
    limit = found["amount_rial"].where(found["requirement"] == "most_amount", found["requirement"].map(worths))
    return {
        str(name): float(least) for name, least in limit.groupby(found["instrument"], sort=False).min().dropna().items()
    }


def _answer(rule: dict[str, Any], asked: Asked) -> Answer:
    requirement = rule["requirement"]
    if requirement == "issuer":
        allowed = {one.strip() for one in str(rule["issuers"]).split(";")}
        return _of(None if asked.issuer is None else asked.issuer in allowed)
    if requirement in _YES_OR_NO:
        is_met = getattr(asked, _YES_OR_NO[requirement])
        return "no" if is_met is False else "unknown" if rule["status"] == "not found" else _of(is_met)
    if requirement in _WORTH:
        worth = getattr(asked, _WORTH[requirement])
        return _of(None if worth is None else worth >= asked.amount_rial)
    limit = {"own_share": rule["share"], "most_tenor": rule["months"], "time_to_cash": rule["months"]}.get(
        requirement, rule["amount_rial"]
    )
    if limit is None or np.isnan(limit):
        return "unknown"
    given = {
        "least_amount": asked.amount_rial, "most_amount": asked.amount_rial, "own_share": asked.own_share,
        "most_tenor": asked.tenor_months, "time_to_cash": asked.months_to_cash,
    }[requirement]  # fmt: skip
    if given is None:
        return "unknown"
    is_least = requirement in ("least_amount", "own_share", "time_to_cash")
    return _of(given >= limit if is_least else given <= limit)


def _of(is_met: bool | None) -> Answer:
    return "unknown" if is_met is None else "yes" if is_met else "no"

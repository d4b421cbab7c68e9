"""Other names of parameters: what a case may call a thing that a form asks for under a name of its own."""

from __future__ import annotations

from collections.abc import Collection

from hamyari_lib.errors import nearest

_SETS = "{} sets it"
_MONTHS = "{} (months) sets it"
_NAMES: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("maturity", "maturity_date", "term", "years", "duration"), ("tenor", _MONTHS)),
    **dict.fromkeys(("issue", "issued", "start", "date", "start_date"), ("issue_date", _SETS)),
    **dict.fromkeys(("coupon", "coupon_rate", "rate", "interest", "interest_rate"), ("profit_rate", _SETS)),
    **dict.fromkeys(("coupon_interval", "frequency", "interval"), ("payment_interval", _MONTHS)),
    **dict.fromkeys(("yield", "ytm", "discount_rate"), ("market_yield", _SETS)),
    **dict.fromkeys(("face", "principal", "size", "volume"), ("amount", _SETS)),
    **dict.fromkeys(("currency", "unit"), ("money_unit", _SETS)),
    **dict.fromkeys(("room", "data"), ("data_room", _SETS)),
    **dict.fromkeys(("city", "region", "ostan"), ("province", _SETS)),
    "price": ("sale_price", "{} (a fraction of face) sets it"),
    "inflation": ("later_inflation", "{} sets it"),
    "loan": ("loan_rate", "the loan is compared through {}"),
    "bank_loan": ("loan_rate", "the loan is compared through {}"),
}


def known_as(name: str, names: Collection[str]) -> str:
    """What a form calls what ``name`` stands for; empty where nothing among its ``names`` is known to be that.

    >>> known_as("bank_loan", ["loan_rate"]), known_as("bank_loan", ["amount"])
    ('the loan is compared through loan_rate', '')
    """
    meant, said = _NAMES.get(name.strip().lower(), ("", ""))
    return said.format(meant) if meant in names else ""


def instead_of(name: str, names: Collection[str]) -> str:
    """What to write instead of a name that is not among a form's ``names``.

    >>> instead_of("maturity", ["tenor", "amount"]), instead_of("amuont", ["tenor", "amount"])
    ('tenor (months) sets it', 'the nearest is amount')
    """
    if said := known_as(name, names):
        return said
    near = nearest(name, names)
    return f"the nearest is {near}" if near else f"expected one of {', '.join(names)}"

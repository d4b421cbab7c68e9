"""What is agreed: an instrument's terms, its fees, and what the state pays of it. ``None`` = not known."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, get_args

from hamyari_lib.errors import ParameterError, nearest
from hamyari_lib.models.bonds import Bond

Instrument = Literal["musharaka_municipal", "ijara", "murabaha", "manfaa", "bank_loan"]
"""Codes of the data room's ``instrument_types``; ``bank_loan`` is the yardstick."""

INSTRUMENTS: tuple[Instrument, ...] = get_args(Instrument)

# Why the other codes of the room are not computed here.
_OTHERS = {
    **dict.fromkeys(
        ("project_fund", "land_building_fund", "reit", "venture_fund", "private_equity_fund", "project_company_ipo"),
        "it is equity-like and promises no payments",
    ),
    "istisna": "its terms were not found",
    "salam_parallel": "it is a commodity's price between two options; see salam_payoff",
    "treasury_bill": "only the government issues it; price it with bonds.Bond",
    "crowdfunding": "its current limits were not found",
    "energy_saving_certificate": "it is a revenue, not a debt",
}

_SUKUK_FEES = (
    "underwriting", "market_making", "guarantee", "spv", "rating", "admission", "placement", "payment_agent",
    "arrangement", "blocked_deposit", "deposit_return",
)  # fmt: skip

FEES_OF: dict[Instrument, tuple[str, ...]] = {
    "musharaka_municipal": (
        "underwriting", "market_making", "guarantee", "trustee", "admission", "payment_agent", "arrangement",
        "blocked_deposit", "deposit_return",
    ),
    "ijara": _SUKUK_FEES,
    "murabaha": _SUKUK_FEES,
    "manfaa": _SUKUK_FEES,
    "bank_loan": ("appraisal", "guarantee", "blocked_deposit", "deposit_return"),
}  # fmt: skip
"""The fees that each instrument may have, in the order of the cost steps: the parties that the room's
``instrument_types`` names for it. A fee that does not apply is never missing, and is refused where it is given."""


def _faults(where: str, value: Any, *, low: float = 0.0, top: float = 1.0) -> Iterator[str]:
    """At most one line on a fraction that may be ``None``."""
    if value is None:
        return
    expected = f"expected a fraction from {low:g} to {top:g}"
    try:
        number = float(value)
    except (TypeError, ValueError):
        yield f"{where} is {value!r}; {expected}, or None where it is not known."
        return
    if isinstance(value, str | bool) or math.isnan(number):
        yield f"{where} is {value!r}; {expected}, or None where it is not known."
    elif not low <= number <= top:
        as_fraction = max(top, 2.0) < number <= 100 * top  # 1.5 is no per cent
        remedy = f"write {number / 100:g} for {number:g} %" if as_fraction else "check its sign and its unit"
        yield f"{where} is {number:g}; {expected}; {remedy}."


def _refuse(faults: Iterator[str]) -> None:
    if found := list(faults):
        raise ParameterError(found)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names)


@dataclass(frozen=True)
class StateShare:
    """What the state pays of an instrument, as fractions from 0 to 1 by purpose; ``None`` = not known.

    ``profit`` covers the on-account and the final profit, ``principal`` the repayments, ``guarantee`` the guarantor's
    fee. Any instrument may have it: which ones do is a matter of the year's budget law, not of this model.

    >>> StateShare(50, 0.5, None)
    Traceback (most recent call last):
        ...
    hamyari_lib.errors.ParameterError: state.profit is 50; expected a fraction from 0 to 1; write 0.5 for 50 %.
    """

    profit: float | None
    principal: float | None
    guarantee: float | None

    def __post_init__(self) -> None:
        _refuse(f for field in fields(self) for f in _faults(f"state.{field.name}", getattr(self, field.name)))

    @classmethod
    def none(cls) -> StateShare:
        """The state pays nothing of it."""
        return cls(0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Terms:
    """The contract between issuer and investors.

    Parameters
    ----------
    instrument
        A code of :data:`INSTRUMENTS`.
    bond
        Its dates, its on-account profit (سود علی‌الحساب: what is paid during the term) and its repayments. ``face`` is
        the amount, in the unit of money in which all flows are wanted. A loan is a bond too, for instance with
        ``amortisation="annuity"``.
    market_yield
        What investors ask for, effective annual. The price is then that of the on-account profit at issue, as an
        exchange quotes it; a final profit comes on top of it. A price above par is a premium, and is not capped.
    price
        What investors pay, as a fraction of the face; it overrides ``market_yield``. With neither, the price is not
        known: flows count as sold at par and name ``"discount"`` as missing (costs are "at least": sold at par or
        below). A bank loan is paid out whole and has neither.
    final_profit
        The final profit (سود قطعی) beyond the on-account profit, as a fraction of the face paid at maturity; only a
        participation bond has one. ``None`` = not known.
    state
        What the state pays of it; by default nothing.

    Raises
    ------
    ParameterError
        One line a fault, all at once.
    """

    instrument: Instrument
    bond: Bond
    market_yield: float | None = None
    price: float | None = None
    final_profit: float | None = None
    state: StateShare = StateShare.none()

    def __post_init__(self) -> None:
        _refuse(self._faults())

    def _faults(self) -> Iterator[str]:
        code = self.instrument
        if code in _OTHERS:
            yield f"instrument is {code}: not computed here, for {_OTHERS[code]}; choose one of {_listed(INSTRUMENTS)}."
        elif code not in INSTRUMENTS:
            near = nearest(str(code), INSTRUMENTS)
            hint = f'did you mean "{near}"?' if near else f"choose one of {_listed(INSTRUMENTS)}."
            yield f"instrument is {code!r}, which is not known; {hint}"
        if not isinstance(self.bond, Bond):
            yield f"bond is {self.bond!r}; expected a bonds.Bond with its dates and its profit rate."
        yield from _faults("market_yield", self.market_yield, low=-0.9, top=2.0)
        if (fault := next(_faults("price", self.price, top=2.0), "")) or self.price == 0:
            yield fault or "price is 0; expected a fraction of the face above 0; write 0.9248 for 92.48 of 100."
        yield from _faults("final_profit", self.final_profit)
        if code != "musharaka_municipal" and self.final_profit:
            yield f"final_profit is {self.final_profit}, but {code} has none; leave it out, or put it into the profit."
        if code == "bank_loan" and not (self.price is None and self.market_yield is None):
            yield "a bank_loan is not sold in a market; leave market_yield and price out."
        if not isinstance(self.state, StateShare):
            yield f"state is {self.state!r}; expected StateShare(profit, principal, guarantee)."

    def issue_price(self) -> float | None:
        """What investors pay, as a fraction of the face; 1 for a loan, ``None`` where it is not known."""
        if self.instrument == "bank_loan":
            return 1.0
        if self.price is not None:
            return float(self.price)
        return None if self.market_yield is None else float(self.bond.price(self.market_yield)) / 100


@dataclass(frozen=True)
class Fees:
    """What borrowing costs beside the contract, each as a fraction of the face; ``None`` (the default) = not known.

    Paid once, on the day of issue: ``underwriting``, ``admission`` (to the exchange), ``placement`` (the sale agent),
    ``payment_agent``, ``arrangement`` (the adviser), ``rating``, ``appraisal`` (by the bank; loans only).

    A year, in advance from the day of issue on: ``market_making`` and ``guarantee`` on the principal outstanding,
    ``trustee`` and ``spv`` (the intermediary company of sukuk) on the face. The last part of a year counts by its days.
    One that covers the profit too costs more in proportion: give the rate times what it covers over the principal.

    ``blocked_deposit`` is the fraction of the face that is blocked from issue to the last payment: no cost by itself,
    but money that cannot be used. ``deposit_return`` is what it earns, a fraction a year, paid at the end of each year.
    """

    underwriting: float | None = None
    market_making: float | None = None
    guarantee: float | None = None
    trustee: float | None = None
    spv: float | None = None
    rating: float | None = None
    appraisal: float | None = None
    admission: float | None = None
    placement: float | None = None
    payment_agent: float | None = None
    arrangement: float | None = None
    blocked_deposit: float | None = None
    deposit_return: float | None = None

    def __post_init__(self) -> None:
        _refuse(f for field in fields(self) for f in _faults(f"fees.{field.name}", getattr(self, field.name)))

    @classmethod
    def none(cls) -> Fees:
        """Every fee is known to be 0."""
        return cls(**{field.name: 0.0 for field in fields(cls)})

    def of(self, instrument: Instrument) -> Fees:
        """The fees that apply to an instrument; the others are dropped, so that one form can serve several."""
        kept = FEES_OF[instrument]
        return replace(self, **{field.name: None for field in fields(self) if field.name not in kept})

    def missing(self, instrument: Instrument) -> tuple[str, ...]:
        """The fees that apply and are not known. The return of a deposit matters only where there is one.

        >>> Fees(guarantee=0.01).missing("bank_loan")
        ('appraisal', 'blocked_deposit')
        """
        unknown = [name for name in FEES_OF[instrument] if getattr(self, name) is None]
        if not self.blocked_deposit and "deposit_return" in unknown:
            unknown.remove("deposit_return")
        return tuple(unknown)

    def check(self, instrument: Instrument) -> None:
        """``ParameterError`` where a fee above 0 is given that the instrument does not have."""
        _refuse(
            f"fees.{field.name} does not apply to {instrument}; leave it out (Fees.of keeps only what applies)."
            for field in fields(self)
            if getattr(self, field.name) and field.name not in FEES_OF[instrument]
        )

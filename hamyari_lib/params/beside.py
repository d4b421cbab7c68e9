"""Checks of a value beside the rest of its case: order, stated unit, scale, and unusual values that need a yes."""

from __future__ import annotations

from hamyari_lib.errors import nearest
from hamyari_lib.jalali import JalaliDate
from hamyari_lib.params.meaning import Others
from hamyari_lib.units import CURRENCIES, Currency, JalaliSpan, Money

USUAL_FEE = 0.1
SLIPS = {
    10: "10 times", 1 / 10: "a tenth of", 1000: "1000 times", 1 / 1000: "a thousandth of",
    10_000: "10 000 times", 1 / 10_000: "a ten-thousandth of",
}  # fmt: skip
SLIP_REASONS = {
    10: "toman for rial", 1 / 10: "rial for toman", 1000: "billion for million", 1 / 1000: "million for billion",
    10_000: "new rial for rial", 1 / 10_000: "rial for new rial",
}  # fmt: skip
SLIP_TOLERANCE = 0.01


def follows(value: JalaliSpan | JalaliDate, others: Others) -> None:
    """Years or a date come after those that the form declares before."""
    if (earlier := others.before(type(value))) is None:
        return
    name, before = earlier
    if (before.last >= value.first) if isinstance(value, JalaliSpan) else (before >= value):
        if isinstance(value, JalaliSpan):
            raise ValueError(f"expected years after those of {name}, which are {before}")
        raise ValueError(f"expected a date after {name}, which is {before}")


def usual_fee(value: float, others: Others) -> None:
    """A fee above a tenth of face is more often a per cent that was not divided by 100 than a fee."""
    if value > USUAL_FEE and not others.is_confirmed:
        remedy = f"write 0.025 for 2.5 %{others.or_confirm}"
        raise ValueError(f"a fee above {USUAL_FEE:g} ({USUAL_FEE * 100:g} % of face) is unusual; {remedy}")


def published_scale(value: Money, others: Others) -> None:
    """An amount that is a power of ten off the published one of the case's precedent was written in another unit."""
    if (published := others.published()) is None or others.is_confirmed:
        return
    precedent, billion_rial = published
    ratio = value.billion_rial / billion_rial if billion_rial > 0 else 1
    for slip, times in SLIPS.items():
        if abs(ratio / slip - 1) <= SLIP_TOLERANCE:
            right = Money(billion_rial, "billion rial")
            raise ValueError(
                f"this is {times} the {right} published of {precedent}: {SLIP_REASONS[slip]}?"
                f' Write "{right.to(_stated(others) or value.currency)}"{others.or_confirm}'
            )


def stated_unit(value: Money, others: Others) -> None:
    """Amounts are in the currency that the case states, if it states one."""
    stated = _stated(others)
    if stated is not None and value.currency != stated:
        place = others.of_type("MoneyUnit")
        raise ValueError(
            f"expected an amount in {CURRENCIES[stated].en}, as {place} says;"
            f' write "{value.to(stated)}", or {value.currency} in {place}'
        )


def _stated(others: Others) -> Currency | None:
    return others.values.get(others.of_type("MoneyUnit") or "")


def names_of_the_form(value: str, others: Others) -> None:
    """What a case confirms are parameters of its own form."""
    unknown = [name for name in value.split(", ") if name and name not in others.meanings]
    if unknown:
        near = nearest(unknown[0], others.meanings)
        remedy = f"the nearest is {near}" if near else f"expected some of {', '.join(others.meanings)}"
        raise ValueError(f"{unknown[0]} is not a parameter of this form; {remedy}")

"""Checks of a value beside the rest of its case: order, end, stated unit, scale, and unusual values that need a yes."""

from __future__ import annotations

from hamyari_lib.errors import nearest
from hamyari_lib.jalali import LAST_YEAR, JalaliDate
from hamyari_lib.params.meaning import Others
from hamyari_lib.units import CURRENCIES, Currency, JalaliSpan, Money

USUAL_FEE = 0.1
SMALLEST_BOND = Money(1, "billion rial")  # the smallest issue published in the sample is 400 times this
SLIPS = {
    10: "10 times", 1 / 10: "a tenth of", 100: "100 times", 1 / 100: "a hundredth of",
    1000: "1000 times", 1 / 1000: "a thousandth of", 10_000: "10 000 times", 1 / 10_000: "a ten-thousandth of",
}  # fmt: skip
SLIP_REASONS = {
    10: "toman for rial", 1 / 10: "rial for toman", 100: "two zeros too many", 1 / 100: "two zeros too few",
    1000: "billion for million", 1 / 1000: "million for billion",
    10_000: "new rial for rial", 1 / 10_000: "rial for new rial",
}  # fmt: skip
SLIP_TOLERANCE = 0.01


def follows(value: JalaliSpan | JalaliDate, others: Others) -> None:
    """Years or a date come after those that the form declares before."""
    is_span = isinstance(value, JalaliSpan)
    types = ("YearSpan", "LaterYearSpan") if is_span else ("JalaliDate", "LaterJalaliDate")
    name, before = next((one for one in others.before(*types) if one[1] is not None), ("", None))
    if before is None or ((before.last < value.first) if is_span else (before < value)):
        return
    if is_span:
        raise ValueError(f"expected years after those of {name}, which are {before}")
    raise ValueError(f"expected a date after {name}, which is {before}")


def exceeds(value: float, others: Others) -> None:
    """A yield is above the one that the form declares just before; any will do where that one is not known."""
    name, lower = next(iter(others.before("Yield")), ("", None))
    if lower is not None and value <= lower:
        raise ValueError(f"expected more than {name}, which is {lower:g}")


def ends_in_time(value: int, others: Others) -> None:
    """Months from the date that the form declares just before end within the years that our calendar knows."""
    name, begin = next(iter(others.before("JalaliDate")), ("", None))
    if begin is None:
        return
    year = begin.year + (begin.month - 1 + value) // 12
    most = (LAST_YEAR + 1 - begin.year) * 12 - begin.month
    if year > LAST_YEAR:
        remedy = f"write {most} or less" if most else f"write an earlier {name}"
        raise ValueError(f"from {begin} it matures in {year}; expected a tenor that ends by {LAST_YEAR}; {remedy}")


def usual_fee(value: float, others: Others) -> None:
    """A fee above a tenth of face is more often a per cent that was not divided by 100 than a fee."""
    if value > USUAL_FEE and not others.is_confirmed:
        remedy = f"write 0.025 for 2.5 %{others.or_confirm}"
        raise ValueError(f"a fee above {USUAL_FEE:g} ({USUAL_FEE * 100:g} % of face) is unusual; {remedy}")


def published_scale(value: Money, others: Others) -> None:
    """An amount that is a power of ten off the published one of the case's precedent was written in another unit."""
    if (published := others.published(others.name)) is None or others.is_confirmed:
        return
    precedent, billion_rial = published
    if not isinstance(billion_rial, float):
        return
    ratio = value.billion_rial / billion_rial if billion_rial > 0 else 1
    for slip, times in SLIPS.items():
        if abs(ratio / slip - 1) <= SLIP_TOLERANCE:
            right = Money(billion_rial, "billion rial")
            raise ValueError(
                f"this is {times} the {right} published of {precedent}: {SLIP_REASONS[slip]}?"
                f' Write "{right.to(_stated(others) or value.currency)}"{others.or_confirm}'
            )


def bond_size(value: Money, others: Others) -> None:
    """The face of a bond is not tiny. It is the form's first amount, where the form has a debt instrument."""
    is_face = others.of_type("DebtInstrument") is not None and others.of_type("Money") == others.name
    if is_face and value.rial < SMALLEST_BOND.rial and not others.is_confirmed:
        raise ValueError(
            f"this is less than {SMALLEST_BOND}; a bond of that size is unusual: is its scale (million, billion)"
            f" right? Write the scale that is meant{others.or_confirm}"
        )


def same_instrument(value: str, others: Others) -> None:
    """A case follows a precedent of its own instrument, unless it says that another is meant."""
    place = others.of_type("DebtInstrument") or ""
    given, published = others.values.get(place), others.figures.get(others.name, {}).get(place, {}).get(value)
    if None not in (given, published) and given != published and not others.is_confirmed:
        raise ValueError(
            f"{value} is of the instrument {published} and this case of {given}; write `{others.name}: null` in the"
            f" case{others.or_confirm}"
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

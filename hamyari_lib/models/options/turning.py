"""What would change the order of two ways of paying: the yield, the fee, the return, the rate or the delay."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from hamyari_lib.errors import ParameterError
from hamyari_lib.models.options.paying import Offer, Paying, parts_of
from hamyari_lib.models.options.ways import Way

_HALVINGS = 12
_STEP = 0.025  # a yield, a return or a fee is looked at from here to there before it is narrowed down
_MOST_MORE = 0.5  # a year: yields and returns are tried up to this above what is planned
_MOST_FEE = 0.3  # of the face


def first_change(state: Callable[[float], int], low: float, high: float, *, step: float = _STEP) -> float | None:
    """Where a state that is 1 at ``low`` first becomes -1, looked for by steps and then by halving; 0 is no answer.

    ``low`` itself where it is -1 there, ``None`` where it does not up to ``high``. Two changes within one step are not
    seen.

    >>> round(first_change(lambda rate: 1 if rate < 0.62 else -1, 0.0, 1.0), 3)
    0.62
    """
    if state(low) < 0:
        return low
    for at in np.arange(low + step, high + step / 2, step):
        if (found := state(float(at))) == 1:
            continue
        below, above = float(at) - step, float(at)
        for _ in range(_HALVINGS):
            middle = (below + above) / 2
            if (between := state(middle)) == 1:
                below = middle
            else:
                above, found = middle, between
        return above if found == -1 else None
    return None


@dataclass(frozen=True)
class Order:
    """Two ways to pay for a project, the first worth more to its owner, and what would exchange them.

    Parameters
    ----------
    paying
        What both were made with; ``rates`` has the cost of each debt.
    first, second
        The ways.
    asked
        What investors ask of a share, effective a year; None where neither is one.
    offers
        Terms and fees of the debts that have any.
    most_own
        What the owner can bring while it is built, rial: a way that takes more is none.
    """

    paying: Paying
    first: Way
    second: Way
    asked: float | None = None
    offers: Mapping[str, Offer] = field(default_factory=dict)
    most_own: float = np.inf

    def __post_init__(self) -> None:
        if self.first.npv < self.second.npv:
            raise ParameterError(f"order: {self.first.name} is worth less than {self.second.name}; exchange them.")

    def by_return(self) -> float | None:
        """What investors must ask, effective a year; of both where both are shares. ``None`` up to half above."""
        if self.asked is None or not parts_of(self.first.name)[1]:
            return None
        return self._changes(lambda asked: (self.paying, self.paying, asked), self.asked, self.asked + _MOST_MORE)

    def by_yield(self) -> float | None:
        """What buyers must ask of all that is sold to them, effective a year; ``None`` up to half above it."""
        first = self._priced(self.first)
        if first is None:
            return None
        terms = self.offers[first][0]
        planned = terms.market_yield if terms.price is None else terms.bond.yield_to_maturity(100 * terms.price)

        def at(asked: float) -> tuple[Paying, Paying, float | None]:
            moved = self.paying
            for name in {first, self._priced(self.second)} - {None}:
                there, fees = self.offers[str(name)]
                moved = moved.offered(str(name), (replace(there, price=None, market_yield=asked), fees))
            return moved, moved, self.asked

        return self._changes(at, float(planned or 0.0), float(planned or 0.0) + _MOST_MORE)

    def by_fee(self) -> float | None:
        """A further fee of the first way's debt at the start, a fraction of its face; ``None`` up to 0.3."""
        debt = parts_of(self.first.name)[0]
        if debt not in self.offers:
            return None
        terms, fees = self.offers[debt]
        once = "appraisal" if terms.instrument == "bank_loan" else "arrangement"

        def at(more: float) -> tuple[Paying, Paying, float | None]:
            dearer = replace(fees, **{once: min((getattr(fees, once) or 0.0) + more, 1.0)})
            return self.paying.offered(debt, (terms, dearer)), self.paying, self.asked

        return self._changes(at, 0.0, _MOST_FEE)

    def by_rate(self) -> float | None:
        """What the first way's debt must cost, all in, effective a year, where it has no yield of a market."""
        debt, share = parts_of(self.first.name)
        if not debt or share or self._priced(self.first) is not None:
            return None
        planned = self.paying.rates[debt]

        def at(rate: float) -> tuple[Paying, Paying, float | None]:
            return replace(self.paying, rates={**self.paying.rates, debt: rate}), self.paying, self.asked

        return self._changes(at, planned, planned + _MOST_MORE)

    def by_delay(self) -> float | None:
        """How many months later the money of the first way may come until both are worth the same to the owner.

        The whole project then begins later, in the same constant prices, so that its worth shrinks at what the owner
        asks. ``None`` where either is worth nothing or less: waiting then changes no order.
        """
        if self.second.npv <= 0 or self.paying.real_rate <= 0:
            return None
        return 12 * float(np.log(self.first.npv / self.second.npv) / np.log1p(self.paying.real_rate))

    def _priced(self, way: Way) -> str | None:
        """The debt of a way that is sold to buyers who ask a yield."""
        debt = parts_of(way.name)[0]
        is_sold = debt in self.offers and debt != "bank_loan" and self.offers[debt][0].issue_price() is not None
        return debt if is_sold else None

    def _changes(
        self, at: Callable[[float], tuple[Paying, Paying, float | None]], low: float, high: float
    ) -> float | None:
        def state(place: float) -> int:
            of_first, of_second, asked = at(place)
            one, other = of_first.made(self.first.name, asked or 0.0), of_second.made(self.second.name, asked or 0.0)
            is_out, other_is_out = (bool(way.why) or way.short > self.most_own for way in (one, other))
            if is_out or other_is_out:
                return 0 if is_out and other_is_out else -1 if is_out else 1
            return 1 if one.npv >= other.npv else -1

        return first_change(state, low, high)

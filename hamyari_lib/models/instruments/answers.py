"""A cost as an answer: its value with what it leaves out, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hamyari_lib.models.returns import Kind

Bound = Literal["exact", "at least", "either way", "unknown", "not computed"]
Reason = Literal["", "pays_nothing"] | Kind

REASONS: dict[Reason, str] = {
    "pays_nothing": "this payer pays nothing back",
    "nothing_received": "nothing is received at issue",
    "nothing": "there are no flows",
    "one_way": "all flows go one way",
    "no_rate": "no rate solves the flows",
    "several": "several rates solve the flows",
}
"""Why there is no cost, in words."""


class EffectiveCost(float):
    """An effective annual cost: a fraction a year that carries what it leaves out.

    ``missing`` names the items that are not known; with ``is_lower_bound`` the cost is at least this. Text always says
    so; arithmetic gives plain floats.

    >>> EffectiveCost(0.205, ("guarantee", "trustee"), is_lower_bound=True)
    at least 20.50 % a year, without guarantee, trustee
    """

    missing: tuple[str, ...]
    is_lower_bound: bool

    def __new__(cls, value: float, missing: tuple[str, ...] = (), *, is_lower_bound: bool = False) -> EffectiveCost:
        cost = super().__new__(cls, value)
        cost.missing, cost.is_lower_bound = tuple(missing), is_lower_bound
        return cost

    @property
    def bound(self) -> Bound:
        """``"exact"``, ``"at least"``, or ``"either way"`` where the missing may also lower it."""
        return "exact" if not self.missing else "at least" if self.is_lower_bound else "either way"

    def __str__(self) -> str:
        text = f"{self * 100:.2f} % a year"
        if not self.missing:
            return text
        without = f"without {', '.join(self.missing)}"
        return (
            f"at least {text}, {without}" if self.is_lower_bound else f"{text} {without}, which may raise or lower it"
        )

    __repr__ = __str__


@dataclass(frozen=True)
class Cost:
    """A cost that may be unknown: ``value`` is ``None`` with the bounds ``"unknown"`` and ``"not computed"``.

    ``"exact"``: nothing is missing. ``"at least"``: what is ``missing`` can only raise it. ``"either way"``: ``value``
    is of what is known, and what is missing may also lower it. ``"unknown"``: without it there is no figure at all.
    ``"not computed"``: no one rate describes the flows; ``reason`` is then a key of :data:`REASONS`, otherwise "".
    """

    value: float | None
    missing: tuple[str, ...]
    bound: Bound
    reason: Reason = ""

    def __str__(self) -> str:
        if self.value is not None:
            return str(EffectiveCost(self.value, self.missing, is_lower_bound=self.bound == "at least"))
        what = f"not computed ({REASONS[self.reason]})" if self.reason else "unknown"
        return f"{what}, without {', '.join(self.missing)}" if self.missing else what

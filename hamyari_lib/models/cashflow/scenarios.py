"""What may turn out otherwise, one value for each draw; all neutral by default."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from hamyari_lib.errors import DataError

Floats = NDArray[np.float64]


def _neutral(value: float):
    from dataclasses import field

    return field(default_factory=lambda: np.full(1, value))


@dataclass(frozen=True)
class Scenarios:
    """Draws of what a project's result hangs on; arrays of one length, or of length 1 where a thing is certain.

    ``capital_cost`` and ``demand`` are factors of the planned amounts; ``delay_months`` postpone operation, whose end
    does not move; ``inflation``, ``dollar`` and ``tariff`` are added to the growth of every year after the base (0.02
    turns 40 % into 42 %), ``profit_rate`` to the debt's yearly rate; ``unsold`` is the share of the debt
    that finds no buyer and that the owner pays instead.
    """

    capital_cost: Floats = _neutral(1.0)
    delay_months: Floats = _neutral(0.0)
    demand: Floats = _neutral(1.0)
    inflation: Floats = _neutral(0.0)
    dollar: Floats = _neutral(0.0)
    tariff: Floats = _neutral(0.0)
    profit_rate: Floats = _neutral(0.0)
    unsold: Floats = _neutral(0.0)

    def __post_init__(self) -> None:
        bounds = {
            "capital_cost": (0, 20), "delay_months": (0, 600), "demand": (0, 20), "inflation": (-0.9, 3),
            "dollar": (-0.9, 3), "tariff": (-0.9, 3), "profit_rate": (-3, 3), "unsold": (0, 1),
        }  # fmt: skip
        faults = []
        for name, (low, high) in bounds.items():
            values = np.atleast_1d(np.asarray(getattr(self, name), dtype=float))
            object.__setattr__(self, name, values)
            if not ((values >= low) & (values <= high)).all():
                odd = values[~((values >= low) & (values <= high))][0]
                faults.append(f"{name} is {odd:g}; expected {low:g} to {high:g}.")
        lengths = {len(getattr(self, one.name)) for one in fields(self)} - {1}
        if len(lengths) > 1:
            faults.append(f"scenarios have {sorted(lengths)} draws; expected as many of each.")
        if faults:
            raise DataError(faults)

    def __len__(self) -> int:
        return max(len(getattr(self, one.name)) for one in fields(self))

    def part(self, start: int, stop: int) -> Scenarios:
        """Some of the draws."""
        each = {one.name: getattr(self, one.name) for one in fields(self)}
        return Scenarios(**{name: value if len(value) == 1 else value[start:stop] for name, value in each.items()})

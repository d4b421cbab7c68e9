"""What looks like a slip: money in another unit, prices that run away, reaches beside the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hamyari_lib.models.cashflow.lines import LIKELY, Lines, magnitude

NEAR = 4.0
"""How many times the last known rate of exchange an assumed one may be, or the other way round."""

OUTRUN = 3.0
"""How many times as far as general prices tariffs may have grown at the project's end."""

RICH = 0.5
"""A real return a year, a fraction, that hardly any project has."""

PLAN = {
    "capital_cost": 1.0, "delay_months": 0.0, "demand": 1.0, "inflation": 0.0, "dollar": 0.0, "tariff": 0.0,
    "profit_rate": 0.0, "unsold": 0.0,
}  # fmt: skip
"""What each uncertain thing is in the plan."""


def doubts(
    lines: Lines,
    *,
    dollar_rate: float | None = None,
    known_dollar: float | None = None,
    real_return: float | None = None,
    reaches: Mapping[str, Sequence[float]] | None = None,
) -> dict[str, float]:
    """What a reader should look at twice, by what it is, with the figure that is odd; empty where nothing is.

    ``dollar``: how many times the last known rate (``known_dollar``, rial) the assumed one is, if beyond :data:`NEAR`;
    ``revenue``: yearly revenue over capital cost, outside :data:`LIKELY`; ``tariff``: how many times as far as general
    prices tariffs grow to the project's end, above :data:`OUTRUN`; ``return``: a ``real_return`` a year above
    :data:`RICH`; ``delay``: months, where the longest ``delay_months`` of the ``reaches`` (least, likeliest, most) is
    longer than operation; ``reach_…``: the plan's own value, which the reach of a thing leaves out.
    """
    found: dict[str, float] = {}
    if dollar_rate and known_dollar and not 1 / NEAR <= dollar_rate / known_dollar <= NEAR:
        found["dollar"] = dollar_rate / known_dollar
    ratio = magnitude(lines)
    if ratio is not None and not LIKELY[0] <= ratio <= LIKELY[1]:
        found["revenue"] = ratio
    last = lines.prices.by_period(lines.timeline).iloc[-1]
    is_earned = any(lines.real(item).loc["tariff"].any() for item in ("revenue", "operating_cost"))
    if is_earned and last["tariff"] / last["inflation"] > OUTRUN:
        found["tariff"] = float(last["tariff"] / last["inflation"])
    operated = int(lines.timeline.months[lines.timeline.construction_months :].sum())
    if real_return is not None and real_return > RICH:
        found["return"] = real_return
    for name, (low, *_, high) in (reaches or {}).items():
        if name == "delay_months" and high >= operated:
            found["delay"] = float(high)
        if name in PLAN and not low <= PLAN[name] <= high:
            found[f"reach_{name}"] = PLAN[name]
    return found

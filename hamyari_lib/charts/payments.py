"""Dated payments: bars above the line for what is received, below it for what is paid, on an axis of years."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, get_args

import numpy as np
import pandas as pd

from hamyari_lib import text
from hamyari_lib.charts.frames import numbers, require
from hamyari_lib.charts.labels import SMALL, fit, size, ticks, width, wrapped, write
from hamyari_lib.charts.page import EDGE, INSIDE, add_panel, draw_key, heading, is_rtl, lay_key, make_page
from hamyari_lib.charts.style import FAINT, INK, NEUTRAL, SERIES, WIDTH_INCHES, style
from hamyari_lib.charts.time_axis import Calendar, year_ticks
from hamyari_lib.errors import HamyariError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_HIGH = 1.35  # inches of a panel
_LARGE = 0.25  # of the greatest payment: smaller parts get a panel and a scale of their own


def payments(
    frame: pd.DataFrame,
    *,
    show: Callable[[float], str],
    axis_label: str,
    parts: dict[str, str],
    calendar: Calendar = "jalali",
) -> Figure:
    """Bars at their dates, stacked by part; parts that the greatest ones would dwarf stand in a panel of their own.

    Parameters
    ----------
    frame
        Columns ``date`` (datetime64), ``part`` (a key of ``parts``) and ``amount`` (float: received above zero, paid
        below it). Amounts of one part, day and sign are added up.
    show
        Writes an amount as text, with its sign.
    axis_label
        What the amounts are and their unit; it stands over each panel.
    parts
        The name of each part in the order of stacking, from the line outwards; those without an amount are left out.
        At most six may have one.
    calendar
        Of the years of the axis, ``"jalali"`` or ``"gregorian"``; no other mark says which they are.

    Raises
    ------
    HamyariError
        The frame has no rows, a part without a name, no payment but zeros, an unknown date or an amount that is not
        a number.
    """
    require(frame, "payments", ("date", "part", "amount"))
    amounts = numbers(frame, "payments", "amount", needs_all=True)
    _check(frame, amounts, parts, calendar)
    days = frame["date"].to_numpy("datetime64[D]").astype(float)
    # Signs are kept apart: a part received and paid back on one day stands on both sides of the line.
    table = pd.DataFrame({"day": days, "part": frame["part"].to_numpy(), "amount": amounts, "is_paid": amounts < 0})
    table = table[table["amount"] != 0].groupby(["day", "part", "is_paid"], as_index=False)["amount"].sum()
    greatest = table["amount"].abs().groupby(table["part"]).max()
    names = [part for part in parts if part in greatest.index]
    is_large = greatest >= _LARGE * greatest.max()
    panels = [chosen for large in (True, False) if (chosen := [one for one in names if is_large[one] == large])]
    days = table["day"].to_numpy()
    with style():
        title = wrapped(axis_label, INSIDE)
        colours = dict(zip(names, SERIES, strict=False))
        keys = [lay_key([("square", colours[one], parts[one]) for one in chosen]) for chosen in panels]
        tops, foot = [], 0.04
        for key in keys:
            over = foot + size(title)[1] + 0.06
            tops.append((foot, over, over + key.height + 0.06))
            foot = over + key.height + 0.06 + _HIGH + 0.32
        fig, page = make_page(foot - 0.06)
        tables = [table[table["part"].isin(chosen)] for chosen in panels]
        sums = [one.groupby(["is_paid", "day"])["amount"].sum() for one in tables]
        # The widest amount is taken for the scale, before the scale and the place of the bars are known.
        column = max(width(show(one)) for panel in sums for one in (panel.min(), panel.max())) + 0.16
        wide, left = INSIDE - column, EDGE if is_rtl() else EDGE + column
        aside = np.full(days.size, 0.16)
        low, high = fit(days, aside, aside, wide) if np.ptp(days) > 250 else (days.mean() - 250, days.mean() + 250)
        thick = _thickness(days, (high - low) / wide)
        at, years = year_ticks(low, high, wide, (left - 0.02, WIDTH_INCHES - left - wide - 0.02), calendar)
        for chosen, rows, totals, key, top in zip(panels, tables, sums, keys, tops, strict=True):
            heading(page, top[0], title, color=NEUTRAL)
            draw_key(page, key, top[1])
            ax = add_panel(fig, left, top[2], wide, _HIGH)
            ax.set_xlim(low, high)
            ax.set_xticks(at, years, fontsize=SMALL)
            ax.tick_params(axis="x", length=3, pad=2, color=FAINT)
            _bars(ax, rows, chosen, colours, thick)
            _amounts(ax, totals, show, (high - low) / wide, thick, column)
    return fig


def _check(frame: pd.DataFrame, amounts: np.ndarray, parts: dict[str, str], calendar: str) -> None:
    faults = []
    if calendar not in get_args(Calendar):
        known = " or ".join(get_args(Calendar))
        faults.append(f"payments: calendar is {calendar!r}; expected {known}.")
    nameless = sorted(set(frame["part"]) - set(parts))
    if nameless:
        faults.append(f"payments: part {', '.join(map(repr, nameless))} has no name; add it to `parts`.")
    if frame["date"].isna().any():
        row = int(np.flatnonzero(frame["date"].isna())[0])
        faults.append(f"payments: the date in row {row} is not known; expected a date; mend the row.")
    if not amounts.any():
        faults.append("payments: every amount is zero; expected at least one payment; say so in words instead.")
    shown = frame["part"][amounts != 0].nunique()
    if shown > len(SERIES):
        faults.append(f"payments: {shown} parts; expected at most {len(SERIES)}, told apart by colour; join some.")
    if faults:
        raise HamyariError(faults)


def _thickness(days: np.ndarray, inch: float) -> float:
    """Days that a bar is wide: less than the least time between two, but seen, and no block where there are few."""
    apart = np.diff(np.unique(days)).min(initial=1e6)
    return float(np.clip(0.7 * apart, 0.022 * inch, 0.1 * inch))


def _bars(ax: Axes, rows: pd.DataFrame, chosen: list[str], colours: dict[str, str], thick: float) -> None:
    for _, side in rows.groupby("is_paid"):
        foot = pd.Series(0.0, index=sorted(side["day"].unique()))
        for part in chosen:
            amounts = side[side["part"] == part].set_index("day")["amount"]
            ax.bar(amounts.index, amounts, bottom=foot[amounts.index], width=thick, color=colours[part])
            foot[amounts.index] += amounts
    ax.axhline(0, color=INK, linewidth=0.9)


def _amounts(ax: Axes, totals: pd.Series, show: Callable[[float], str], inch: float, thick: float, room: float) -> None:
    """The scale of a panel and the amounts that are written at bars; an inch is ``inch`` days."""
    low, high = ax.get_xlim()
    at, before, after, written = [0.0], [0.03], [0.03], []
    for is_paid, side in totals.groupby("is_paid"):
        side = side.droplevel("is_paid").abs()
        placed: list[tuple[float, float, float, float]] = []
        for day, words in sorted(_chosen(side, bool(is_paid), show), key=lambda one: -side[one[0]]):
            wide, tall = size(words)
            half = wide / 2 * inch
            middle = min(max(day, low + half), high - half)
            reach = half + thick / 2 + 0.03 * inch
            base, lift = float(side[(side.index >= middle - reach) & (side.index <= middle + reach)].max()), 0.04
            for other, height, level, far in placed:
                if abs(other - middle) < reach + far:
                    base, lift = max(base, height), max(lift, level + tall + 0.03)
            placed.append((middle, base, lift, half))
            at.append(-base if is_paid else base)
            before.append(lift + tall + 0.06 if is_paid else 0.0)
            after.append(0.0 if is_paid else lift + tall + 0.03)
            written.append((day, middle, at[-1], -lift if is_paid else lift, words, float(side[day])))
        at += list(-side if is_paid else side)
        before += [0.0] * len(side)
        after += [0.0] * len(side)
    bottom, top = fit(at, before, after, _HIGH)
    unit = (top - bottom) / _HIGH
    ax.set_ylim(bottom, top)
    for day, middle, base, lift, words, amount in written:
        end = base + lift * unit
        write(ax, middle, end, words, ha="center", va="bottom" if lift > 0 else "top", clear=True, zorder=5)
        if abs(end) - amount > 0.12 * unit:  # it had to leave its bar
            own = amount if lift > 0 else -amount
            ax.plot([day, day], [own, end], color=NEUTRAL, linewidth=0.6, zorder=4)
    places, words = ticks(bottom, top, _HIGH, show, room=(0.05, 0.05), is_upright=True)
    kept = [(place, one) for place, one in zip(places, words, strict=True) if width(one) <= room - 0.05]
    ax.set_yticks([place for place, _ in kept], [one for _, one in kept], fontsize=SMALL)
    ax.tick_params(axis="y", length=0, pad=3)
    if is_rtl():
        ax.yaxis.tick_right()


def _chosen(side: pd.Series, is_paid: bool, show: Callable[[float], str]) -> list[tuple[float, str]]:
    """Which payments are written out: the one that recurs, with its number, and the greatest and the least others."""
    words = (-side if is_paid else side).map(show)
    counts = words.value_counts()
    chosen = []
    rest = side
    if counts.iloc[0] > 1 and 2 * counts.iloc[0] > len(side):
        usual = side[words == counts.index[0]]
        chosen.append((float(usual.index[(len(usual) - 1) // 2]), f"{text.digits(len(usual))} × {counts.index[0]}"))
        rest = side.drop(usual.index)
    if len(rest):
        chosen += [(float(day), words[day]) for day in dict.fromkeys((rest.idxmax(), rest.idxmin()))]
    return chosen

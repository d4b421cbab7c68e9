"""Makes up what is traded: bonds with their terms, quotes on one curve, prices of shares; and a plan of cash."""

from __future__ import annotations

import datetime as dt
import math

from hamyari_lib.data.illustrate.dice import MILLION_RIAL, Row, assumptions, dice, perhaps
from hamyari_lib.data.illustrate.money import MADE_UP
from hamyari_lib.data.reading import load
from hamyari_lib.data.rooms import SAMPLE
from hamyari_lib.jalali import JalaliDate, month_length
from hamyari_lib.text import number

FACE_RIAL = 1_000_000


def instruments() -> list[Row]:
    """The table ``instruments``: the terms of the bonds that ``quotes`` has prices of."""
    assumed = assumptions("anchors")["curve"]
    return [
        {
            "instrument_id": symbol, "instrument": "murabaha", "issuer": f"شرکت {MADE_UP} {place:02d}",
            "face_rial": assumed["bond_billion_rial"] * 1000 * MILLION_RIAL, "issue_date": str(issued),
            "maturity_date": str(matures), "profit_pct": assumed["bond_profit"],
            "interval_months": assumed["bond_interval"], "guarantor": f"بانک {MADE_UP}", "status": "outstanding",
        }
        for place, (symbol, issued, matures) in enumerate(_bonds(), 1)
    ]  # fmt: skip


def quotes(seed: int) -> list[Row]:
    """The table ``quotes``: bills and bonds by price and yield, week by week on one curve that moves.

    A bond is quoted without the profit that has accrued since its last payment.
    """
    die = dice(seed, "quotes")
    assumed = assumptions("anchors")["curve"]
    last = _last_day()
    papers = [
        ("treasury_bill", f"خزانهٔ {MADE_UP} {place:02d}", last + dt.timedelta(days=days))
        for place, days in enumerate(assumed["bills"], 1)
    ]
    papers += [("bond", symbol, matures.gregorian) for symbol, _, matures in _bonds()]
    level, rows = assumed["level"], []
    for week in range(assumed["weeks"]):
        day = last - dt.timedelta(weeks=assumed["weeks"] - 1 - week)
        level += die.gauss(0, assumed["weekly"])
        for kind, symbol, matures in papers:
            at = _curve(level, (matures - day).days / 365, assumed) + die.gauss(0, assumed["noise"])
            is_bill = kind == "treasury_bill"
            bill = FACE_RIAL / (1 + at / 100) ** ((matures - day).days / 365)
            rows.append({
                "symbol": symbol, "date": str(JalaliDate.from_gregorian(day)), "kind": kind,
                "price_rial": round(bill if is_bill else _clean_price(day, matures, at / 100, assumed)),
                "yield_pct": perhaps(die, 0.85, round(at, 2)) if is_bill else round(at, 2),
                "maturity_date": str(JalaliDate.from_gregorian(matures)),
                "source": f"{MADE_UP}؛ منحنی نلسون–سیگل",
            })  # fmt: skip
    return rows


def share_prices(seed: int) -> list[Row]:
    """The table ``share_prices``: shares that follow the exchange's real months with the betas assumed."""
    die = dice(seed, "share_prices")
    assumed = assumptions("anchors")["shares"]
    market = load("market", room=SAMPLE).dropna(subset=["tedpix_month_end", "risk_free_annual_mean"])
    index = [float(one) for one in market["tedpix_month_end"]]
    free = [(1 + float(one)) ** (1 / 12) - 1 for one in market["risk_free_annual_mean"]]
    rows: list[Row] = []
    for place, beta in enumerate(assumed["betas"], 1):
        price = float(assumed["first_rial"])
        for at, month in enumerate(market["jalali_month"]):
            if at:
                more = index[at] / index[at - 1] - 1 - free[at]
                price *= max(1 + free[at] + beta * more + die.gauss(0, assumed["noise"]), 0.5)
            rows.append({
                "symbol": f"سهم {MADE_UP} {place:02d}", "jalali_month": month, "price_rial": round(price),
                "source": f"{MADE_UP}؛ شاخص کل با بتای {number(beta, 1, language='fa')}",
            })  # fmt: skip
    return rows


def cash_plan() -> list[Row]:
    """The table ``cash_plan``: what is declared in ``anchors.toml``."""
    return [
        {
            "item": f"{'N' if one['direction'] == 'need' else 'R'}-{place:02d}", "date": one["date"],
            "direction": one["direction"], "amount_rial": one["billion_rial"] * 1000 * MILLION_RIAL,
            "what": one["what"], "source": MADE_UP,
        }
        for place, one in enumerate(assumptions("anchors")["cash_plan"], 1)
    ]  # fmt: skip


def _last_day() -> dt.date:
    return JalaliDate(*map(int, assumptions("anchors")["curve"]["last_day"].split("/"))).gregorian


def _bonds() -> list[tuple[str, JalaliDate, JalaliDate]]:
    """Symbol, day of issue and of maturity."""
    assumed = assumptions("anchors")["curve"]
    found = []
    for place, days in enumerate(assumed["bonds"], 1):
        matures = JalaliDate.from_gregorian(_last_day() + dt.timedelta(days=days))
        issued = _months_before(matures, 12 * assumed["bond_years"])
        found.append((f"اوراق {MADE_UP} {place:02d}", issued, matures))
    return found


def _months_before(day: JalaliDate, months: int) -> JalaliDate:
    """The same day of an earlier month, or its last where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return JalaliDate(year, month + 1, min(day.day, month_length(year, month + 1)))


def _clean_price(day: dt.date, matures: dt.date, effective: float, assumed: Row) -> float:
    """Rial for one paper: what it still pays at this yield, less the profit that has accrued."""
    interval = int(str(assumed["bond_interval"]))
    profit = FACE_RIAL * float(str(assumed["bond_profit"])) / 100 * interval / 12
    end, worth, pays = JalaliDate.from_gregorian(matures), 0.0, []
    at = end
    while at.gregorian > day:
        pays.append(at.gregorian)
        at = _months_before(end, interval * len(pays))
    for one in pays:
        worth += (profit + (FACE_RIAL if one == matures else 0)) * (1 + effective) ** (-(one - day).days / 365)
    begun = at.gregorian
    return worth - profit * (day - begun).days / (pays[-1] - begun).days


def _curve(level: float, years: float, assumed: dict[str, float]) -> float:
    """Nelson and Siegel 1987, per cent a year."""
    bend = years / assumed["decay"]
    loading = (1 - math.exp(-bend)) / bend
    return level + assumed["slope"] * loading + assumed["hump"] * (loading - math.exp(-bend))

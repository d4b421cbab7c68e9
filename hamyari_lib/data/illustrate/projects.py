"""Makes up projects of the municipalities, and what each costs and earns a year at the prices of 1404."""

from __future__ import annotations

from typing import Any

from hamyari_lib.data.illustrate.dice import MILLION_RIAL, Row, assumptions

PRICE_YEAR = 1404


def declared() -> dict[str, dict[str, Any]]:
    """The projects as they are assumed, by their identifiers."""
    return {f"P-{place:02d}": one for place, one in enumerate(assumptions("projects")["project"], start=1)}


def projects() -> list[Row]:
    """The table ``projects``."""
    return [
        {
            "project_id": name,
            "title": f"{one['title']} (ساختگی)",
            "idea": one["idea"],
            "municipality": one["city"],
            "sector": one["sector"],
            "land": one["land"],
            "permits": one["permits"],
            "phases": one["phases"],
            "revenue_type": one["revenue"],
            "vehicle": one["vehicle"],
            "status": one["status"],
            "reserve_price_rial": one["reserve"] * 1_000 * MILLION_RIAL if "reserve" in one else "",
        }
        for name, one in declared().items()
    ]


def cashflows() -> list[Row]:
    """The table ``project_cashflow``: capital cost while it is built, then operating cost and revenue by year."""
    rows = []
    for name, one in declared().items():
        opens = one["starts"] + len(one["spent"])
        full = [1.0] * one["years"]
        reached = [*one["ramp"], *full[len(one["ramp"]) :]]
        for item, lines, first, shares in (
            ("capital_cost", one["capital"], one["starts"], one["spent"]),
            ("operating_cost", one["operating"], opens, full),
            ("revenue", one["earned"], opens, reached),
        ):
            rows += [
                {"project_id": name, "item": item, "period": str(year)} | _amount(line, share)
                for line in lines
                for year, share in enumerate(shares, start=first)
                if share
            ]
    return rows


def _amount(line: dict[str, Any], share: float) -> Row:
    is_dollars = "dollars" in line
    each = line["dollars"] if is_dollars else line["price"] * MILLION_RIAL
    return {
        "line": line["line"],
        "amount": round(line["quantity"] * each * share),
        "currency": "usd" if is_dollars else "rial",
        "price_year": PRICE_YEAR,
        "indexation": line["index"],
    }

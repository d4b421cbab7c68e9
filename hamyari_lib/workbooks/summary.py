"""The summary of a project's workbook: worth, sources and uses, cover and checks, each a formula over the model."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hamyari_lib.models.cashflow import irr
from hamyari_lib.text import t
from hamyari_lib.workbooks.project import Layout

Line = tuple[str, str, str, float, str]


def summary_rows(layout: Layout, model: str) -> Iterator[tuple[str, list[Line]]]:
    """Headings with their lines: label, formula, kind, value, note."""
    grid = layout.grid
    values, years = grid.values, grid.values["years"]
    built = int(grid.assumptions["construction_months"])

    def over(key: str, start: int = 0, stop: int | None = None) -> str:
        return f"{model}!{grid.span(key, start, stop)}"

    def one(key: str, period: int) -> str:
        return f"{model}!{grid.cell(key, period)}"

    def worth(key: str, label: str) -> Line:
        formula = f"=SUMPRODUCT({over(key)},{over('discount')})"
        return (label, formula, "money", float((values[key] * values["discount"]).sum()), "")

    def rate(key: str, label: str) -> Line:
        # the guess has the sign of the rate, where there is one rate
        guess = f"IF(SUM({over(key)})>0,{grid.cells['real_rate']},-{grid.cells['real_rate']})"
        rates = irr(values[key], times_years=years)
        formula = f'=IFERROR(XIRR({over(key)},{over("day")},{guess}),"—")'
        several = t(
            fa="بیش از یک نرخ یا هیچ نرخ؛ به ارزش فعلی نگاه کنید", en="several rates or none; look at the value"
        )
        value = float(rates[0]) if len(rates) == 1 else float("nan")
        return (label, formula if len(rates) == 1 else '="—"', "rate", value, "" if len(rates) == 1 else several)

    def total(key: str, label: str) -> Line:
        return (label, f"=SUM({over(key, 0, built)})", "money", float(values[key][:built].sum()), "")

    def at(key: str, label: str, period: int) -> Line:
        return (label, f"={one(key, period)}", "money", float(values[key][period]), "")

    yield (
        t(fa="ارزش به قیمت سال پایه", en="Worth in base-year prices"),
        [
            worth(
                "project_real", t(fa="ارزش فعلی خالص پروژه، بی‌بدهی", en="net present value of the project without debt")
            ),
            rate("project_real", t(fa="بازده حقیقی پروژه", en="real return of the project")),
            rate("project", t(fa="بازده اسمی پروژه", en="nominal return of the project")),
            worth("equity_real", t(fa="ارزش فعلی خالص مالک", en="net present value to the owner")),
            rate("equity_real", t(fa="بازده حقیقی مالک", en="real return of the owner")),
            rate("equity", t(fa="بازده اسمی مالک", en="nominal return of the owner")),
        ],
    )
    if not built:
        return
    uses = [
        total("building", t(fa="هزینهٔ ساخت با پیش‌بینی‌نشده", en="cost of building with contingency")),
        total("fees", t(fa="کارمزد اولیه", en="up-front fees")),
        total("interest", t(fa="سود و کارمزد دورهٔ ساخت", en="profit and fees while it is built")),
        at("reserve", t(fa="حساب ذخیره", en="reserve"), built - 1),
        at("cash", t(fa="نقد مانده", en="cash left"), built - 1),
    ]
    sources = [
        at("debt", t(fa="بدهی", en="debt"), built - 1),
        total("paid_in", t(fa="آوردهٔ مالک", en="the owner's money")),
        total("waiting_income", t(fa="بازده وجوه در انتظار", en="earnings of waiting proceeds")),
    ]
    yield t(fa="مصارف دورهٔ ساخت", en="Uses while it is built"), uses
    yield t(fa="منابع دورهٔ ساخت", en="Sources while it is built"), sources
    cover = float(np.nanmin(values["dscr"])) if not np.isnan(values["dscr"]).all() else float("nan")
    lines: list[Line] = [
        (t(fa="کمترین نسبت پوشش بدهی", en="least cover ratio"), f'=IF(COUNT({over("dscr")})=0,"—",MIN({over("dscr")}))',
         "number", cover, ""),
        (t(fa="کمک مالک در بهره‌برداری", en="the owner's support in operation"), f"=SUM({over('support')})", "money",
         float(values["support"].sum()), ""),
    ]  # fmt: skip
    if "allowed" in values:
        owed = values["debt_at_start"][built - 1] / grid.assumptions["debt_amount"]
        debt = grid.cells["debt_amount"]
        allowed = f"=IF({debt}=0,0,{one('allowed', built)}/({one('debt_at_start', built - 1)}/{debt}))"
        lines.append((t(fa="بدهی‌ای که نسبت پوشش اجازه می‌دهد", en="debt that the cover ratio allows"), allowed, "money",
                      float(values["allowed"][built] / owed), ""))  # fmt: skip
    yield t(fa="بدهی", en="Debt"), lines
    added = "+".join(line[1].removeprefix("=") for line in uses)
    taken = "+".join(line[1].removeprefix("=") for line in sources)
    both = sum(line[3] for line in sources) - sum(line[3] for line in uses)
    zero = t(fa="باید صفر باشد", en="must be 0")
    yield t(fa="کنترل‌ها، ریال", en="Checks, rial"), [
        (t(fa="منابع منهای مصارف", en="sources less uses"), f"=ROUND({taken}-({added}),0)", "rial", round(both), zero),
        (t(fa="بزرگ‌ترین نابرابری ترازنامه", en="largest difference of the balance sheet"),
         f"=ROUND(MAX(MAX({over('check')}),-MIN({over('check')})),0)", "rial",
         float(round(np.abs(values["check"]).max())), zero),
        (t(fa="بدهی در پایان", en="debt at the end"), f"=ROUND({one('debt', grid.periods - 1)},0)", "rial",
         float(round(values["debt"][-1])), zero),
    ]  # fmt: skip

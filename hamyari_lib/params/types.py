"""The types that a notebook's form may use: each with its bounds, its message and how a page shows it."""

from __future__ import annotations

from typing import Annotated

from hamyari_lib import jalali, text, units
from hamyari_lib.data.audience import AUDIENCES
from hamyari_lib.params import alone, beside, showing
from hamyari_lib.params.meaning import FromRoom, Meaning

REPAYMENTS = ("sculpted", "annuity", "equal_principal", "bullet", "sinking_fund")
ISSUERS = ("municipality", "company", "cooperative", "hamyari", "licensed_firm")
MEANS = ("guarantee", "construction", "commodity", "project", "land", "let_property", "knowledge_based")
DEBT_INSTRUMENTS = ("musharaka_municipal", "ijara", "murabaha", "manfaa")

# what, where

Province = Annotated[
    str,
    Meaning(
        "Province", alone.word("a province's name"),
        FromRoom("provinces", "province_fa", {"fa": "province_fa", "en": "province"}),
    ),
]  # fmt: skip
Sector = Annotated[
    str,
    Meaning(
        "Sector", alone.word('an ISIC Rev.4 section such as "J"'),
        FromRoom("sector_labels", "section", {"fa": "label_fa", "en": "label_en"}),
    ),
]  # fmt: skip
DebtInstrument = Annotated[
    str,
    Meaning(
        "DebtInstrument", alone.word("a debt instrument such as ijara"),
        FromRoom(
            "instrument_types", "code", {"fa": "name_fa", "en": "name_en"}, only=DEBT_INSTRUMENTS, kind="family",
            elsewhere=("bank_loan", "loan"),
        ),
    ),
]  # fmt: skip
Issuer = Annotated[str, Meaning("Issuer", alone.one_of(*ISSUERS), show=showing.issuer)]
Means = Annotated[str, Meaning("Means", alone.some_of(*MEANS), show=showing.means)]
Precedent = Annotated[
    str,
    Meaning(
        "Precedent", alone.word("a precedent's name"),
        FromRoom(
            "instrument_precedents", "precedent", {"fa": "label_fa", "en": "label_en"},
            published={"amount": "amount_bn_rial", "instrument": "instrument"},
        ),
        show=showing.code, beside=(beside.same_instrument,),
    ),
]  # fmt: skip

Project = Annotated[
    str,
    Meaning(
        "Project", alone.word('a project such as "P-01"'),
        FromRoom("projects", "project_id", {"fa": "title", "en": "title"}),
    ),
]  # fmt: skip
PriceSeries = Annotated[
    str, Meaning("PriceSeries", alone.word('a price series such as "cpi"'), FromRoom("price_index", "series", {}))
]
ListedShare = Annotated[
    str,
    Meaning("ListedShare", alone.word('a symbol of a share such as "خودرو"'), FromRoom("share_prices", "symbol", {})),
]
CurveModel = Annotated[
    str, Meaning("CurveModel", alone.one_of("best", "svensson", "nelson-siegel"), show=showing.curve_model)
]
Repayment = Annotated[str, Meaning("Repayment", alone.one_of(*REPAYMENTS), show=showing.repayment)]
Drawdown = Annotated[str, Meaning("Drawdown", alone.one_of("pro_rata", "at_once"), show=showing.drawdown)]
ConstructionProfit = Annotated[
    str, Meaning("ConstructionProfit", alone.one_of("paid", "capitalised"), show=showing.construction_profit)
]

# when

YEARS = FromRoom("jobs", "year", {})
YearSpan = Annotated[units.JalaliSpan, Meaning("YearSpan", alone.year_span, YEARS, show=showing.labelled)]
LaterYearSpan = Annotated[
    units.JalaliSpan,
    Meaning("LaterYearSpan", alone.year_span, YEARS, show=showing.labelled, beside=(beside.follows,)),
]
JalaliDate = Annotated[jalali.JalaliDate, Meaning("JalaliDate", alone.jalali_date, show=showing.labelled)]
LaterJalaliDate = Annotated[
    jalali.JalaliDate,
    Meaning("LaterJalaliDate", alone.jalali_date, show=showing.labelled, beside=(beside.follows,)),
]
JalaliMonth = Annotated[str, Meaning("JalaliMonth", alone.jalali_month, show=showing.jalali_month)]
Months = Annotated[
    int, Meaning("Months", alone.whole(1, 360, "months"), show=showing.months, beside=(beside.ends_in_time,))
]
Years = Annotated[int, Meaning("Years", alone.whole(1, 60, "years"), show=showing.years)]
SomeMonths = Annotated[int, Meaning("SomeMonths", alone.whole(0, 60, "months"), show=showing.months)]
SomeYears = Annotated[int, Meaning("SomeYears", alone.whole(0, 60, "years"), show=showing.years)]
Days = Annotated[int, Meaning("Days", alone.whole(0, 365, "days"), show=showing.days)]
PaymentInterval = Annotated[int, Meaning("PaymentInterval", alone.payment_interval, show=showing.payment_interval)]

Accrual = Annotated[str, Meaning("Accrual", alone.one_of("equal", "by_day"), show=showing.accrual)]

# how much

_YEARLY = alone.fraction(0, 2, "a fraction a year")
Yield = Annotated[float, Meaning("Yield", _YEARLY, show=showing.rate)]
HigherYield = Annotated[float, Meaning("HigherYield", _YEARLY, show=showing.rate, beside=(beside.exceeds,))]
Growth = Annotated[float, Meaning("Growth", alone.fraction(-0.9, 3, "a fraction a year"), show=showing.rate)]
GrowthPath = Annotated[float | list, Meaning("GrowthPath", alone.growth_path, show=showing.rates)]
Reach = Annotated[list, Meaning("Reach", alone.reach(-1, 10, "fractions"), show=showing.reach)]
DelayReach = Annotated[list, Meaning("DelayReach", alone.reach(0, 240, "months"), show=showing.month_reach)]
CoverRatio = Annotated[float, Meaning("CoverRatio", alone.bounded(1, 10, "a cover ratio"), show=showing.number)]
Rials = Annotated[float, Meaning("Rials", alone.bounded(1, 1e9, "a number of rials"), show=showing.rials)]
Output = Annotated[float, Meaning("Output", alone.bounded(1e-3, 1e12, "units a year"), show=showing.number)]
Beta = Annotated[float, Meaning("Beta", alone.bounded(-2, 5, "a beta"), show=showing.number)]
Factor = Annotated[float, Meaning("Factor", alone.bounded(0, 20, "a factor"), show=showing.number)]
Share = Annotated[float, Meaning("Share", alone.fraction(0, 1), show=showing.fraction)]
Discount = Annotated[float, Meaning("Discount", alone.fraction(0, 0.5), show=showing.fraction)]
Likeness = Annotated[float, Meaning("Likeness", alone.fraction(0.05, 1), show=showing.fraction)]
Fee = Annotated[
    float,
    Meaning(
        "Fee", alone.fraction(0, 1, "a fraction of face", per_cent_from=1), show=showing.fraction,
        beside=(beside.usual_fee,),
    ),
]  # fmt: skip
TriedFee = Annotated[
    float,
    Meaning(
        "TriedFee", alone.fraction(0.01, 1, "a fraction of face"), show=showing.fraction, beside=(beside.usual_fee,)
    ),
]
Price = Annotated[float, Meaning("Price", alone.fraction(0.01, 2, "a fraction of face"), show=showing.fraction)]
Money = Annotated[
    units.Money,
    Meaning(
        "Money", alone.money, show=showing.labelled,
        beside=(beside.published_scale, beside.stated_unit, beside.bond_size),
    ),
]  # fmt: skip
ReservePrice = Annotated[
    units.Money,
    Meaning(
        "ReservePrice", alone.money, show=showing.labelled, beside=(beside.stated_unit,), seen_by="internal",
        expected='an amount with its unit, such as "3000 billion rial", in the unit of money that the case states',
    ),
]  # fmt: skip
MoneyUnit = Annotated[str, Meaning("MoneyUnit", alone.one_of(*units.CURRENCIES), show=showing.currency)]
Confidence = Annotated[float, Meaning("Confidence", alone.fraction(0.5, 0.999), show=showing.fraction)]
DesignEffect = Annotated[float, Meaning("DesignEffect", alone.bounded(1, 20, "a variance ratio"), show=showing.number)]
Observations = Annotated[
    float, Meaning("Observations", alone.bounded(1, 1000, "a number of observations"), show=showing.number)
]
Advantage = Annotated[float, Meaning("Advantage", alone.bounded(0.2, 5, "a ratio"), show=showing.number)]
Draws = Annotated[int, Meaning("Draws", alone.whole(100, 5000, "draws"), show=showing.number)]
ManyDraws = Annotated[int, Meaning("ManyDraws", alone.whole(1000, 100_000, "draws"), show=showing.number)]
Seed = Annotated[int, Meaning("Seed", alone.whole(0, 2**31 - 1, "a seed"), show=showing.number)]

# of the report itself

Names = Annotated[str, Meaning("Names", alone.names, show=showing.names, beside=(beside.names_of_the_form,))]
Language = Annotated[str, Meaning("Language", alone.one_of(*text.LANGUAGES), show=showing.language_name)]
Audience = Annotated[str, Meaning("Audience", alone.one_of(*AUDIENCES), show=showing.audience)]
DataRoom = Annotated[str, Meaning("DataRoom", alone.word("a data room's name"), show=showing.room)]

TYPES: dict[str, Meaning] = {
    name: value.__metadata__[0]
    for name, value in list(globals().items())
    if getattr(value, "__metadata__", None) and isinstance(value.__metadata__[0], Meaning)
}

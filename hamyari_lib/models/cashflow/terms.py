"""What a project's statement rests on beside its own costs and revenues: operation, tax, and the terms of its debt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from hamyari_lib.errors import DataError
from hamyari_lib.models.debt import REPAYMENTS, Repayment

Draw = Literal["pro_rata", "at_once"]
ConstructionProfit = Literal["paid", "capitalised"]


@dataclass(frozen=True)
class Tax:
    """Tax on profit. ``rate`` is a fraction of taxable profit; None = not known, and then no tax is counted.

    In the first ``exempt_years`` of operation, from when it really begins, only ``1 - exempt_share`` of the profit is
    taxed; a share of None is not known, and then no relief is counted. Losses are carried forward without end unless
    ``carries_losses`` is false.
    """

    rate: float | None
    exempt_years: int = 0
    exempt_share: float | None = 1.0
    carries_losses: bool = True


@dataclass(frozen=True)
class Operating:
    """Terms of building and running a project.

    Parameters
    ----------
    tax
        Tax on profit.
    contingency
        Added to every capital cost, a fraction of it.
    receivable_days, payable_days
        Days of revenue that are owed by customers, and of operating cost that are owed to suppliers.
    depreciation_years
        Straight-line life, of each renewal from the year after it; None = to the end of the project. It is counted from
        the year in which operation is planned to begin, whatever the delay.
    residual
        What the assets fetch at the end, a fraction of the capital cost of construction in base-year prices, grown with
        inflation; None = not known, counted as nothing.
    variable_cost
        The fraction of operating cost that follows demand where it turns out otherwise.
    """

    tax: Tax
    contingency: float = 0.0
    receivable_days: float = 0.0
    payable_days: float = 0.0
    depreciation_years: int | None = None
    residual: float | None = None
    variable_cost: float = 0.0

    def __post_init__(self) -> None:
        faults = [
            f"{name} is {value:g}; expected a fraction from 0 to {high:g}; write {value / 100:g} for {value:g} %."
            for name, value, high in (
                ("contingency", self.contingency, 2), ("tax", self.tax.rate, 1), ("residual", self.residual, 2),
                ("exempt_share", self.tax.exempt_share, 1), ("variable_cost", self.variable_cost, 1),
            )
            if value is not None and not 0 <= value <= high
        ]  # fmt: skip
        faults += [
            f"{name} is {value:g}; expected 0 to 365 days."
            for name, value in (("receivable_days", self.receivable_days), ("payable_days", self.payable_days))
            if not 0 <= value <= 365
        ]
        for name, whole, least in (
            ("depreciation_years", self.depreciation_years, 1), ("exempt_years", self.tax.exempt_years, 0),
        ):  # fmt: skip
            if whole is not None and not (least <= whole <= 99 and whole == int(whole)):
                faults.append(f"{name} is {whole}; expected {least} to 99, a whole number.")
        if faults:
            raise DataError(faults)


@dataclass(frozen=True)
class DebtTerms:
    """Terms on which a project can borrow; the amount is the least of what its limits allow.

    Parameters
    ----------
    rate
        Profit, effective a year.
    repayment
        How it is repaid, from the first year of operation; a bullet falls due in the last year within the tenor.
    tenor_months
        From the beginning of construction; None = to the end of the project.
    dscr
        Least cover ratio, 1 or more; None = not asked for.
    gearing
        Largest share of all uses, at most 1; None = not asked for.
    allotment
        Largest amount, rial; None = none set.
    upfront_fee, yearly_fee
        Fractions of the amount, and of the balance each year; None = not known, counted as nothing.
    draw
        As the capital cost is spent (``pro_rata``), or all in the first month, the rest waiting in an account
        (``at_once``), as a bond's proceeds do.
    construction_profit
        Whether profit is paid while the project is built or added to the debt.
    reserve_months
        Months of the next year's debt service that a reserve account holds.
    deposit_rate
        What the reserve, the sinking fund and waiting proceeds earn, effective a year.
    lockup
        Cover ratio below which nothing is paid out to the owner; None = no such covenant.
    capitalisation
        Whether unpaid profit may be added to the debt in operation.
    """

    rate: float
    repayment: Repayment = "sculpted"
    tenor_months: int | None = None
    dscr: float | None = 1.3
    gearing: float | None = None
    allotment: float | None = None
    upfront_fee: float | None = None
    yearly_fee: float | None = None
    draw: Draw = "pro_rata"
    construction_profit: ConstructionProfit = "paid"
    reserve_months: int = 0
    deposit_rate: float = 0.0
    lockup: float | None = None
    capitalisation: bool = False
    missing: tuple[str, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        faults = [
            f"{name} is {value:g}; expected {low:g} to {high:g}; {what}"
            for name, value, low, high, what in (
                ("rate", self.rate, 0, 3, "a fraction a year, 0.23 for 23 %."),
                ("dscr", self.dscr, 1, 10, "below 1 the cash does not pay the debt service."),
                ("gearing", self.gearing, 0, 1, "debt cannot pay for more than all uses; write 0.7 for 70 %."),
                ("allotment", self.allotment, 0, 1e18, "an amount of rials."),
                ("upfront_fee", self.upfront_fee, 0, 0.5, "a fraction of the amount."),
                ("yearly_fee", self.yearly_fee, 0, 0.5, "a fraction of the balance."),
                ("deposit_rate", self.deposit_rate, 0, 3, "a fraction a year."),
                ("lockup", self.lockup, 0, 10, "a cover ratio."),
                ("reserve_months", self.reserve_months, 0, 24, "months of debt service."),
                ("tenor_months", self.tenor_months, 1, 720, "months."),
            )
            if value is not None and not low <= value <= high
        ]
        for name, value, known in (
            ("repayment", self.repayment, REPAYMENTS), ("draw", self.draw, get_args(Draw)),
            ("construction_profit", self.construction_profit, get_args(ConstructionProfit)),
        ):  # fmt: skip
            if value not in known:
                faults.append(f"{name} is {value!r}; expected one of: {', '.join(known)}.")
        if self.dscr is None and self.gearing is None and self.allotment is None:
            faults.append("debt: no limit is given; give a cover ratio, a gearing or an allotment.")
        if faults:
            raise DataError(faults)
        object.__setattr__(
            self, "missing", tuple(name for name in ("upfront_fee", "yearly_fee") if getattr(self, name) is None)
        )

    @property
    def charges(self) -> tuple[float, float]:
        """Up-front and yearly fee, what is unknown as 0."""
        return self.upfront_fee or 0.0, self.yearly_fee or 0.0

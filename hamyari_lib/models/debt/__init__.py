"""Debt of a project: how much it carries, how it is repaid and how well it is covered."""

from hamyari_lib.models.debt.profiles import REPAYMENTS, Repayment, schedule
from hamyari_lib.models.debt.ratios import cover_ratios
from hamyari_lib.models.debt.sculpting import SculptedDebt, sculpted_debt

__all__ = ["REPAYMENTS", "Repayment", "SculptedDebt", "cover_ratios", "schedule", "sculpted_debt"]

"""What shares have returned, and what their owners may ask: performance in three moneys, and the cost of equity."""

from hamyari_lib.models.equity.performance import Performance, drawdown, performance
from hamyari_lib.models.equity.regression import CostOfEquity, cost_of_equity, premium

__all__ = ["CostOfEquity", "Performance", "cost_of_equity", "drawdown", "performance", "premium"]

"""Cash flows of a project: what they are worth and what they yield."""

from hamyari_lib.models.cashflow.many import ManyRates, irr_many
from hamyari_lib.models.cashflow.rates import irr, mirr, npv, payback, unit_cost

__all__ = ["ManyRates", "irr", "irr_many", "mirr", "npv", "payback", "unit_cost"]

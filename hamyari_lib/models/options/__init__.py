"""How one project can be paid for: what each instrument carries of it, and what it leaves to the owner."""

from hamyari_lib.models.options.entry import doors_of
from hamyari_lib.models.options.paying import Paying, fee_to_cost, net_of, rate_of, yield_to_cost
from hamyari_lib.models.options.project import DEBT_LIKE, prepared, terms_for
from hamyari_lib.models.options.ways import Way, debt_way, equity_way, months_to_equal, where_equal

__all__ = [
    "DEBT_LIKE",
    "Paying",
    "Way",
    "debt_way",
    "doors_of",
    "equity_way",
    "fee_to_cost",
    "months_to_equal",
    "net_of",
    "prepared",
    "rate_of",
    "terms_for",
    "where_equal",
    "yield_to_cost",
]

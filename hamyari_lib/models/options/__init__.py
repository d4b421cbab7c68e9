"""How one project can be paid for: what each instrument carries of it, and what it leaves to the owner."""

from hamyari_lib.models.options.entry import doors_of
from hamyari_lib.models.options.paying import Paying, net_of, parts_of, rate_of
from hamyari_lib.models.options.project import DEBT_LIKE, prepared, terms_for
from hamyari_lib.models.options.strains import strained
from hamyari_lib.models.options.turning import Order, first_change
from hamyari_lib.models.options.ways import Way, debt_way, equity_way, rate_of_money

__all__ = [
    "DEBT_LIKE",
    "Order",
    "Paying",
    "Way",
    "debt_way",
    "doors_of",
    "equity_way",
    "first_change",
    "net_of",
    "parts_of",
    "prepared",
    "rate_of",
    "rate_of_money",
    "strained",
    "terms_for",
]

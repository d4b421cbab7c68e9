"""Cash flows of a project: its periods, prices and lines, its statement with debt, and what it is worth."""

from hamyari_lib.models.cashflow.answers import Drawn, Outlook, Worth, answers, drawn, economic_npv, worth
from hamyari_lib.models.cashflow.doubts import PLAN, doubts
from hamyari_lib.models.cashflow.lines import LIKELY, Lines, lines_of, magnitude, stated, timeline_of, wanting
from hamyari_lib.models.cashflow.many import ManyRates, irr_many
from hamyari_lib.models.cashflow.prices import Prices, prices
from hamyari_lib.models.cashflow.rates import irr, mirr, npv, payback, unit_cost
from hamyari_lib.models.cashflow.running import Flows, run
from hamyari_lib.models.cashflow.scenarios import Scenarios
from hamyari_lib.models.cashflow.sizing import Financed, financed
from hamyari_lib.models.cashflow.tables import balance_sheet, by_year, covers, sources_and_uses
from hamyari_lib.models.cashflow.taxes import tax_in_force
from hamyari_lib.models.cashflow.terms import DebtTerms, Operating, Tax
from hamyari_lib.models.cashflow.timeline import Timeline

__all__ = [
    "DebtTerms", "Drawn", "Financed", "Flows", "LIKELY", "Lines", "ManyRates", "Operating", "Outlook", "PLAN", "Prices",
    "Scenarios", "Tax", "Timeline", "Worth", "answers", "balance_sheet", "by_year", "covers", "doubts", "drawn",
    "economic_npv", "financed", "irr", "irr_many", "lines_of", "magnitude", "mirr", "npv", "payback", "prices",
    "run", "sources_and_uses", "stated", "tax_in_force", "timeline_of", "unit_cost", "wanting", "worth",
]  # fmt: skip

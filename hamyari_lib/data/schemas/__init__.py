"""The tables' schemas: every column of every table is declared here and nowhere else."""

from __future__ import annotations

import pandera.pandas as pa

from hamyari_lib.data.schemas import cities, dealing, finance, judging, projects, quotes, region, supply

SCHEMAS: dict[str, pa.DataFrameSchema] = {
    found.name: found
    for found in (
        region.jobs,
        region.provinces,
        region.municipalities,
        region.isic_titles,
        region.sector_labels,
        region.division_labels,
        region.sector_groups,
        finance.macro,
        finance.market,
        finance.bond_terms,
        finance.instrument_types,
        finance.instrument_precedents,
        quotes.instrument_rules,
        quotes.published_yields,
        quotes.bond_ceilings,
        quotes.state_shares,
        supply.needs,
        supply.kb_firms,
        supply.synonyms,
        supply.match_labels,
        projects.projects,
        projects.project_cashflow,
        projects.tax_rules,
        projects.reference_classes,
        projects.decisions,
        judging.experts,
        judging.judgements,
        judging.scores,
        dealing.instruments,
        dealing.quotes,
        dealing.price_index,
        dealing.share_prices,
        dealing.cash_plan,
        dealing.holidays,
        dealing.tender_thresholds,
        dealing.purchase_rules,
        cities.municipal_budget,
        cities.events,
        cities.attendance,
    )
}

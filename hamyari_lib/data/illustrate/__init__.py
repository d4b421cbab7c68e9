"""A made-up province: what no public source has, so that everything can be tried on the first day.

Needs of the municipalities, knowledge-based firms, projects with their costs and revenues, a committee with its
judgements, budgets, quotes, seminars. The cities are those of Razavi Khorasan with their published populations; all
else is made from a seed and the assumptions in ``assumptions/``, which are meant to be read. Larger cities buy more and
earn more, larger firms make more; what is assumed is held against the published figures in ``anchors.toml``. Every
table is marked ``illustrative``.

``python -m hamyari_lib.data.illustrate`` writes the tables of the sample room again, the same bytes each time;
``--room NAME`` makes a room of one's own, of any size.
"""

from __future__ import annotations

from hamyari_lib.data.illustrate.dice import Row

SEED = 1404
NEEDS, FIRMS = 300, 120


def province(*, needs: int = NEEDS, firms: int = FIRMS, seed: int = SEED) -> dict[str, list[Row]]:
    """The rows of each made-up table, as its schema has them; blank cells are empty texts.

    Parameters
    ----------
    needs, firms
        How many there are; the other tables do not grow with them.

    >>> made = province()
    >>> len(made["needs"]), len(made["kb_firms"]), made["needs"][0]["municipality"]
    (300, 120, 'مشهد')
    """
    from hamyari_lib.data.illustrate import buying, committee, money, projects, trading
    from hamyari_lib.data.illustrate.cities import cities

    known = cities(seed)
    supply = buying.firms(number=firms, seed=seed)
    return {
        "needs": buying.needs(known, number=needs, seed=seed),
        "kb_firms": supply,
        "projects": projects.projects(),
        "project_cashflow": projects.cashflows(),
        "experts": committee.experts(),
        "judgements": committee.judgements(seed),
        "scores": committee.scores(seed),
        "municipal_budget": money.budgets(known, seed),
        "instruments": trading.instruments(),
        "quotes": trading.quotes(seed),
        "price_index": money.price_indices(seed),
        "share_prices": trading.share_prices(seed),
        "cash_plan": trading.cash_plan(),
        "tender_thresholds": money.thresholds(),
        "events": committee.events(),
        "attendance": committee.attendance(known, supply, seed),
        "decisions": committee.decisions(seed),
    }

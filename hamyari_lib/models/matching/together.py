"""What is bought together: what each lot comes to, what that saves, and its size before the law."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hamyari_lib.models.procurement import legal_path, quantity_discount


def bought_together(
    needs: pd.DataFrame, lots: pd.Series, thresholds: pd.DataFrame, *, per_doubling: float | None, year: int | None
) -> pd.DataFrame:
    """Each lot with what it comes to, what buying it together saves, and its size before the law.

    Parameters
    ----------
    needs
        ``need_id``, ``title``, ``municipality``, ``yearly_quantity``, ``unit`` and ``unit_cost_rial``; blank: unknown.
    lots
        By need, of :func:`hamyari_lib.models.matching.pooled`.
    thresholds
        Of :func:`hamyari_lib.models.procurement.legal_path`.
    per_doubling
        How much a price falls with each doubling of the order, a fraction; ``None`` where nobody assumes one: then no
        saving is known.
    year
        Jalali year whose thresholds hold; ``None`` where no day is given: then no size is known.

    Returns
    -------
    By lot, the dearest first: ``title`` of its first need, ``unit``, ``needs``, ``municipalities`` (numbers),
    ``quantity`` and ``cost_rial`` a year, sums of what is known, ``is_complete`` (quantity and cost of every need are
    known; else both are lower bounds), ``saving_rial`` (NaN: unknown), ``size`` (of the whole; at least that where it
    is not complete; blank: unknown) and ``size_alone``, the largest size of a municipality's own part.
    """
    frame = needs.assign(
        lot=needs["need_id"].map(lots), quantity=needs["yearly_quantity"].astype(float),
        cost=needs["yearly_quantity"].astype(float) * needs["unit_cost_rial"].astype(float),
    )  # fmt: skip
    rows = []
    for lot, of in frame.groupby("lot", sort=False):
        alone = of.groupby("municipality")[["quantity", "cost"]].sum(min_count=1)
        cost = alone["cost"].sum(min_count=1)
        rows.append({
            "lot": lot, "title": of["title"].iloc[0], "unit": of["unit"].iloc[0], "needs": len(of),
            "municipalities": len(alone), "quantity": of["quantity"].sum(min_count=1), "cost_rial": cost,
            "is_complete": bool(of["cost"].notna().all()), "saving_rial": _saving(alone, per_doubling),
            "size": _size(cost, thresholds, year), "size_alone": _size(alone["cost"].max(), thresholds, year),
        })  # fmt: skip
    found = pd.DataFrame(rows).set_index("lot")
    return found.sort_values("cost_rial", ascending=False, kind="stable", na_position="last")


def _saving(alone: pd.DataFrame, per_doubling: float | None) -> float:
    known = alone.dropna()
    known = known[known["quantity"] > 0]
    if per_doubling is None or known.empty:
        return np.nan
    return float((quantity_discount(known["quantity"], per_doubling=per_doubling) * known["cost"]).sum())


def _size(cost: float, thresholds: pd.DataFrame, year: int | None) -> str | None:
    return None if year is None or np.isnan(cost) else legal_path(cost, thresholds, year).size

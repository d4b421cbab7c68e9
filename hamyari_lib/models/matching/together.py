"""What is bought together: what each lot comes to, what that saves, and its size before the law."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hamyari_lib.models.procurement import SIZES, legal_path, quantity_discount


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
    known; else both are lower bounds), ``saving_rial`` (of the costs that are known; NaN: unknown), ``size`` of the
    whole and ``size_alone``, the largest of a municipality's own part; blank where it is not known, as where a part is
    missing whose cost could lift it to the next size.

    Raises
    ------
    ValueError
        A need has no municipality or no lot.
    """
    for column, found in (("municipality", needs["municipality"]), ("lot", needs["need_id"].map(lots))):
        if (lacking := found.isna()).any():
            raise ValueError(f"need {needs.loc[lacking, 'need_id'].iloc[0]} has no {column}; give it one")
    frame = needs.assign(
        lot=needs["need_id"].map(lots), quantity=needs["yearly_quantity"].astype(float),
        cost=needs["yearly_quantity"].astype(float) * needs["unit_cost_rial"].astype(float),
    )  # fmt: skip
    rows = []
    for lot, of in frame.groupby("lot", sort=False):
        cities = of.groupby("municipality")[["quantity", "cost"]]
        alone = cities.sum(min_count=1).join(cities.count().eq(cities.size(), axis=0).add_suffix("_is_whole"))
        cost, is_whole = alone["cost"].sum(min_count=1), bool(alone["cost_is_whole"].all())
        sizes = [_size(*one, thresholds, year) for one in zip(alone["cost"], alone["cost_is_whole"], strict=True)]
        rows.append({
            "lot": lot, "title": of["title"].iloc[0], "unit": of["unit"].iloc[0], "needs": len(of),
            "municipalities": len(alone), "quantity": of["quantity"].sum(min_count=1), "cost_rial": cost,
            "is_complete": is_whole, "saving_rial": _saving(alone, per_doubling),
            "size": _size(cost, is_whole, thresholds, year), "size_alone": _largest(sizes),
        })  # fmt: skip
    columns = ["lot", "title", "unit", "needs", "municipalities", "quantity", "cost_rial", "is_complete", "saving_rial",
               "size", "size_alone"]  # fmt: skip
    found = pd.DataFrame(rows, columns=columns).set_index("lot")
    return found.sort_values("cost_rial", ascending=False, kind="stable", na_position="last")


def _saving(alone: pd.DataFrame, per_doubling: float | None) -> float:
    """What the municipalities whose quantity is known save of the cost that is known, by all quantities together.

    Who buys with nobody saves nothing; where the others' quantities are not known, neither is the saving.
    """
    if per_doubling is None:
        return np.nan
    if len(alone) == 1:
        return 0.0
    known = alone[alone["quantity_is_whole"] & alone["cost"].notna()]
    if known.empty or alone["quantity"].count() < 2:
        return np.nan
    known = known[known["quantity"] > 0]
    discount = quantity_discount(known["quantity"], per_doubling=per_doubling, whole=alone["quantity"].sum())
    return float((discount * known["cost"]).sum())


def _size(cost: float, is_whole: bool, thresholds: pd.DataFrame, year: int | None) -> str | None:
    """The size of a cost; of one that is a lower bound only the largest, which more cannot change."""
    if year is None or np.isnan(cost):
        return None
    path = legal_path(cost, thresholds, year)
    return path.size if is_whole or path.size == SIZES[-1] else None


def _largest(sizes: list[str | None]) -> str | None:
    if SIZES[-1] in sizes or None not in sizes:
        return max((one for one in sizes if one), key=SIZES.index, default=None)
    return None

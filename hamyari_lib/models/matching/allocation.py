"""Shares of needs among firms under their capacities: the allocation that serves most, as the scores value it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Allocation:
    """Who supplies how much of what.

    Fields
    ------
    shares
        One row for each need and firm with ``share`` of the need (above 0, at most 1), ``quantity`` in the need's unit
        (NaN where it is not known), and ``is_checked``: whether the firm's capacity could be held against it.
    unserved
        By need, the share, 0 to 1, that no firm has capacity for or that no firm matches.
    used
        By firm with a match, the share of its capacity that is taken, 0 to 1; NaN where that cannot be counted.
    """

    shares: pd.DataFrame
    unserved: pd.Series
    used: pd.Series


def allocate(matches: pd.DataFrame, needs: pd.DataFrame, firms: pd.DataFrame) -> Allocation:
    """Share the needs out among the firms that match them, so that the sum of score x share is the largest.

    A linear programme (HiGHS): no need is served more than once over, and no firm beyond its yearly capacity as far as
    both are counted in the same unit; a need may be split among firms. Where quantity, capacity or a common unit is not
    known, the firm may take the whole need, and ``is_checked`` says that nobody knows whether it can. A capacity of 0
    takes nothing. Among solutions of one value that of the solver is returned: the same input gives the same one.

    Parameters
    ----------
    matches
        As :func:`hamyari_lib.models.matching.match_needs` gives them: ``need_id``, ``firm_id``, ``score``.
    needs
        ``need_id``, ``yearly_quantity`` and ``unit``; blank where unknown.
    firms
        ``firm_id``, ``yearly_capacity`` and ``capacity_unit``; blank where unknown.

    Raises
    ------
    ValueError
        A column is missing, a match names an unknown need or firm, a quantity or capacity is negative, or so large
        beside the others that no solution is found.

    >>> needs = pd.DataFrame({"need_id": ["n"], "yearly_quantity": [10.0], "unit": ["t"]})
    >>> firms = pd.DataFrame({"firm_id": ["a", "b"], "yearly_capacity": [4.0, 100.0], "capacity_unit": ["t", "t"]})
    >>> matches = pd.DataFrame({"need_id": ["n", "n"], "firm_id": ["a", "b"], "score": [0.9, 0.6]})
    >>> allocate(matches, needs, firms).shares["quantity"].tolist()
    [4.0, 6.0]
    """
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix, vstack

    wanted = _indexed("needs", needs, "need_id", ["yearly_quantity", "unit"])
    offered = _indexed("firms", firms, "firm_id", ["yearly_capacity", "capacity_unit"])
    pairs = matches.dropna(subset=["firm_id"])[["need_id", "firm_id", "score"]].reset_index(drop=True)
    for what, index in (("need_id", wanted.index), ("firm_id", offered.index)):
        if len(unknown := pairs.loc[~pairs[what].isin(index), what]):
            raise ValueError(f"matches has {what} {unknown.iloc[0]}, which is in no table; match these tables again")
    need, firm = wanted.index.get_indexer(pairs["need_id"]), offered.index.get_indexer(pairs["firm_id"])
    quantity = wanted["yearly_quantity"].to_numpy(dtype=float)[need]
    capacity = offered["yearly_capacity"].to_numpy(dtype=float)[firm]
    unit, other = (one.astype(object).where(one.notna(), "").astype(str).str.strip().to_numpy(dtype=object) for one in
                   (wanted["unit"], offered["capacity_unit"]))  # fmt: skip
    is_counted = ~np.isnan(quantity) & ~np.isnan(capacity) & (unit[need] == other[firm]) & (unit[need] != "")
    most = np.where(capacity == 0, 0.0, 1.0)
    if len(pairs):
        each = np.arange(len(pairs))
        once = csr_matrix((np.ones(len(pairs)), (need, each)), (len(wanted), len(pairs)))
        part = np.divide(quantity, capacity, out=np.zeros(len(pairs)), where=is_counted & (capacity > 0))
        load = csr_matrix((part, (firm, each)), (len(offered), len(pairs)))  # in capacities: HiGHS drops tiny figures
        limits = np.ones(len(wanted) + len(offered))
        found = linprog(
            -pairs["score"].to_numpy(dtype=float), A_ub=vstack([once, load]), b_ub=limits,
            bounds=np.column_stack([np.zeros(len(pairs)), most]), method="highs",
        )  # fmt: skip
        if found.x is None:
            raise ValueError(
                f"the needs cannot be shared out ({found.message}); a quantity or capacity is out of scale"
            )
        share = np.clip(found.x, 0.0, 1.0)
    else:
        share = np.zeros(0)
    pairs = pairs.assign(share=share, quantity=share * quantity, is_checked=is_counted)
    served = pairs.groupby("need_id")["share"].sum().reindex(wanted.index, fill_value=0.0)
    load = pairs["share"] * np.where(is_counted, quantity, np.where(share > 0, np.nan, 0.0))
    taken = load.groupby(pairs["firm_id"]).sum(skipna=False)
    used = taken.reindex(offered.index) / offered["yearly_capacity"].astype(float).where(lambda one: one > 0)
    return Allocation(
        shares=pairs[pairs["share"] > 1e-9].reset_index(drop=True),
        unserved=(1 - served).clip(0, 1).rename("unserved"),
        used=used.rename("used"),
    )


def _indexed(what: str, frame: pd.DataFrame, key: str, columns: list[str]) -> pd.DataFrame:
    for column in (key, *columns):
        if column not in frame:
            raise ValueError(f"{what} has no column {column}; it has {', '.join(map(str, frame.columns))}; add it")
    found = frame.set_index(key)[columns]
    if not found.index.is_unique:
        raise ValueError(f"{what} has {key} {found.index[found.index.duplicated()][0]} more than once; keep one")
    amounts = found[columns[0]].astype(float)
    if (amounts < 0).any():
        raise ValueError(f"{columns[0]} of {amounts.index[amounts < 0][0]} is negative; expected 0 or more, or blank")
    return found

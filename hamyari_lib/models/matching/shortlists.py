"""The shortlist of each need: who of those that match may supply it, those of the province a little sooner."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from hamyari_lib.models.licences import USABLE


def shortlists(
    matches: pd.DataFrame, firms: pd.DataFrame, licences: pd.Series, *, province: str, preference: float = 0.0,
    usable: Collection[str] = USABLE,
) -> pd.DataFrame:  # fmt: skip
    """The matches in the order in which a buyer would ask, with what stands in each one's way.

    Firms that can supply come first, then by ``value``, the score times 1 + ``preference`` for a firm of the province.
    The preference is the buyer's choice, not a probability: ``score`` stays as it was.

    Parameters
    ----------
    matches
        As :func:`hamyari_lib.models.matching.match_needs` gives them; rows without a firm are left out.
    firms
        ``firm_id``, ``province``, and as far as known ``yearly_capacity``.
    licences
        By firm, of :func:`hamyari_lib.models.licences.licence_states`.
    preference
        0 or more: with 0.1 a firm of the province comes before one whose score is less than a tenth above its own.

    usable
        The states of a licence with which a firm can supply.

    Returns
    -------
    ``need_id``, ``firm_id``, ``score``, ``reasons``, ``value``, ``is_home``, ``licence``, ``is_usable`` (a licence
    of ``usable``, and a capacity that is not 0) and ``place`` from 1.

    Raises
    ------
    ValueError
        A column is missing, the preference is below 0, or a match names a firm that is in no table.

    >>> matches = pd.DataFrame({"need_id": "n", "firm_id": ["a", "b", "c"], "score": [0.9, 0.8, 0.75], "reasons": ""})
    >>> firms = pd.DataFrame({"firm_id": ["a", "b", "c"], "province": ["x", "x", "y"]})
    >>> licences = pd.Series(["expired", "valid", "valid"], ["a", "b", "c"])
    >>> shortlists(matches, firms, licences, province="y", preference=0.1)["firm_id"].tolist()
    ['c', 'b', 'a']
    """
    if not preference >= 0:
        raise ValueError(f"preference is {preference}; expected 0 or more")
    for column in ("firm_id", "province"):
        if column not in firms:
            raise ValueError(f"firms has no column {column}; it has {', '.join(map(str, firms.columns))}; add it")
    of_firm = firms.set_index("firm_id")
    found = matches.dropna(subset=["firm_id"]).reset_index(drop=True)
    strange = found.loc[~found["firm_id"].isin(of_firm.index) | ~found["firm_id"].isin(licences.index), "firm_id"]
    if len(strange):
        raise ValueError(f"matches has firm_id {strange.iloc[0]}, which is in no table; match these tables again")
    found["is_home"] = (found["firm_id"].map(of_firm["province"]) == province).astype(bool)
    found["licence"] = found["firm_id"].map(licences)
    found["value"] = found["score"] * (1 + preference * found["is_home"])
    can_make = True
    if "yearly_capacity" in of_firm:
        can_make = found["firm_id"].map(of_firm["yearly_capacity"].astype(float)) != 0
    found["is_usable"] = found["licence"].isin(usable) & can_make
    order = pd.Series(pd.factorize(found["need_id"])[0], found.index)
    found = found.assign(order=order).sort_values(["order", "is_usable", "value"], ascending=[True, False, False])
    found["place"] = found.groupby("order").cumcount() + 1
    return found.drop(columns="order").reset_index(drop=True)

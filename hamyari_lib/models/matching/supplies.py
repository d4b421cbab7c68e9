"""From needs and firms to who supplies what: matches, shortlists, shares, and what became of each need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hamyari_lib.jalali import JalaliDate
from hamyari_lib.models.licences import USABLE, licence_states
from hamyari_lib.models.matching.allocation import Allocation, allocate
from hamyari_lib.models.matching.scoring import NO_MATCH, match_needs
from hamyari_lib.models.matching.shortlists import shortlists
from hamyari_lib.models.matching.words import SYNONYMS

OUTCOMES = ("home", "elsewhere", "partly", "no_capacity", "no_licence", "no_firm")
WHOLE = 0.999  # the share from which a need counts as served whole


@dataclass(frozen=True, repr=False)
class Supply:
    """What :func:`supply` finds.

    Fields
    ------
    listed
        The shortlists, of :func:`hamyari_lib.models.matching.shortlists`.
    no_match
        Rows of :func:`hamyari_lib.models.matching.match_needs` for needs without a firm, which say why.
    licences
        By firm, of :func:`hamyari_lib.models.licences.licence_states`.
    allocation
        Of :func:`hamyari_lib.models.matching.allocate` over the firms that can supply, by their ``value``.
    outcome
        By need, of :func:`outcomes`.
    """

    listed: pd.DataFrame
    no_match: pd.DataFrame
    licences: pd.Series
    allocation: Allocation
    outcome: pd.Series

    def __repr__(self) -> str:
        counts = self.outcome.value_counts().reindex(OUTCOMES, fill_value=0)
        return f"Supply of {len(self.outcome)} needs\n{counts.to_string()}"

    @property
    def served(self) -> pd.Series:
        """By need, whether firms can supply all of it."""
        return self.outcome.isin(["home", "elsewhere"])


def supply(
    needs: pd.DataFrame, firms: pd.DataFrame, *, province: str, on: JalaliDate | None, delivery_months: int = 0,
    preference: float = 0.0, least: float = NO_MATCH, top: int = 50, synonyms: Mapping[str, str] = SYNONYMS,
    isic_titles: Mapping[str, str] | None = None,
) -> Supply:  # fmt: skip
    """Match the needs with the firms, leave out whose licence does not hold on a day, and share the needs out.

    Where no day is given (``on`` is ``None``) licences are not checked: firms whose licence has a last day count as if
    it held, and ``licences`` says ``unchecked`` of each; say so to the reader.

    Tables, options and errors are those of the functions that :class:`Supply` names.
    """
    matches = match_needs(needs, firms, top=top, least=least, synonyms=synonyms, isic_titles=isic_titles)
    licences = licence_states(firms, on, delivery_months=delivery_months)
    usable = ("unchecked",) if on is None else USABLE
    listed = shortlists(matches, firms, licences, province=province, preference=preference, usable=usable)
    able = listed[listed["is_usable"]]
    allocation = allocate(able.assign(score=able["value"]), needs, firms)
    return Supply(listed, matches[matches["firm_id"].isna()], licences, allocation, outcomes(needs, listed, allocation))


def outcomes(needs: pd.DataFrame, listed: pd.DataFrame, allocation: Allocation) -> pd.Series:
    """The outcome of each need, one of :data:`OUTCOMES`.

    ``home``: served whole, the most of it by firms of the province; ``elsewhere``: served whole by others for the most;
    ``partly``: firms can make a part of it; ``no_capacity``: firms match and can supply, but make next to nothing of
    it, or other needs take what they make; ``no_licence``: firms match, and none has a licence that is known to hold,
    or a capacity above 0;
    ``no_firm``: no firm matches.

    Parameters
    ----------
    needs
        ``need_id``.
    listed
        Of :func:`hamyari_lib.models.matching.shortlists`.
    allocation
        Of :func:`hamyari_lib.models.matching.allocate` over the usable rows of ``listed``.
    """
    names = needs["need_id"]
    matched, usable = names.isin(listed["need_id"]), names.isin(listed.loc[listed["is_usable"], "need_id"])
    served = 1 - names.map(allocation.unserved).fillna(1.0)
    at_home = listed.set_index(["need_id", "firm_id"])["is_home"]
    shares = allocation.shares
    is_home = at_home.reindex(pd.MultiIndex.from_frame(shares[["need_id", "firm_id"]])).to_numpy(dtype=bool)
    home = names.map(shares["share"].where(is_home, 0.0).groupby(shares["need_id"]).sum()).fillna(0.0)
    found = np.select(
        [~matched, ~usable, served <= 1 - WHOLE, served < WHOLE, home >= served / 2],
        ["no_firm", "no_licence", "no_capacity", "partly", "home"],
        "elsewhere",
    )
    return pd.Series(found, pd.Index(names, name="need_id"), name="outcome")

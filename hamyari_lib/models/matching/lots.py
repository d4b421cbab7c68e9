"""Needs of several municipalities that are one thing, gathered into lots that can be bought together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hamyari_lib.models.matching.sides import Side, side_of, weighted
from hamyari_lib.models.matching.words import SYNONYMS

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

ALIKE = 0.35
"""The likeness of texts from which two needs are one thing: of the pairs that it joins in the sample, 99 % are of one
kind of made-up need, and it joins 74 % of those (a test). A wrong lot is worse than two where one would do."""


def pooled(
    needs: pd.DataFrame, *, alike: float = ALIKE, synonyms: Mapping[str, str] = SYNONYMS, threads: int = 1
) -> pd.Series:
    """The lot of each need: needs counted in one unit whose texts are alike.

    In the order of the table each need joins the lot whose first need it is most like, or begins one. A lot is held
    together by its first need and not by a chain; which need is first can matter, so give the largest first. Likeness
    is the mean of the cosines of words and of groups of letters (see :func:`hamyari_lib.models.matching.match_needs`).
    A need without a text, or without a unit, is a lot of its own. Lots are proposals: whether two cities can do with
    one specification is for their engineers to say.

    Parameters
    ----------
    needs
        ``need_id``, ``title``, ``unit``, and as far as known ``description``.
    alike
        The likeness, above 0 to 1, from which a need joins.
    synonyms, threads
        As for ``match_needs``.

    Returns
    -------
    By ``need_id``, in the order of ``needs``, the ``need_id`` of the lot's first need.

    Raises
    ------
    ValueError
        A column is missing, an identifier is blank or comes twice, or ``alike`` is out of bounds.

    >>> asked = {"need_id": ["a", "b", "c"], "title": ["چراغ معابر", "چراغ خیابانی", "نهال کاج"], "unit": "عدد"}
    >>> pooled(pd.DataFrame(asked)).tolist()
    ['a', 'a', 'c']
    """
    if not 0 < alike <= 1:
        raise ValueError(f"alike is {alike}; expected above 0 to 1")
    if "unit" not in needs:
        raise ValueError(f"needs has no column unit; it has {', '.join(map(str, needs.columns))}; add it")
    asked = side_of("needs", needs, "need_id", ["title", "title", "description"], synonyms)
    units = needs["unit"].fillna("").astype(str).str.strip().to_numpy()
    likeness = _likeness(asked, alike, threads)
    first = np.full(len(needs), -1)
    for row in range(len(needs)):
        of = slice(likeness.indptr[row], likeness.indptr[row + 1])
        others, values = likeness.indices[of], likeness.data[of]
        leads = (others < row) & (first[others] == others) & (units[others] == units[row]) & (units[row] != "")
        if leads.any():
            at = np.flatnonzero(leads)
            first[row] = others[min(at, key=lambda one: (-values[one], others[one]))]
        else:
            first[row] = row
    return pd.Series(asked.names[first], pd.Index(asked.names, name="need_id"), name="lot")


def _likeness(asked: Side, alike: float, threads: int) -> csr_matrix:
    from sparse_dot_topn import sp_matmul_topn

    left, right = weighted(asked, asked, 0.5, 0.5)
    return sp_matmul_topn(
        left, right.T.tocsr(), top_n=max(1, len(asked.names)), threshold=alike - 1e-6, n_threads=threads
    )

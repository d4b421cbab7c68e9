"""Matches needs with firms by what their texts have in common and by their ISIC codes, and says why."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from hamyari_lib.models.matching.reasons import matches_of
from hamyari_lib.models.matching.sides import Side, side_of, weighted
from hamyari_lib.models.matching.words import SYNONYMS

WORD, CHARACTER, ISIC, CONSTANT = 9.39, 9.39, 2.76, -7.44
"""The logistic model of a match: log-odds that a reader finds a firm to serve a need (2 or 3 of 3), by the cosines of
words and of characters and the agreement of ISIC codes. Fitted to the development half of the sample's labels, which a
test repeats, with the L2 penalty (C = 10) that foretells a need best that was left out; the other half was not used."""

NO_MATCH = 0.4
"""The score under which a need is said to have no match: of the best F1 on needs that were left out, in twentieths."""

SAME_CLASS, SAME_DIVISION = 1.0, 0.5
LEAST_CANDIDATES = 50  # however few are asked for: the likeliest one must be among them
CANDIDATES = 5  # times `top` that are taken by their texts, before ISIC codes are looked at


def match_needs(
    needs: pd.DataFrame,
    firms: pd.DataFrame,
    *,
    top: int = 10,
    synonyms: Mapping[str, str] = SYNONYMS,
    isic_titles: Mapping[str, str] | None = None,
    least: float = NO_MATCH,
    threads: int = 1,
) -> pd.DataFrame:
    """The firms that could serve each need, the likeliest first, with the reasons in words.

    Words and groups of three to five characters are weighted by their inverse document frequency among the firms and
    compared by cosine (Salton and Buckley 1988), a title counting twice; with the agreement of ISIC codes they give a
    probability by :data:`WORD` and its like. It is calibrated on the sample's made-up labels: an order, and a hint of
    how sure it is, no more. Letters, joiners, digits and plurals are evened, other words for a thing replaced.

    Parameters
    ----------
    needs
        Columns ``need_id`` and ``title``, and as far as known ``description`` and ``isic`` (2 to 4 digits).
    firms
        Columns ``firm_id`` and ``products``, and as far as known ``isic``.
    top
        At most so many firms of each need.
    synonyms
        Other words for a thing, each with the word that stands for it, which may have another in turn:
        ``SYNONYMS | {"…": "…"}`` adds to :data:`SYNONYMS`, an empty mapping has none.
    isic_titles
        Titles of ISIC divisions by their code, to name in the reasons what is the same. They weigh nothing beside the
        codes: as texts of the needs and firms, titles foretold the labels of the development half no better.
    least
        The score, 0 to 1, under which there is no match.
    threads
        Of the product of the texts, which is all that takes long.

    Returns
    -------
    One row for each need and firm at ``least`` or above, in the order of ``needs``: ``need_id``, ``firm_id``,
    ``score`` and ``reasons``. A need without such a firm has one row without ``firm_id``, whose reasons say what came
    nearest, or that its text says nothing.

    Raises
    ------
    ValueError
        A column is missing, an identifier is blank or comes twice, there is no firm, synonyms go round, or an option is
        out of bounds.

    >>> needs = pd.DataFrame({"need_id": ["n"], "title": ["چراغ خیابانی ال‌ای‌دی"]})
    >>> firms = pd.DataFrame({"firm_id": ["a", "b"], "products": ["چراغ معابر LED", "پمپ تزریق انسولین"]})
    >>> match_needs(needs, firms)[["need_id", "firm_id"]].values.tolist()
    [['n', 'a']]
    """
    if top < 1:
        raise ValueError(f"top is {top}; expected 1 or more")
    if not 0 <= least <= 1:
        raise ValueError(f"least is {least}; expected 0 to 1")
    wanted = side_of("needs", needs, "need_id", ["title", "title", "description"], synonyms)
    offered = side_of("firms", firms, "firm_id", ["products"], synonyms)
    if not len(offered.names):
        raise ValueError("firms has no row; expected one at least")
    if not len(wanted.names):
        return pd.DataFrame({"need_id": [], "firm_id": [], "score": [], "reasons": []})
    rows, columns, texts = _candidates(wanted, offered, max(top * CANDIDATES, LEAST_CANDIDATES), threads)
    agreement = _agreement(wanted.isic[rows], offered.isic[columns])
    pairs = pd.DataFrame(
        {
            "need": rows,
            "firm": columns,
            "score": 1 / (1 + np.exp(-(texts + ISIC * agreement + CONSTANT))),
            "same_class": agreement == SAME_CLASS,
            "same_division": agreement == SAME_DIVISION,
        }
    )
    return matches_of(wanted, offered, pairs, top=top, least=least, isic_titles=isic_titles or {})


def probabilities(needs: pd.DataFrame, firms: pd.DataFrame, *, synonyms: Mapping[str, str] = SYNONYMS) -> np.ndarray:
    """The score of every pair, needs x firms, those without a word in common too."""
    word, character, isic = features(needs, firms, synonyms=synonyms)
    return 1 / (1 + np.exp(-(WORD * word + CHARACTER * character + ISIC * isic + CONSTANT)))


def features(
    needs: pd.DataFrame, firms: pd.DataFrame, *, synonyms: Mapping[str, str] = SYNONYMS
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What the model sees of every pair, needs x firms each: cosines of words and of characters, agreement of ISIC."""
    wanted = side_of("needs", needs, "need_id", ["title", "title", "description"], synonyms)
    offered = side_of("firms", firms, "firm_id", ["products"], synonyms)
    one, other = weighted(wanted, offered, 1.0, 0.0), weighted(wanted, offered, 0.0, 1.0)
    pairs = np.indices((len(wanted.names), len(offered.names)))
    isic = _agreement(wanted.isic[pairs[0]], offered.isic[pairs[1]])
    return (one[0] @ one[1].T).toarray(), (other[0] @ other[1].T).toarray(), isic


def _candidates(wanted: Side, offered: Side, most: int, threads: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The pairs with the most text in common, ``most`` of a need: rows, columns, weighted sums of cosines."""
    from sparse_dot_topn import sp_matmul_topn

    left, right = weighted(wanted, offered, WORD, CHARACTER)
    found = sp_matmul_topn(left, right.T.tocsr(), top_n=min(most, len(offered.names)), sort=True, n_threads=threads)
    rows = np.repeat(np.arange(len(wanted.names)), np.diff(found.indptr))
    return rows, found.indices, found.data.astype(float)


def _agreement(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """1 for the same class of four digits, a half for the same division, 0 otherwise or where one is not known."""
    one, other = np.asarray(one, dtype=str), np.asarray(other, dtype=str)
    known = (np.char.str_len(one) >= 2) & (np.char.str_len(other) >= 2)
    division = known & (one.astype("U2") == other.astype("U2"))
    return np.where(division & (one == other) & (np.char.str_len(one) == 4), SAME_CLASS, SAME_DIVISION * division)

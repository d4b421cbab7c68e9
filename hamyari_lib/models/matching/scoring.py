"""Matches needs with firms by what their texts have in common and by their ISIC codes, and says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hamyari_lib.models.matching.words import SYNONYMS, words
from hamyari_lib.text import listing, t

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

WORD, CHARACTER, ISIC, CONSTANT = 9.37, 9.41, 2.74, -7.44
"""The logistic model of a match: log-odds that a reader finds a firm to serve a need (2 or 3 of 3), by the cosines of
words and of characters and the agreement of ISIC codes. Fitted to the development half of the sample's labels, which a
test repeats, with the L2 penalty (C = 10) that foretells a need best that was left out; the other half was not used."""

NO_MATCH = 0.4
"""The score under which a need is said to have no match: of the best F1 on needs that were left out, in twentieths."""

SAME_CLASS, SAME_DIVISION = 1.0, 0.5
CANDIDATES = 5  # times `top` that are taken by their texts, before ISIC codes are looked at
SHOWN_WORDS = 4


@dataclass(frozen=True)
class _Side:
    """Needs or firms with the words of each, by row."""

    names: np.ndarray
    isic: np.ndarray
    said: list[list[str]]


def match_needs(
    needs: pd.DataFrame,
    firms: pd.DataFrame,
    *,
    top: int = 10,
    synonyms: Mapping[str, str] | None = None,
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
        Other words for a thing, each with the word that stands for it, in addition to :data:`SYNONYMS`; an empty
        mapping adds none.
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
        A column is missing, an identifier is blank or comes twice, there is no firm, or an option is out of bounds.

    >>> needs = pd.DataFrame({"need_id": ["n"], "title": ["چراغ خیابانی ال‌ای‌دی"]})
    >>> firms = pd.DataFrame({"firm_id": ["a", "b"], "products": ["چراغ معابر LED", "پمپ تزریق انسولین"]})
    >>> match_needs(needs, firms)[["need_id", "firm_id"]].values.tolist()
    [['n', 'a']]
    """
    if top < 1:
        raise ValueError(f"top is {top}; expected 1 or more")
    if not 0 <= least <= 1:
        raise ValueError(f"least is {least}; expected 0 to 1")
    meant = {**SYNONYMS, **(synonyms or {})}
    wanted = _side("needs", needs, "need_id", ["title", "title", "description"], meant)
    offered = _side("firms", firms, "firm_id", ["products"], meant)
    if not len(offered.names):
        raise ValueError("firms has no row; expected one at least")
    if not len(wanted.names):
        return pd.DataFrame({"need_id": [], "firm_id": [], "score": [], "reasons": []})
    rows, columns, texts = _candidates(wanted, offered, top * CANDIDATES, threads)
    agreement = _agreement(wanted.isic[rows], offered.isic[columns])
    score = 1 / (1 + np.exp(-(texts + ISIC * agreement + CONSTANT)))
    return _frame(wanted, offered, rows, columns, score, agreement, top, least)


def features(
    needs: pd.DataFrame, firms: pd.DataFrame, *, synonyms: Mapping[str, str] = SYNONYMS
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What the model sees of every pair, needs x firms each: cosines of words and of characters, agreement of ISIC."""
    wanted = _side("needs", needs, "need_id", ["title", "title", "description"], synonyms)
    offered = _side("firms", firms, "firm_id", ["products"], synonyms)
    one, other = _weighted(wanted, offered, 1.0, 0.0), _weighted(wanted, offered, 0.0, 1.0)
    pairs = np.indices((len(wanted.names), len(offered.names)))
    isic = _agreement(wanted.isic[pairs[0]], offered.isic[pairs[1]])
    return (one[0] @ one[1].T).toarray(), (other[0] @ other[1].T).toarray(), isic


def _side(what: str, frame: pd.DataFrame, key: str, texts: Sequence[str], synonyms: Mapping[str, str]) -> _Side:
    for column in (key, texts[0]):
        if column not in frame:
            raise ValueError(f"{what} has no column {column}; it has {', '.join(map(str, frame.columns))}; add it")
    names = frame[key]
    if names.isna().any() or (names.astype(str).str.strip() == "").any():
        raise ValueError(f"{what} has a row without {key}; give each one of its own")
    if names.duplicated().any():
        raise ValueError(f"{what} has {key} {names[names.duplicated()].iloc[0]} more than once; remove or rename one")
    parts = [frame[one].fillna("").astype(str) for one in texts if one in frame]
    said = [words(" . ".join(row), synonyms) for row in zip(*parts, strict=True)]
    isic = frame["isic"].fillna("").astype(str) if "isic" in frame else pd.Series("", frame.index)
    return _Side(names.to_numpy(), isic.str.strip().to_numpy(dtype=object), said)


def _weighted(wanted: _Side, offered: _Side, word: float, character: float) -> tuple[csr_matrix, csr_matrix]:
    """Needs and firms by terms; the product of two rows is their weighted sum of cosines."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.feature_extraction.text import TfidfVectorizer

    sides = ([], [])
    for weight, options in (
        (word, {"analyzer": lambda said: said}),
        (character, {"analyzer": "char_wb", "ngram_range": (3, 5), "lowercase": False, "preprocessor": " ".join}),
    ):
        if not weight or not any(offered.said):
            continue
        seen = TfidfVectorizer(**options, dtype=np.float32).fit(offered.said)
        for side, of in zip(sides, (wanted, offered), strict=True):
            side.append(np.sqrt(weight) * seen.transform(of.said))
    if not sides[0]:
        return csr_matrix((len(wanted.names), 1)), csr_matrix((len(offered.names), 1))
    return tuple(hstack(side, format="csr", dtype=np.float32) for side in sides)


def _candidates(wanted: _Side, offered: _Side, most: int, threads: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The pairs with the most text in common, ``most`` of a need: rows, columns, weighted sums of cosines."""
    from sparse_dot_topn import sp_matmul_topn

    left, right = _weighted(wanted, offered, WORD, CHARACTER)
    found = sp_matmul_topn(left, right.T.tocsr(), top_n=min(most, len(offered.names)), sort=True, n_threads=threads)
    rows = np.repeat(np.arange(len(wanted.names)), np.diff(found.indptr))
    return rows, found.indices, found.data.astype(float)


def _agreement(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """1 for the same class of four digits, a half for the same division, 0 otherwise or where one is not known."""
    one, other = np.asarray(one, dtype=str), np.asarray(other, dtype=str)
    known = (np.char.str_len(one) >= 2) & (np.char.str_len(other) >= 2)
    division = known & (one.astype("U2") == other.astype("U2"))
    return np.where(division & (one == other) & (np.char.str_len(one) == 4), SAME_CLASS, SAME_DIVISION * division)


def _frame(
    wanted: _Side, offered: _Side, rows: np.ndarray, columns: np.ndarray, score: np.ndarray, agreement: np.ndarray,
    top: int, least: float,
) -> pd.DataFrame:  # fmt: skip
    order = np.lexsort((columns, -score, rows))
    rows, columns, score, agreement = rows[order], columns[order], score[order], agreement[order]
    first = np.searchsorted(rows, np.arange(len(wanted.names)))
    place = np.arange(len(rows)) - first[rows]
    kept = (place < top) & (score >= least)
    served = np.zeros(len(wanted.names), dtype=bool)
    served[rows[kept]] = True
    found = [
        (row, offered.names[column], value, _reasons(wanted.said[row], offered.said[column], agrees))
        for row, column, value, agrees in zip(rows[kept], columns[kept], score[kept], agreement[kept], strict=True)
    ]
    best = {row: at for row, at in zip(range(len(served)), first, strict=True) if at < len(rows) and rows[at] == row}
    for row in np.flatnonzero(~served):
        at = best.get(row)
        near = None if at is None else offered.names[columns[at]]
        found.append((row, None, 0.0 if at is None else score[at], _no_match(wanted.said[row], near)))
    found.sort(key=lambda one: one[0])
    return pd.DataFrame(
        {
            "need_id": wanted.names[[one[0] for one in found]],
            "firm_id": pd.Series([one[1] for one in found], dtype=object),
            "score": [float(one[2]) for one in found],
            "reasons": [one[3] for one in found],
        }
    )


def _reasons(need: list[str], firm: list[str], agreement: float) -> str:
    shared = [word for word in dict.fromkeys(need) if word in set(firm)][:SHOWN_WORDS]
    parts = []
    if shared:
        parts.append(t(fa=f"واژه‌های مشترک: {listing(shared)}", en=f"words in common: {listing(shared)}"))
    else:
        parts.append(t(fa="واژه‌های نزدیک، نه یکسان", en="words alike, not the same"))
    if agreement == SAME_CLASS:
        parts.append(t(fa="همان طبقهٔ ISIC", en="the same ISIC class"))
    elif agreement:
        parts.append(t(fa="همان قسمت ISIC", en="the same ISIC division"))
    return t(fa="؛ ", en="; ").join(parts)


def _no_match(need: list[str], near: object) -> str:
    if not need:
        return t(fa="متنی برای سنجیدن ندارد", en="has no text to go by")
    if near is None:
        return t(fa="هیچ شرکتی واژه‌ای مشترک با آن ندارد", en="no firm has a word in common")
    return t(fa=f"هیچ شرکتی به آستانه نرسید؛ نزدیک‌ترین: {near}", en=f"no firm comes near enough; the nearest: {near}")

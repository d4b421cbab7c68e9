"""How good the matching is by labels that readers gave, beside a plain search, and what its scores are worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hamyari_lib.models.matching.measures import MEASURES, SERVES, bm25, difference, measured
from hamyari_lib.models.matching.scoring import probabilities
from hamyari_lib.models.matching.words import SYNONYMS, words
from hamyari_lib.models.sampling import wilson_interval

OURS = "ours"
OTHERS = ("ours_without_synonyms", "bm25", "bm25_with_synonyms", "tfidf", "rapidfuzz")


@dataclass(frozen=True)
class Decisions:
    """What is said of labelled needs, and what the labels say; the four counts sum to the needs.

    ``right``: the first firm that is named serves the need; ``wrong``: it does not; ``rightly_none``: no firm is named
    and none serves it; ``missed``: no firm is named and one would serve it.
    """

    right: int
    wrong: int
    rightly_none: int
    missed: int


def orders(
    needs: pd.DataFrame, firms: pd.DataFrame, *, synonyms: Mapping[str, str] = SYNONYMS
) -> dict[str, pd.DataFrame]:
    """Every pair of needs and firms with a ``score``, by our model and by what it is held against.

    All read the same texts with letters, joiners, digits and plurals evened: Okapi BM25 of their words, without and
    with the synonyms; the cosine of scikit-learn's word TF-IDF; and ``token_set_ratio`` of rapidfuzz, 0 to 100.
    """
    from rapidfuzz import fuzz, process
    from sklearn.feature_extraction.text import TfidfVectorizer

    asked, offered, asked_more, offered_more = (
        _said(frame, texts, known) for known in ({}, synonyms) for frame, texts in ((needs, _NEED), (firms, _FIRM))
    )
    joined = [" ".join(one) for one in asked], [" ".join(one) for one in offered]
    seen = TfidfVectorizer(analyzer=str.split).fit(joined[1])
    scores = {
        "bm25": bm25(asked, offered),
        "bm25_with_synonyms": bm25(asked_more, offered_more),
        "tfidf": (seen.transform(joined[0]) @ seen.transform(joined[1]).T).toarray(),
        "rapidfuzz": process.cdist(*joined, scorer=fuzz.token_set_ratio),
    }
    scores = {
        OURS: probabilities(needs, firms, synonyms=synonyms),
        "ours_without_synonyms": probabilities(needs, firms, synonyms={}),
    } | scores
    return {name: _pairs(needs, firms, values) for name, values in scores.items()}


def compared(
    found: Mapping[str, pd.DataFrame], labels: pd.DataFrame, *, seed: int, confidence: float = 0.95
) -> pd.DataFrame:
    """Measures of each order of :func:`orders`, and by how much ours is ahead.

    Returns
    -------
    By method: the means of ``precision_at_3``, ``recall_at_10`` and ``ndcg_at_10`` over the needs that a firm serves
    (see :func:`hamyari_lib.models.matching.measures.measured`), and of each ``_ahead``, ``_low`` and ``_high``: ours
    less the method's with the interval of the paired bootstrap over needs; NaN in the row of ours.
    """
    each = {name: measured(order, labels) for name, order in found.items()}
    rows = {}
    for name, of_needs in each.items():
        rows[name] = dict(of_needs.mean())
        for measure in MEASURES if name != OURS else ():
            gap = difference(each[OURS][measure], of_needs[measure], seed=seed, confidence=confidence)
            rows[name] |= {f"{measure}_ahead": gap.mean, f"{measure}_low": gap.low, f"{measure}_high": gap.high}
    return pd.DataFrame.from_dict(rows, orient="index")


def decisions(matches: pd.DataFrame, labels: pd.DataFrame) -> Decisions:
    """What :func:`hamyari_lib.models.matching.match_needs` says of the labelled needs, held against the labels.

    ``ValueError``: a labelled need has no row among the matches.

    >>> labels = pd.DataFrame({"need_id": ["n", "m"], "firm_id": ["a", "a"], "relevance": [3, 0]})
    >>> decisions(pd.DataFrame({"need_id": ["n", "m"], "firm_id": ["a", None], "score": [0.9, 0.1]}), labels)
    Decisions(right=1, wrong=0, rightly_none=1, missed=0)
    """
    served = labels[labels["relevance"] >= SERVES].groupby("need_id")["firm_id"].agg(set)
    first = matches.sort_values("score", ascending=False, kind="stable").drop_duplicates("need_id")
    first = first.set_index("need_id")["firm_id"]
    asked = pd.unique(labels["need_id"])
    if len(strange := [need for need in asked if need not in first.index]):
        raise ValueError(f"matches has no row of the labelled need {strange[0]}; match all that were labelled")
    counts = {"right": 0, "wrong": 0, "rightly_none": 0, "missed": 0}
    for need in asked:
        firm, serving = first[need], served.get(need, set())
        if pd.isna(firm):
            counts["missed" if serving else "rightly_none"] += 1
        else:
            counts["right" if firm in serving else "wrong"] += 1
    return Decisions(**counts)


def calibration(
    order: pd.DataFrame, labels: pd.DataFrame, *, edges: Sequence[float], confidence: float = 0.95
) -> pd.DataFrame:
    """Whether scores are the probabilities that they claim to be: a row for each range of scores.

    Parameters
    ----------
    order
        Every pair of the labelled needs and the firms, with its score, 0 to 1.
    edges
        From 0 to 1, increasing.

    Returns
    -------
    ``low`` and ``high`` of the range, ``pairs`` in it, their mean ``score``, and of them the ``share`` that serve with
    its Wilson interval, ``share_low`` and ``share_high``; NaN in a range without pairs.
    """
    if list(edges) != sorted(set(edges)) or edges[0] != 0 or edges[-1] != 1:
        raise ValueError(f"edges are {list(edges)}; expected increasing ones from 0 to 1")
    serving = set(labels.loc[labels["relevance"] >= SERVES, ["need_id", "firm_id"]].itertuples(index=False, name=None))
    of_labelled = order[order["need_id"].isin(set(labels["need_id"])) & order["firm_id"].notna()]
    serves = np.array([pair in serving for pair in zip(of_labelled["need_id"], of_labelled["firm_id"], strict=True)])
    score = of_labelled["score"].to_numpy(dtype=float)
    rows = []
    for low, high in zip(edges, edges[1:], strict=False):
        within = (score >= low) & ((score < high) | (high == 1))
        pairs = int(within.sum())
        share = serves[within].mean() if pairs else np.nan
        limits = wilson_interval([share], [pairs], confidence=confidence) if pairs else ([np.nan], [np.nan])
        mean = score[within].mean() if pairs else np.nan
        rows.append((low, high, pairs, mean, share, float(limits[0][0]), float(limits[1][0])))
    return pd.DataFrame(rows, columns=["low", "high", "pairs", "score", "share", "share_low", "share_high"])


_NEED, _FIRM = ("title", "title", "description"), ("products",)


def _said(frame: pd.DataFrame, texts: Sequence[str], synonyms: Mapping[str, str]) -> list[list[str]]:
    parts = [frame[one].fillna("").astype(str) for one in texts if one in frame]
    return [words(" . ".join(row), synonyms) for row in zip(*parts, strict=True)]


def _pairs(needs: pd.DataFrame, firms: pd.DataFrame, scores: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "need_id": np.repeat(needs["need_id"].to_numpy(), len(firms)),
            "firm_id": np.tile(firms["firm_id"].to_numpy(), len(needs)),
            "score": np.asarray(scores, dtype=float).ravel(),
        }
    )

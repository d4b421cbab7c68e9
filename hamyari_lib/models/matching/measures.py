"""How good an order of firms is by labels that people gave: precision, recall, nDCG, and what a plain search has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hamyari_lib.models.sampling import normal_quantile

SERVES = 2  # the relevance, of 0 to 3, from which a firm serves a need
MEASURES = ("precision_at_3", "recall_at_10", "ndcg_at_10")


@dataclass(frozen=True)
class Difference:
    """The mean of one order's measure less another's over the same needs, with its interval, in the measure's units."""

    mean: float
    low: float
    high: float
    needs: int


def measured(order: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Measures of an order of firms for each labelled need that a firm serves: a frame by ``need_id``, 0 to 1.

    - ``precision_at_3``: of the first three firms, the share that serve it; a need that only one firm serves reaches
      1/3 at most;
    - ``recall_at_10``: of the firms that serve it, the share among the first ten;
    - ``ndcg_at_10``: the gain 2^relevance - 1 of each firm over log2(1 + its place), summed over the first ten and set
      against the best order (Jarvelin and Kekalainen 2002; the gain of Burges and others 2005).

    Parameters
    ----------
    order
        ``need_id``, ``firm_id`` and ``score``; of equal scores the first row comes first. Needs it lacks have 0.
    labels
        ``need_id``, ``firm_id`` and ``relevance`` 0 to 3; a pair that is not there is 0. A need that no firm serves is
        left out: recall and nDCG have no answer for it.

    Raises
    ------
    ValueError
        No labelled need is served by a firm.
    """
    relevance = {need: dict(zip(of["firm_id"], of["relevance"], strict=True)) for need, of in labels.groupby("need_id")}
    served = [need for need, of in relevance.items() if max(of.values()) >= SERVES]
    if not served:
        raise ValueError(
            f"labels has no need with a firm of relevance {SERVES} or more; there is nothing to measure by"
        )
    ranked = order.dropna(subset=["firm_id"]).sort_values("score", ascending=False, kind="stable")
    found = {need: list(of["firm_id"]) for need, of in ranked.groupby("need_id")}
    rows = [_of_need(found.get(need, []), relevance[need]) for need in served]
    return pd.DataFrame(rows, index=pd.Index(served, name="need_id"), columns=list(MEASURES))


def _of_need(firms: Sequence[str], relevance: dict[str, int]) -> tuple[float, float, float]:
    serving = {firm for firm, value in relevance.items() if value >= SERVES}
    gains = [2.0 ** relevance.get(firm, 0) - 1 for firm in firms[:10]]
    best = sorted((2.0**value - 1 for value in relevance.values()), reverse=True)[:10]
    return (
        len(serving & set(firms[:3])) / 3,
        len(serving & set(firms[:10])) / len(serving),
        _discounted(gains) / _discounted(best),
    )


def _discounted(gains: Sequence[float]) -> float:
    return float(sum(gain / np.log2(2 + place) for place, gain in enumerate(gains)))


def difference(
    one: pd.Series, other: pd.Series, *, seed: int, confidence: float = 0.95, draws: int = 10_000
) -> Difference:
    """The mean difference of a measure between two orders, by the paired bootstrap over needs (percentiles).

    Both series have the same needs, and no gap. ``ValueError`` otherwise.

    >>> one, other = pd.Series([1.0, 0.5, 1.0, 0.0]), pd.Series([0.5, 0.5, 0.5, 0.0])
    >>> difference(one, other, seed=1)
    Difference(mean=0.25, low=0.0, high=0.5, needs=4)
    """
    normal_quantile(confidence)
    if set(one.index) != set(other.index) or not one.index.is_unique or one.empty:
        raise ValueError("the two series have other needs, or one twice, or none; expected the same ones once each")
    apart = (one - other.reindex(one.index)).to_numpy(dtype=float)
    if np.isnan(apart).any():
        raise ValueError("a need has no measure; expected one of each")
    drawn = np.random.default_rng(seed).integers(0, len(apart), (draws, len(apart)))
    low, high = np.percentile(apart[drawn].mean(axis=1), [50 - 50 * confidence, 50 + 50 * confidence])
    return Difference(float(apart.mean()), float(low), float(high), len(apart))


def bm25(
    queries: Sequence[Sequence[str]], documents: Sequence[Sequence[str]], *, k1: float = 1.5, b: float = 0.75
) -> np.ndarray:
    """Okapi BM25 of each query and document, queries x documents: what any good text search gives.

    Robertson and Zaragoza (2009), with the inverse document frequency log(1 + (N - n + 0.5) / (n + 0.5)), which is
    never negative. Both are lists of words; a word that a query has twice counts once.

    >>> bm25([["lamp"]], [["lamp", "led"], ["pump"]]).round(3).tolist()
    [[0.603, 0.0]]
    """
    lengths = np.array([len(one) for one in documents], dtype=float)
    evened = k1 * (1 - b + b * lengths / max(lengths.mean(), 1e-12)) if len(lengths) else lengths
    counts: dict[str, np.ndarray] = {}
    for place, document in enumerate(documents):
        for word in document:
            counts.setdefault(word, np.zeros(len(documents)))[place] += 1
    scores = np.zeros((len(queries), len(documents)))
    for row, query in enumerate(queries):
        for word in dict.fromkeys(query):
            if word in counts:
                times = counts[word]
                rare = np.log1p((len(documents) - (times > 0).sum() + 0.5) / ((times > 0).sum() + 0.5))
                scores[row] += rare * times * (k1 + 1) / (times + evened)
    return scores

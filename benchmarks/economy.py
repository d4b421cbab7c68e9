"""Complexity at the size of the world's trade, and matching at that of a country's needs, beside plain ways to both.

Run it from the project's folder with ``python benchmarks/economy.py [needs firms]`` (20 000 and 10 000 where no numbers
are given; about two minutes on two cores). Each ratio is of two times of one run of this script, and results are
compared before it is printed. The plain way to complexity is the whole eigendecomposition of sectors x sectors; the
plain way to matching is scikit-learn's: the product of both TF-IDF matrices in chunks of needs, and the best ten of
each row.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # also where the package is not installed
from hamyari_lib.data.illustrate import buying
from hamyari_lib.data.illustrate.cities import cities
from hamyari_lib.models.complexity import complexity, surveyed_complexity
from hamyari_lib.models.matching import match_needs, pooled, scoring
from hamyari_lib.models.matching.sides import side_of, weighted

TOP, CHUNK, SEED = 10, 500, 1404


def timed(work: Callable[[], object], runs: int = 1) -> tuple[float, object]:
    """Seconds of the quickest of some runs, and what the last one gave."""
    times, found = [], None
    for _ in range(runs):
        start = time.perf_counter()
        found = work()
        times.append(time.perf_counter() - start)
    return min(times), found


def of_complexity() -> None:
    rng = np.random.default_rng(SEED)
    size, taste = rng.lognormal(0, 1, (226, 1)), rng.normal(0, 1, (226, 3)) @ rng.normal(0, 1, (3, 785))
    trade = pd.DataFrame(size * np.exp(taste + rng.normal(0, 1, taste.shape)) * (rng.random(taste.shape) < 0.6))

    def plain() -> np.ndarray:
        has = trade / trade.sum(axis=1).to_numpy()[:, None] / (trade.sum() / trade.to_numpy().sum()) >= 1
        has = has.to_numpy().astype(float)
        both = (has / has.sum(axis=0)).T @ (has / has.sum(axis=1, keepdims=True))
        values, vectors = np.linalg.eig(both)
        return vectors[:, np.argsort(-values.real)[1]].real

    ours, found = timed(lambda: complexity(trade), 5)
    theirs, axis = timed(plain, 2)
    alike = abs(np.corrcoef(found.pci, axis)[0, 1])
    if alike < 1 - 1e-9:
        sys.exit(f"both ways give other axes (correlation {alike:.6f}); the times of different work say nothing.")
    print(f"complexity of 226 x 785        {ours:7.3f} s   (reach 0.15); the axis alone by eig {theirs:.3f} s, "
          f"{theirs / ours:.1f} times ours")  # fmt: skip
    people = pd.DataFrame(rng.poisson(rng.gamma(0.5, 20, (31, 86))))
    draws, _ = timed(lambda: surveyed_complexity(people * 500.0, people, seed=SEED, draws=500))
    print(f"500 draws of 31 x 86           {draws:7.3f} s   (reach 2), with limits of every score and rank")


def of_matching(many_needs: int, many_firms: int) -> None:
    needs = pd.DataFrame(buying.needs(cities(SEED), number=many_needs, seed=SEED)).replace("", None)
    firms = pd.DataFrame(buying.firms(number=many_firms, seed=SEED)).replace("", None)
    for threads in (1, 2):
        seconds, found = timed(lambda threads=threads: match_needs(needs, firms, top=TOP, threads=threads))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"matching {many_needs} x {many_firms}, {threads} thread{'s' * (threads > 1)} {seconds:7.1f} s, "
              f"{peak:.0f} MiB   (reach 30 s, 1024 MiB); {len(found)} rows with reasons")  # fmt: skip
    seconds, lots = timed(lambda: pooled(needs, threads=2))
    print(f"lots of {many_needs} needs            {seconds:7.1f} s; {lots.nunique()} lots")
    wanted = side_of("needs", needs, "need_id", ["title", "title", "description"], {})
    offered = side_of("firms", firms, "firm_id", ["products"], {})
    left, right = weighted(wanted, offered, scoring.WORD, scoring.CHARACTER)

    def sparse() -> np.ndarray:
        from sparse_dot_topn import sp_matmul_topn

        product = sp_matmul_topn(left, right.T.tocsr(), top_n=TOP, sort=True, n_threads=1)
        return np.concatenate([product.data[a:b] for a, b in zip(product.indptr, product.indptr[1:], strict=False)])

    def plain() -> np.ndarray:
        best, turned = [], right.T.tocsr()
        for first in range(0, left.shape[0], CHUNK):
            dense = (left[first : first + CHUNK] @ turned).toarray()
            top = np.argpartition(-dense, TOP, axis=1)[:, :TOP]
            values = -np.sort(-np.take_along_axis(dense, top, axis=1), axis=1)
            best.extend(row[row > 0] for row in values)
        return np.concatenate(best)

    ours, one = timed(sparse)
    theirs, other = timed(plain)
    if one.shape != other.shape or np.abs(one - other).max() > 1e-9:
        sys.exit("both ways give other cosines; the times of different work say nothing.")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"the product of the texts alone {ours:7.1f} s, one thread; scikit-learn's in chunks {theirs:.1f} s, "
          f"{theirs / ours:.1f} times ours, {peak:.0f} MiB")  # fmt: skip


if __name__ == "__main__":
    of_complexity()
    of_matching(*(int(one) for one in sys.argv[1:3] or (20_000, 10_000)))

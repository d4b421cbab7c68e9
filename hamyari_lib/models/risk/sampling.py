"""Draws of several uncertain things together: Latin hypercube, ordered to a rank correlation."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from hamyari_lib.errors import DataError
from hamyari_lib.models.risk.distributions import Distribution

Floats = NDArray[np.float64]


def draws(
    distributions: Mapping[str, Distribution],
    n: int,
    *,
    rng: np.random.Generator,
    correlation: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """A Latin hypercube sample: each thing has one draw in each of ``n`` parts of equal probability.

    Parameters
    ----------
    distributions
        By name, distributions of this package or frozen ones of scipy (anything with ``ppf``).
    n
        Draws, 2 or more.
    correlation
        Rank correlations (Spearman) between the things, rows and columns by name; what is not named is independent.
        The draws are put in the order of correlated normal scores (Iman and Conover 1982), so that each thing keeps
        its own distribution exactly.

    Returns
    -------
    ``n`` rows, a column for each thing.

    Raises
    ------
    DataError
        Fewer than 2 draws, or a matrix that is not symmetric, has other than 1 on its diagonal, names what is not
        drawn, or cannot be: the line gives its least eigenvalue.

    >>> from hamyari_lib.models.risk import normal
    >>> some = draws({"a": normal(3, 1), "b": normal(5, 2)}, 1000, rng=np.random.default_rng(1))
    >>> some.mean().round(2).tolist()
    [3.0, 5.0]
    """
    if n < 2:
        raise DataError(f"draws is {n}; expected 2 or more.")
    names = list(distributions)
    target = checked_correlation(correlation, names)
    parts = rng.permuted(np.tile(np.arange(n), (len(names), 1)), axis=1).T
    placed = (parts + rng.random(parts.shape)) / n
    if not np.array_equal(target, np.eye(len(names))):
        if n <= len(names) + 1:
            raise DataError(f"draws is {n}; expected {len(names) + 2} or more to correlate {len(names)} things.")
        placed = _ordered(placed, target, rng)
    values = [distributions[name].ppf(placed[:, place]) for place, name in enumerate(names)]
    return pd.DataFrame(dict(zip(names, values, strict=True)))


def checked_correlation(correlation: pd.DataFrame | None, names: list[str]) -> Floats:
    """The whole matrix in the order of ``names``."""
    whole = pd.DataFrame(np.eye(len(names)), names, names)
    if correlation is None:
        return whole.to_numpy()
    odd = [str(one) for one in (*correlation.index, *correlation.columns) if one not in names]
    if odd:
        raise DataError(f"correlation names {odd[0]}, which is not drawn; expected some of {', '.join(names)}.")
    whole.loc[correlation.index, correlation.columns] = correlation
    matrix = whole.to_numpy(dtype=float)
    faults = []
    if not np.allclose(matrix, matrix.T):
        row, column = np.argwhere(~np.isclose(matrix, matrix.T))[0]
        faults.append(
            f"correlation of {names[row]} with {names[column]} is {matrix[row, column]:g}, the other way "
            f"{matrix[column, row]:g}; expected one number for both."
        )
    if not np.allclose(np.diag(matrix), 1) or not (np.abs(matrix) <= 1).all():
        faults.append("correlation: expected 1 on the diagonal and -1 to 1 elsewhere.")
    if not faults and (least := float(np.linalg.eigvalsh(_of_scores(matrix)).min())) <= 1e-10:
        faults.append(
            f"correlation is not positive definite (least eigenvalue {least:.3g}): its pairs contradict each other; "
            "bring the largest ones nearer to 0."
        )
    if faults:
        raise DataError(faults)
    return matrix


def _of_scores(ranks: Floats) -> Floats:
    """Correlations of normal scores that give these of ranks (Pearson 1907)."""
    of_scores = 2 * np.sin(np.pi * ranks / 6)
    np.fill_diagonal(of_scores, 1.0)
    return of_scores


def _ordered(placed: Floats, target: Floats, rng: np.random.Generator) -> Floats:
    n, things = placed.shape
    scores = ndtri(np.arange(1, n + 1) / (n + 1))
    mixed = np.column_stack([rng.permutation(scores) for _ in range(things)])
    have = np.linalg.cholesky(np.corrcoef(mixed, rowvar=False).reshape(things, things))
    wanted = np.linalg.cholesky(_of_scores(target))
    ranks = (mixed @ np.linalg.inv(have).T @ wanted.T).argsort(axis=0).argsort(axis=0)
    return np.take_along_axis(np.sort(placed, axis=0), ranks, axis=0)

"""Economic complexity and relatedness of regions and sectors, from what each region is specialised in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from hamyari_lib.models.regions.inputs import checked
from hamyari_lib.models.sampling import Floats

DEGENERATE = 1e-9  # an eigenvalue no larger is rounding


@dataclass(frozen=True, repr=False)
class Complexity:
    """What :func:`complexity` finds; regions are the index of frames and series, sectors their columns.

    Fields
    ------
    rca
        Revealed comparative advantage (location quotient), a ratio; 0 in a region or sector without activity.
    present
        Whether a region is specialised in a sector: ``rca`` at the threshold or above.
    diversity, ubiquity
        How many sectors a region is specialised in, and how many regions a sector is a speciality of.
    eci, pci
        Complexity of regions (mean 0, standard deviation 1) and of sectors, on one scale: a region's ECI is the mean
        PCI of its sectors. NaN for what is in ``left_out``.
    proximity
        Sectors x sectors, 0 to 1: the lesser of the two shares of regions that have both.
    density
        Regions x sectors, 0 to 1: how near a sector is to what a region does; NaN for a sector that no region has.
    opportunity_value
        Of a region, in units of PCI: what is near to it, not there yet, and complex.
    opportunity_gain
        Regions x sectors, in units of PCI: how a sector would bring other complex ones nearer; 0 where it is present.
    eigengap
        The second eigenvalue less the third, 0 to 1: near 0, the order of regions hangs on chance.
    left_out
        Regions and sectors without a score: no speciality, a speciality of none, or without a tie to the others.
    """

    rca: pd.DataFrame
    present: pd.DataFrame
    diversity: pd.Series
    ubiquity: pd.Series
    eci: pd.Series
    pci: pd.Series
    proximity: pd.DataFrame
    density: pd.DataFrame
    opportunity_value: pd.Series
    opportunity_gain: pd.DataFrame
    eigengap: float
    left_out: tuple[str, ...]

    def __repr__(self) -> str:
        regions = pd.DataFrame({"eci": self.eci, "diversity": self.diversity}).sort_values("eci", ascending=False)
        size = f"{len(self.eci)} regions and {len(self.pci)} sectors"
        return f"Complexity of {size}; eigengap {self.eigengap:.3f}\n{regions.round(3).to_string(max_rows=12)}"


def complexity(activity: pd.DataFrame, *, threshold: float = 1.0) -> Complexity:
    """Complexity and relatedness of the sectors and regions of a table of jobs, sales or exports.

    Hidalgo and Hausmann (2009, PNAS 106:10570), by eigenvectors as in Mealy, Farmer and Teytelboym (2019, Science
    Advances 5:eaau1705). With M for ``present``, d for diversity, u for ubiquity:

    - ECI is the second eigenvector of (M / d)(M / u)', PCI that of (M / u)'(M / d), scaled so that a region's ECI is
      the mean PCI of its sectors; both less ECI's mean and over ECI's standard deviation (of the regions given, not
      of a sample: divisor n). The sign is such that ECI rises with diversity.
    - proximity of two sectors is (regions with both) / (the larger of the two ubiquities), 1 of a sector with itself;
    - density of a sector p in a region is the sum of proximity(q, p) over its sectors q, over that of all sectors q,
      p included (Hidalgo and others 2007, Science 317:482). The Atlas's distance is 1 less density;
    - opportunity value is the sum of density times PCI over the sectors that the region lacks;
    - opportunity gain of a lacking sector p is the Atlas's: the sum over lacking sectors q of proximity(p, q) over the
      proximities of q, times PCI(q), less density(p) times PCI(p) (Hausmann and others 2014, The Atlas of Economic
      Complexity, technical box). The sum has p itself, so that the gain is the change of the region's opportunity
      value by taking p up, and besides PCI(p) over the proximities of p.

    A region without activity has RCA 0 in all sectors. Regions and sectors that are without tie to most others are
    left out of the scores and named: their order to the others is not defined.

    Parameters
    ----------
    activity
        Regions x sectors, each once, 0 or more.
    threshold
        The RCA from which a region counts as specialised, above 0.

    Raises
    ------
    ValueError
        A value is negative, missing or infinite, a label comes twice, there is no activity at all, the threshold is
        not above 0, or fewer than two regions differ in what they are specialised in.

    >>> jobs = [[9, 5, 0, 1], [5, 5, 5, 0], [1, 5, 5, 5]]
    >>> found = complexity(pd.DataFrame(jobs, ["east", "west", "city"], ["farms", "shops", "mills", "labs"]))
    >>> found.diversity.to_dict(), found.eci.round(2).to_dict()
    ({'east': 2, 'west': 3, 'city': 2}, {'east': 0.97, 'west': 0.4, 'city': -1.38})
    """
    cells = _checked(activity, threshold)
    rca = _advantage(cells)
    present = rca >= threshold
    kept_rows, kept_columns = _largest_group(present)
    kept = present[np.ix_(kept_rows, kept_columns)]
    eci, pci, eigengap = scores(kept)
    regions, sectors = activity.index, activity.columns
    whole_eci, whole_pci = np.full(len(regions), np.nan), np.full(len(sectors), np.nan)
    whole_eci[kept_rows], whole_pci[kept_columns] = eci, pci
    proximity = proximities(present)
    density = densities(present, proximity)
    value, gain = _opportunities(present, proximity, density, whole_pci)
    left_out = (*regions[~kept_rows], *sectors[~kept_columns])
    return Complexity(
        rca=pd.DataFrame(rca, regions, sectors),
        present=pd.DataFrame(present, regions, sectors),
        diversity=pd.Series(present.sum(axis=1), regions, name="diversity"),
        ubiquity=pd.Series(present.sum(axis=0), sectors, name="ubiquity"),
        eci=pd.Series(whole_eci, regions, name="eci"),
        pci=pd.Series(whole_pci, sectors, name="pci"),
        proximity=pd.DataFrame(proximity, sectors, sectors),
        density=pd.DataFrame(density, regions, sectors),
        opportunity_value=pd.Series(value, regions, name="opportunity_value"),
        opportunity_gain=pd.DataFrame(gain, regions, sectors),
        eigengap=eigengap,
        left_out=tuple(map(str, left_out)),
    )


def scores(present: np.ndarray) -> tuple[Floats, Floats, float]:
    """ECI, PCI and the eigengap of a matrix of specialities without an empty row or column, in one piece.

    The smaller of the two eigenproblems is solved, in its symmetric form. ``ValueError`` where all regions are alike.
    """
    from scipy.linalg import eigh

    here = present.astype(float)
    diversity, ubiquity = here.sum(axis=1), here.sum(axis=0)
    scaled = here / np.sqrt(diversity)[:, None] / np.sqrt(ubiquity)[None, :]
    is_wide = here.shape[0] <= here.shape[1]
    product = scaled @ scaled.T if is_wide else scaled.T @ scaled
    size = len(product)
    if size < 2:
        raise ValueError("no two regions of activity are specialised in the same sector; expected some that are")
    values, vectors = eigh(product, subset_by_index=[max(size - 3, 0), size - 1])
    second, third = values[-2], values[-3] if size > 2 else 0.0
    if second <= DEGENERATE:
        raise ValueError("activity has regions that are all specialised in the same sectors; expected some that differ")
    if is_wide:
        eci = vectors[:, -2] / np.sqrt(diversity)
        pci = (here / ubiquity).T @ eci / second
    else:
        pci = vectors[:, -2] / np.sqrt(ubiquity)
        eci = here @ pci / diversity
    rises = np.dot(diversity - diversity.mean(), eci - eci.mean())
    if rises < 0 or (rises == 0 and eci[0] < 0):
        eci, pci = -eci, -pci
    middle, spread = eci.mean(), eci.std()
    return (eci - middle) / spread, (pci - middle) / spread, float(max(second - third, 0.0))


def proximities(present: np.ndarray) -> Floats:
    """Sectors x sectors; 0 beside a sector that no region has."""
    here = present.astype(float)
    ubiquity = here.sum(axis=0)
    larger = np.maximum(ubiquity[:, None], ubiquity[None, :])
    return np.divide(here.T @ here, larger, out=np.zeros_like(larger), where=larger > 0)


def densities(present: np.ndarray, proximity: Floats) -> Floats:
    """Regions x sectors; NaN for a sector that no region has."""
    whole = proximity.sum(axis=1)
    near = present.astype(float) @ proximity
    return np.divide(near, whole, out=np.full(near.shape, np.nan), where=whole > 0)


def _opportunities(present: np.ndarray, proximity: Floats, density: Floats, pci: Floats) -> tuple[Floats, Floats]:
    worth = np.nan_to_num(pci)  # a sector without a score opens nothing that is known
    lacking = 1.0 - present
    value = (np.nan_to_num(density) * lacking) @ worth
    whole = proximity.sum(axis=0)
    share = np.divide(proximity, whole, out=np.zeros_like(proximity), where=whole > 0)
    opened = (lacking * worth) @ share.T
    gain = np.where(present, 0.0, opened - np.nan_to_num(density) * worth)
    return value, np.where(np.isnan(pci) & ~present, np.nan, gain)


def _advantage(cells: Floats) -> Floats:
    """RCA; 0 in a row or a column without activity."""
    expected = cells.sum(axis=1, keepdims=True) * cells.sum(axis=0, keepdims=True) / cells.sum()
    return np.divide(cells, expected, out=np.zeros_like(cells), where=expected > 0)


def _largest_group(present: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which regions and sectors belong to the largest group that specialities tie together; the first of equals."""
    from scipy.sparse import bmat, csr_matrix
    from scipy.sparse.csgraph import connected_components

    ties = csr_matrix(present)
    _, group = connected_components(bmat([[None, ties], [ties.T, None]]), directed=False)
    largest = np.bincount(group).argmax()
    rows = len(present)
    return group[:rows] == largest, group[rows:] == largest


def _checked(activity: pd.DataFrame, threshold: float) -> Floats:
    if not threshold > 0:
        raise ValueError(f"threshold is {threshold}; expected above 0; 1 is the nation's own share")
    cells = checked("activity", activity).to_numpy()
    if not cells.sum() > 0:
        raise ValueError("activity is 0 everywhere; expected some activity")
    return cells

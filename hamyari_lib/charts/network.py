"""Which ties of a network are drawn, and where its nodes stand. Nothing is left to chance: same input, same places."""

from __future__ import annotations

import numpy as np

Floats = np.ndarray

_STEPS = 200  # of the majorisation, and of parting circles
_EVEN = 0.5  # how far places move towards even ones: 0 not at all, 1 wholly


def strongest_ties(proximity: Floats, *, least: float | None, most: float) -> tuple[Floats, float]:
    """The maximum spanning tree, of each part of the network, and all ties of at least ``least``.

    Parameters
    ----------
    proximity
        (nodes, nodes), symmetric, 0 to 1; 0 is no tie. The diagonal is not read.
    least
        ``None`` takes the lowest value at which there are at most ``most`` ties a node, the tree's among them.

    Returns
    -------
    (nodes, nodes) of bool, symmetric, and the value at or above which all ties are drawn.
    """
    from scipy.sparse.csgraph import minimum_spanning_tree

    strength = np.where(np.eye(len(proximity), dtype=bool), 0, proximity)
    tree = minimum_spanning_tree(np.where(strength > 0, 2 - strength, 0)).toarray() > 0
    tree |= tree.T
    if least is None:
        least = np.inf
        for value in np.unique(strength[strength > 0])[::-1]:
            if (tree | (strength >= value)).sum() > 2 * most * len(proximity):
                break
            least = value
    return tree | ((strength >= least) & (strength > 0)), float(least)


def places(is_tied: Floats) -> Floats:
    """(nodes, 2) from 0 to 1: the places of nodes, each part of the network by its ties and all spread evenly.

    Stress majorisation of Gansner, Koren and North (2004), from classical scaling. As they propose, a tie is as long
    as its ends have neighbours that they do not share, which parts dense cores; distances are along the ties.
    """
    from scipy.sparse.csgraph import shortest_path

    near = is_tied.astype(int)
    degree = near.sum(axis=1)
    length = degree[:, None] + degree - near @ near
    distance = shortest_path(np.where(is_tied, length, 0))
    is_apart = np.isinf(distance)
    distance[is_apart] = 1.5 * distance[~is_apart].max() or 1.0
    return _evened(_majorised(distance, _scaled(distance)))


def _scaled(distance: Floats) -> Floats:
    """(nodes, 2): classical scaling, each axis with its greatest coordinate above zero."""
    centred = np.eye(len(distance)) - 1 / len(distance)
    values, vectors = np.linalg.eigh(-centred @ distance**2 @ centred / 2)
    axes = vectors[:, ::-1][:, :2] * np.sqrt(np.maximum(values[::-1][:2], 0))
    signs = np.sign(axes[np.abs(axes).argmax(axis=0), range(axes.shape[1])])
    return np.column_stack([axes * signs, np.zeros((len(axes), 2 - axes.shape[1]))])


def _majorised(distance: Floats, start: Floats) -> Floats:
    """Places whose distances fit those asked for, relative ones: each is weighted by its inverse square."""
    is_pair = ~np.eye(len(distance), dtype=bool)
    weight = np.where(is_pair, 1 / np.where(is_pair, distance, 1) ** 2, 0)
    inverse = np.linalg.pinv(np.diag(weight.sum(axis=1)) - weight)
    # Nodes with the same ties start apart: along a spiral, as thin as a thousandth of the picture.
    turn = np.arange(len(start))
    spiral = np.column_stack([np.cos(2.4 * turn), np.sin(2.4 * turn)]) * np.sqrt(turn / len(start))[:, None]
    at = start + 1e-3 * np.ptp(start, axis=0).max() * spiral
    for _ in range(_STEPS):
        pull = weight * distance / np.where(is_pair, np.maximum(_apart(at), 1e-9), 1)
        at = inverse @ ((np.diag(pull.sum(axis=1)) - pull) @ at)
    return at


def _evened(at: Floats) -> Floats:
    """Both axes from 0 to 1, half by value and half by rank: arms are drawn in and the core has room."""
    span = np.ptp(at, axis=0)
    if not span.max() > 0:
        return np.full(at.shape, 0.5)
    by_value = (at - at.min(axis=0)) / np.maximum(span, 1e-9)
    by_rank = at.argsort(axis=0, kind="stable").argsort(axis=0) / (len(at) - 1)
    # All on a line: what differs across it is the spiral.
    return np.where(span < 1e-2 * span.max(), 0.5, (1 - _EVEN) * by_value + _EVEN * by_rank)


def parted(at: Floats, radius: Floats, low: Floats, high: Floats) -> Floats:
    """Places, (nodes, 2), moved until no circle touches another, and within ``low`` and ``high`` as far as they fit."""
    inset, reach = radius[:, None], radius[:, None] + radius
    np.fill_diagonal(reach, 0)
    at = np.clip(at, low + inset, high - inset)
    for _ in range(_STEPS):
        distance = _apart(at)
        push = np.maximum(reach - distance, 0) / 2
        if not push.any():
            break
        share = push / np.maximum(distance, 1e-9)
        at = np.clip(at + share.sum(axis=1)[:, None] * at - share @ at, low + inset, high - inset)
    return at


def _apart(at: Floats) -> Floats:
    """(nodes, nodes): distances."""
    gap = at[:, None] - at
    return np.hypot(gap[..., 0], gap[..., 1])

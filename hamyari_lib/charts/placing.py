"""Places of labels beside marks of a plane, so that none stands on another, on a mark or beyond the edge.

All lengths are inches; y grows downwards, as on a page of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from hamyari_lib.charts.geometry import covered, cross, from_segments, passes, squares
from hamyari_lib.charts.labels import size, wrapped, write
from hamyari_lib.charts.style import NEUTRAL

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Floats = np.ndarray
Box = tuple[float, float, float, float]  # left, top, right, bottom

_WIDTHS = (1.15, 0.8)  # of lines: each label is tried in several shapes
APART = 0.035  # the least between a label and a mark or another label
_FINE, _COARSE = 0.05, 0.12  # steps of the places that are tried near the mark, and everywhere
_NEAR = 0.6
_KEPT = 400  # places of a label, and about as many worse ones
_STARTS, _SWEEPS = 24, 5  # of the search, and how often each label chooses anew in it
_PATIENCE = 7  # starts without a better end after which there are no more
_AROUND = np.array([-0.02, -0.02, 0.02, 0.02])  # what a leader keeps from a label
_VEIL = {"facecolor": "white", "alpha": 0.7, "edgecolor": "none", "pad": 0.8}  # lines beneath are seen to run on
_FAR = 0.9  # between a mark and its label
_LEADER = 0.1  # from the edge of a mark: beyond it a line joins the label to its mark
# Costs; an inch from its mark costs a label 1, and its square as much again.
_LEVEL = 0.1  # an inch above or below its mark: beside reads best
_LINE = 0.08  # a line
_MISLEADING = 3.0  # an inch by which another label's mark is less than _LEAD farther than its own
_LEAD = 0.08
_LOST = 1.0  # a line of which more than half is beneath the label
_CROSSING, _TANGLE, _STRUCK = 0.3, 1.0, 50.0  # a leader through a mark, through another leader, through a label


def place(
    discs: Floats, labels: Sequence[str], bounds: Sequence[Box], lines: Floats, *, hiding: float, strict: bool
) -> list[tuple[str, Floats]] | None:
    """Each label broken into lines, and its box (left, top, right, bottom); ``None`` where one finds no room.

    From many starts, labels choose their places in turn until none gains by another; the least cost in all is kept,
    and the search ends where several starts have found no better one.

    Parameters
    ----------
    discs
        (marks, 3): x, y and radius of every mark; the first marks are those that the labels belong to, in order.
    bounds
        What each label does not leave.
    lines
        (lines, 4): x, y of both ends of lines that labels had better not hide.
    hiding
        What an inch of a line beneath a label costs, where an inch between a label and its mark costs 1 and more.
    strict
        ``None`` also where a label would stand far from its mark, or in the way of the line from another to its mark.
    """
    tried = [_Places(label, discs, words, bounds[label], len(labels)) for label, words in enumerate(labels)]
    lengths = np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1])
    for one in tried:
        hidden = covered(lines, one.boxes)
        one.costs += hiding * hidden.sum(axis=1) + _LOST * (hidden > lengths / 2).sum(axis=1)
        one.thin()
    if not all(len(one.boxes) for one in tried):
        return None
    rng = np.random.default_rng(0)  # the same starts each time

    @cache
    def conflict(label: int, other: int, at: int) -> Floats:
        return tried[label].conflict(tried[other].boxes[at], tried[other].leaders[at])

    cost, chosen, since = np.inf, [], 0
    for _ in range(_STARTS):
        other, found = _settled(tried, rng, conflict)
        since = 0 if other < cost - 1e-9 else since + 1
        if other < cost:
            cost, chosen = other, found
        if since == _PATIENCE and np.isfinite(cost):
            break
    if not np.isfinite(cost):
        return None
    if strict and (cost >= _STRUCK or any(one.gaps[at] > _FAR for one, at in zip(tried, chosen, strict=True))):
        return None
    return [(str(one.words[at]), one.boxes[at]) for one, at in zip(tried, chosen, strict=True)]


class _Places:
    """The places where one label clears every mark: its words, boxes and leaders there, and what each costs by itself.

    The first ``labels`` marks have a label.
    """

    def __init__(self, label: int, discs: Floats, words: str, bounds: Box, labels: int) -> None:
        mark = discs[label]
        shapes = dict.fromkeys(wrapped(words, wide) for wide in _WIDTHS)
        found = [_boxes(mark, np.array(size(one)) / 2, bounds) for one in shapes]
        boxes, words_at = np.vstack(found), np.repeat(list(shapes), [len(one) for one in found])
        is_clear = _clear(boxes, discs)
        self.words, self.boxes = words_at[is_clear], boxes[is_clear]
        gaps = np.sqrt(squares(self.boxes, discs))
        ends = np.clip(mark[:2], self.boxes[:, :2], self.boxes[:, 2:])
        self.leaders = np.hstack([np.broadcast_to(mark[:2], ends.shape), ends])
        self.gaps = gaps[:, label]
        edges = gaps[:, :labels] - discs[:labels, 2]
        rival = np.delete(edges, label, axis=1).min(axis=1, initial=np.inf)
        strange = np.delete(discs, label, axis=0)
        crossed = (from_segments(self.leaders, strange) < strange[:, 2]).sum(axis=1)
        level = np.abs(self.boxes[:, 1::2].mean(axis=1) - mark[1])
        self.costs = edges[:, label] + self.gaps**2 + _LEVEL * level + _LINE * np.char.count(self.words, "\n")
        self.costs += _MISLEADING * np.maximum(edges[:, label] + _LEAD - rival, 0) + _CROSSING * crossed

    def thin(self) -> None:
        """Keep the best places, and of the others as many, from good to bad."""
        order = np.argsort(self.costs, kind="stable")
        kept = np.concatenate([order[:_KEPT], order[_KEPT :: max(1, len(order) // _KEPT)]])
        for name in ("words", "boxes", "leaders", "gaps", "costs"):
            setattr(self, name, getattr(self, name)[kept])
        # by columns: of thousands of pairs each is looked at alone, and its few hundred places as a whole
        self.sides, self.lines = np.ascontiguousarray(self.boxes.T), np.ascontiguousarray(self.leaders.T)
        ends = np.stack([self.sides[:2], self.sides[2:], self.lines[:2], self.lines[2:]])
        self.low, self.high = ends.min(axis=0) - APART, ends.max(axis=0) + APART

    def conflict(self, box: Floats, leader: Floats) -> Floats:
        """What each place costs beside another label with its leader; infinite on it."""
        costs = np.zeros(len(self.boxes))
        left, top, right, bottom = box.tolist()
        x, y, to_x, to_y = leader.tolist()
        is_near = (self.low[0] <= max(right, x, to_x)) & (self.high[0] >= min(left, x, to_x))
        is_near &= (self.low[1] <= max(bottom, y, to_y)) & (self.high[1] >= min(top, y, to_y))
        near = np.flatnonzero(is_near)
        if not len(near):  # most labels are far from each other, wherever they stand
            return costs
        sides, lines = self.sides[:, near], self.lines[:, near]
        is_on = (sides[2] - left > -APART) & (right - sides[0] > -APART)
        is_on &= (sides[3] - top > -APART) & (bottom - sides[1] > -APART)
        struck = passes(lines, (box + _AROUND).tolist()).astype(int)
        struck += passes(leader.tolist(), sides + _AROUND[:, None])
        costs[near] = np.where(is_on, np.inf, _STRUCK * struck + _TANGLE * cross(lines, leader.tolist()))
        return costs


def _settled(tried: Sequence[_Places], rng: np.random.Generator, conflict: Callable) -> tuple[float, list[int]]:
    """The cost in all and the place of each label: at first taken with some chance, then each time the best."""
    chosen: dict[int, int] = {}

    def shared(label: int) -> Floats:
        return sum((conflict(label, one, at) for one, at in chosen.items() if one != label), np.zeros(1))

    order = rng.permutation(len(tried))
    for label in order:
        costs = tried[label].costs + shared(label)
        chosen[label] = int((costs + rng.random(len(costs))).argmin())
    for _ in range(_SWEEPS):
        before = dict(chosen)
        for label in order:
            chosen[label] = int((tried[label].costs + shared(label)).argmin())
        if chosen == before:
            break
    total = 0.0
    for label, at in chosen.items():
        total += tried[label].costs[at] + np.broadcast_to(shared(label), tried[label].costs.shape)[at] / 2
    return float(total), [chosen[label] for label in range(len(tried))]


def _boxes(mark: Floats, half: Floats, bounds: Box) -> Floats:
    """Boxes of twice ``half`` within the bounds: all around a mark, on a fine grid near it and a coarse one beyond."""
    low, high = np.array(bounds[:2]) + half, np.array(bounds[2:]) - half
    reach = half + mark[2] + APART + 1e-6
    around = mark[:2] + reach * np.stack(np.meshgrid((-1, 0, 1), (-1, 0, 1)), axis=-1).reshape(-1, 2)
    near = _grid(np.maximum(low, mark[:2] - reach - _NEAR), np.minimum(high, mark[:2] + reach + _NEAR), _FINE)
    centres = np.vstack([around, near, _grid(low, high, _COARSE)])
    centres = centres[((centres >= low - 1e-9) & (centres <= high + 1e-9)).all(axis=1)]
    return np.hstack([centres - half, centres + half])


def _grid(low: Floats, high: Floats, step: float) -> Floats:
    axes = [np.arange(first, last, step) for first, last in zip(low, high, strict=True)]
    return np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)


def _clear(boxes: Floats, discs: Floats) -> Floats:
    """Whether each box keeps off every disc."""
    is_clear = np.ones(len(boxes), dtype=bool)
    for part in np.array_split(discs, 8):  # most boxes are out after the first parts
        is_clear[is_clear] = (squares(boxes[is_clear], part) >= (part[:, 2] + APART) ** 2).all(axis=1)
    return is_clear


def write_beside(page: Axes, discs: Floats, placed: Sequence[tuple[str, Floats]]) -> None:
    """Labels in their boxes, as :func:`place` has found them, with a thin line to a mark that is far."""
    for disc, (words, (left, upper, right, lower)) in zip(discs, placed, strict=False):
        x, _, radius = disc
        near = np.clip(disc[:2], (left, upper), (right, lower))
        gap = np.hypot(*(near - disc[:2]))
        if gap - radius > _LEADER:
            start = disc[:2] + (near - disc[:2]) * radius / gap
            page.plot(*zip(start, near, strict=True), color=NEUTRAL, linewidth=0.6, zorder=3)
        side, at = ("left", left) if left >= x else ("right", right) if right <= x else ("center", (left + right) / 2)
        write(page, at, (upper + lower) / 2, words, ha=side, zorder=4, bbox=_VEIL)

"""Distances and crossings of boxes, points and lines of a plane, many at a time.

A box is left, top, right, bottom; a line x and y of both its ends; y grows downwards.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Floats = np.ndarray


def squares(boxes: Floats, points: Floats) -> Floats:
    """(boxes, points): the square of the distance of each point, x and y first, from each box; 0 within it."""
    left, upper, right, lower = boxes.T[:, :, None]
    x, y = points[:, 0], points[:, 1]
    return np.maximum(np.maximum(left - x, x - right), 0) ** 2 + np.maximum(np.maximum(upper - y, y - lower), 0) ** 2


def covered(lines: Floats, boxes: Floats) -> Floats:
    """(boxes, lines): the length of each line within each box (clipping of Liang and Barsky 1984).

    >>> covered(np.array([[0.0, 1, 4, 1]]), np.array([[1.0, 0, 2, 2], [1, 2, 2, 3]])).tolist()
    [[1.0], [0.0]]
    """
    start, along = lines[:, :2], lines[:, 2:] - lines[:, :2]
    safe = np.where(along == 0, 1e-12, along)
    one, other = (boxes[:, None, :2] - start) / safe, (boxes[:, None, 2:] - start) / safe
    enters, leaves = np.minimum(one, other).max(axis=2), np.maximum(one, other).min(axis=2)
    return np.maximum(np.minimum(leaves, 1) - np.maximum(enters, 0), 0) * np.hypot(along[:, 0], along[:, 1])


def from_segments(segments: Floats, points: Floats) -> Floats:
    """(segments, points): distances."""
    start, along = segments[:, None, :2], (segments[:, 2:] - segments[:, :2])[:, None]
    moved = points[:, :2] - start
    share = (moved * along).sum(axis=2) / np.maximum((along**2).sum(axis=2), 1e-12)
    return np.hypot(*(moved - np.clip(share, 0, 1)[..., None] * along).transpose(2, 0, 1))


def passes(lines: Sequence, boxes: Sequence) -> Floats:
    """Whether a line runs through a box, as :func:`covered` tells: x, y of both ends, and left, top, right, bottom;
    either of them an array each, the other single numbers."""
    enters, leaves, length = 0.0, 1.0, 0.0
    for start, end, low, high in zip(lines[:2], lines[2:], boxes[:2], boxes[2:], strict=True):
        along = end - start
        safe = np.where(along == 0, 1e-12, along)
        one, other = (low - start) / safe, (high - start) / safe
        enters, leaves = np.maximum(enters, np.minimum(one, other)), np.minimum(leaves, np.maximum(one, other))
        length = length + np.abs(along)
    return (leaves > enters) & (length > 0)


def cross(lines: Floats, other: Sequence[float]) -> Floats:
    """Whether each of the lines (x, y of both ends by lines) crosses another one."""
    (ax, ay, bx, by), (cx, cy, dx, dy) = lines, other

    def side(x: Floats, y: Floats, to_x: Floats, to_y: Floats, of_x: Floats, of_y: Floats) -> Floats:
        return (to_x - x) * (of_y - y) - (of_x - x) * (to_y - y)

    # signs, for a product of two small numbers may come out as 0
    apart = np.sign(side(ax, ay, bx, by, cx, cy)) * np.sign(side(ax, ay, bx, by, dx, dy)) < 0
    return apart & (np.sign(side(cx, cy, dx, dy, ax, ay)) * np.sign(side(cx, cy, dx, dy, bx, by)) < 0)

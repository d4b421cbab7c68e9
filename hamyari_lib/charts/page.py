"""A figure laid out in inches from its top left corner: its page, its panels, its key and its column of labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hamyari_lib import text
from hamyari_lib.charts.labels import NORMAL, SMALL, size, ticks, width, wrapped, write
from hamyari_lib.charts.style import FAINT, NEUTRAL, WIDTH_INCHES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

EDGE = 0.06  # between words and the edge of the figure
INSIDE = WIDTH_INCHES - 2 * EDGE
_MARK, _GAP = 0.14, 0.06  # a mark of the key, and what stands between it and its words
_LABELS = 1.3  # the widest column of labels of rows
_BREATH = 0.13  # between two rows


def is_rtl() -> bool:
    """Whether the language in force begins on the right."""
    return text.language() == "fa"


def make_page(height: float) -> tuple[Figure, Axes]:
    """A figure of our width, and an invisible layer over it in inches from its top left corner."""
    import matplotlib.pyplot as plt

    fig = plt.figure(figsize=(WIDTH_INCHES, height), layout="none")
    page = fig.add_axes((0, 0, 1, 1), xlim=(0, WIDTH_INCHES), ylim=(height, 0), zorder=2)
    page.axis("off")
    return fig, page


def add_panel(fig: Figure, left: float, top: float, wide: float, high: float) -> Axes:
    """Axes at a place in inches from the top left corner of the figure."""
    across, down = fig.get_size_inches()
    return fig.add_axes((left / across, 1 - (top + high) / down, wide / across, high / down), zorder=1)


def heading(page: Axes, top: float, words: str, **options) -> None:
    """Words, already broken, where reading begins, their upper edge at ``top``."""
    side = {"ha": "right"} if is_rtl() else {"ha": "left"}
    write(page, WIDTH_INCHES - EDGE if is_rtl() else EDGE, top, words, va="top", **side | options)


@dataclass(frozen=True)
class Key:
    """What each mark means: (kind, colour, words, line, inches from where reading begins), and its height in all."""

    entries: tuple[tuple[str, str, str, float, float], ...]
    height: float


def lay_key(entries: Sequence[tuple[str, str, str]]) -> Key:
    """Marks (kind, colour, words) in lines as wide as the page; kinds: square, frame, line, ring or a marker's code."""
    laid, x, top, tall = [], 0.0, 0.0, 0.0
    for kind, colour, words in entries:
        words = wrapped(words, INSIDE - _MARK - _GAP)
        wide, high = size(words)
        wide += _MARK + _GAP
        if x and x + wide > INSIDE:
            x, top, tall = 0.0, top + tall + 0.05, 0.0
        laid.append((kind, colour, words, top, x))
        x += wide + 0.16
        tall = max(tall, high)
    return Key(tuple(laid), top + tall)


def draw_key(page: Axes, key: Key, top: float) -> None:
    """The key on the page, from where reading begins."""
    from matplotlib.patches import Rectangle

    for kind, colour, words, line, x in key.entries:
        middle = top + line + size(words.split("\n")[0])[1] / 2
        left = WIDTH_INCHES - EDGE - x - _MARK if is_rtl() else EDGE + x
        if kind in ("square", "frame"):
            fill = {"facecolor": colour} if kind == "square" else {"fill": False, "edgecolor": colour, "linewidth": 2}
            page.add_patch(Rectangle((left + 0.02, middle - 0.05), 0.1, 0.1, **fill))
        elif kind == "line":
            page.plot([left, left + _MARK], [middle, middle], color=colour, linewidth=2.2, solid_capstyle="butt")
        elif kind == "ring":
            page.plot([left + _MARK / 2], [middle], "o", color=colour, markersize=5.5, markerfacecolor="white",
                      markeredgewidth=1.8)  # fmt: skip
        else:
            page.plot([left + _MARK / 2], [middle], kind, color=colour, markersize=5.5)
        beside = WIDTH_INCHES - EDGE - x - _MARK - _GAP if is_rtl() else left + _MARK + _GAP
        write(page, beside, top + line, words, va="top", ha="right" if is_rtl() else "left")


@dataclass(frozen=True)
class Rows:
    """Labels of rows with their small notes, broken into lines; ``centres`` in inches from the top of the rows."""

    labels: tuple[str, ...]
    notes: tuple[str, ...]
    bold: frozenset[int]
    centres: tuple[float, ...]
    height: float
    width: float

    @property
    def panel(self) -> tuple[float, float]:
        """Left edge and width of what stands beside the labels."""
        beside = self.width + 0.12
        return (EDGE if is_rtl() else EDGE + beside), INSIDE - beside


def lay_rows(labels: Sequence[str], notes: Sequence[str] = (), *, bold: Sequence[int] = (), least: float) -> Rows:
    """A column of labels no wider than a third of the page; a row is at least ``least`` inches high."""
    weights = ["bold" if place in bold else "normal" for place in range(len(labels))]
    notes = [wrapped(one, _LABELS, SMALL - 0.4) for one in (notes or [""] * len(labels))]
    labels = [wrapped(one, _LABELS, NORMAL, weight) for one, weight in zip(labels, weights, strict=True)]
    centres, top, widest = [], 0.0, 0.2
    for label, note, weight in zip(labels, notes, weights, strict=True):
        wide, high = size(label, NORMAL, weight)
        small = size(note, SMALL - 0.4) if note else (0.0, 0.0)
        tall = max(least, high + small[1] + (0.03 if note else 0) + _BREATH)
        centres.append(top + tall / 2)
        top += tall
        widest = max(widest, wide, small[0])
    return Rows(tuple(labels), tuple(notes), frozenset(bold), tuple(centres), top, widest)


def draw_rows(page: Axes, rows: Rows, top: float) -> None:
    """The labels where reading begins, each on its row's middle, with its note below."""
    x, side = (WIDTH_INCHES - EDGE, "right") if is_rtl() else (EDGE, "left")
    for place, (label, note, centre) in enumerate(zip(rows.labels, rows.notes, rows.centres, strict=True)):
        weight = "bold" if place in rows.bold else "normal"
        small = size(note, SMALL - 0.4)[1] + 0.03 if note else 0.0
        write(page, x, top + centre - small / 2, label, points=NORMAL, weight=weight, ha=side)
        if note:
            below = top + centre + size(label, NORMAL, weight)[1] / 2 + 0.015
            write(page, x, below, note, points=SMALL - 0.4, color=NEUTRAL, ha=side)


def number_axis(ax: Axes, page: Axes, show: Callable[[float], str], label: str, *, has_ticks: bool = True) -> None:
    """Ticks of the horizontal axis as ``show`` writes them, and its label, as wide as the page, below them."""
    low, high = ax.get_xlim()
    box = ax.get_position()
    left, wide = box.x0 * WIDTH_INCHES, box.width * WIDTH_INCHES
    bottom = (1 - box.y0) * ax.figure.get_figheight()
    at, words = ticks(low, high, wide, show, room=(left - 0.02, WIDTH_INCHES - left - wide - 0.02))
    if not has_ticks:
        at, words = [], []
    ax.set_xticks(at, words, fontsize=SMALL)
    ax.tick_params(axis="x", length=3, pad=2, color=FAINT)
    ax.spines["bottom"].set_color(FAINT)
    label = wrapped(label, INSIDE)
    write(page, below(label, left, wide), bottom + (0.24 if has_ticks else 0.06), label, va="top", ha="center")


def below(label: str, left: float, wide: float, points: float = SMALL) -> float:
    """Where the middle of an axis's label stands: below its axis where it fits there, else moved onto the page."""
    half = width(label, points) / 2 + EDGE
    return min(max(left + wide / 2, half), WIDTH_INCHES - half)


def axis_height(label: str, *, has_ticks: bool = True) -> float:
    """What ``number_axis`` needs below the panel."""
    return (0.24 if has_ticks else 0.06) + size(wrapped(label, INSIDE))[1] + EDGE

"""What the tests of figures share: both languages, and how the words of a figure are held against its edges."""

import io

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_svg import RendererSVG

from hamyari_lib import text
from hamyari_lib.charts.style import SAVING, WIDTH_INCHES


@pytest.fixture(params=text.LANGUAGES)
def language(request):
    text.use_language(request.param)
    yield request.param
    text.use_language("fa")
    plt.close("all")


def _words(fig):
    """Every text that is drawn: those put there, and the ticks of axes that are shown."""
    found = []
    for ax in fig.axes:
        found += ax.texts
        if ax.axison:
            found += [*ax.get_xticklabels(), *ax.get_yticklabels(), ax.xaxis.label, ax.yaxis.label]
    return [one for one in found if one.get_visible() and one.get_text()]


@pytest.fixture
def words_of():
    """The texts of a figure as strings, lines joined."""
    return lambda fig: [one.get_text().replace("\n", " ") for one in _words(fig)]


@pytest.fixture
def drawn():
    """Lays a figure out for both formats, one after the other: pixels of a point, and the renderer.

    Nothing is painted, which takes as long again: that both formats can be is a matter of the tests of ``report``.
    """

    def draw(fig):
        wide, high = fig.get_size_inches()
        for dpi, renderer in (
            (192, RendererAgg(192 * wide, 192 * high, 192)),
            (72, RendererSVG(72 * wide, 72 * high, io.StringIO())),
        ):
            fig.set_dpi(dpi)
            with plt.rc_context(SAVING):
                with renderer._draw_disabled():  # as Figure.draw_without_rendering does
                    fig.draw(renderer)
                yield dpi / 72, renderer

    return draw


@pytest.fixture
def assert_inside():
    """A text's box does not leave its figure."""

    def check(fig, words, box):
        assert box.x0 >= -1, words
        assert box.x1 <= fig.bbox.width + 1, words
        assert box.y0 >= -1, words
        assert box.y1 <= fig.bbox.height + 1, words

    return check


@pytest.fixture
def assert_clean(drawn, assert_inside):
    """No text leaves the figure, stands on another or on a bar, or holds a ``$``, in either format."""

    def check(fig, *, bars=True):
        assert fig.get_figwidth() == WIDTH_INCHES
        for slack, renderer in drawn(fig):
            shown = [(one.get_text(), one.get_window_extent(renderer)) for one in _words(fig)]
            for words, box in shown:
                assert "$" not in words
                assert_inside(fig, words, box)
            boxes = _corners(box for _, box in shown)
            pairs = np.argwhere(np.triu(_overlap(boxes, boxes, slack), k=1))
            assert [(shown[one][0], shown[other][0]) for one, other in pairs] == []
            panels = [ax for ax in fig.axes if ax.axison] if bars else []
            filled = _corners(patch.get_window_extent(renderer) for ax in panels for patch in ax.patches)
            assert [shown[place][0] for place in np.flatnonzero(_overlap(boxes, filled, slack).any(axis=1))] == []

    return check


def _corners(boxes):
    return np.array([box.extents for box in boxes]).reshape(-1, 4)


def _overlap(ones, others, slack):
    """Whether each of some boxes stands on each of others by more than ``slack``."""
    ones, others = ones[:, None], others[None]
    low, high = np.maximum(ones[..., :2], others[..., :2]), np.minimum(ones[..., 2:], others[..., 2:])
    return (high - low > slack).all(axis=-1)


@pytest.fixture
def assert_off():
    """No text stands on one of some marks: x, y and radius, in inches from the figure's lower left corner."""

    def check(fig, marks):
        fig.draw_without_rendering()
        for one in _words(fig):
            box = one.get_window_extent().extents / fig.dpi
            gaps = np.hypot(*(np.clip(marks[:, :2], box[:2], box[2:]) - marks[:, :2]).T)
            assert (gaps >= marks[:, 2]).all(), one.get_text()

    return check


@pytest.fixture
def drawn_bytes():
    """A figure as the SVG that is published of it."""

    def draw(fig):
        file = io.BytesIO()
        with plt.rc_context(SAVING):
            fig.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
        return file.getvalue()

    return draw

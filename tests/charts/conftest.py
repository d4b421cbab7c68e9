"""What the tests of figures share: both languages, and how the words of a figure are held against its edges."""

import io

import matplotlib.pyplot as plt
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
    """Draws a figure in both formats, one after the other: pixels of a point, and the renderer."""

    def draw(fig):
        wide, high = fig.get_size_inches()
        for dpi, renderer in (
            (192, RendererAgg(192 * wide, 192 * high, 192)),
            (72, RendererSVG(72 * wide, 72 * high, io.StringIO())),
        ):
            fig.set_dpi(dpi)
            with plt.rc_context(SAVING):
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
            for place, (words, box) in enumerate(shown):
                assert "$" not in words
                assert_inside(fig, words, box)
                for other, near in shown[:place]:
                    assert not _overlap(box, near, slack), (words, other)
            panels = [ax for ax in fig.axes if ax.axison] if bars else []
            for bar in [patch.get_window_extent(renderer) for ax in panels for patch in ax.patches]:
                for words, box in shown:
                    assert not _overlap(box, bar, slack), words

    return check


def _overlap(one, other, slack):
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    along = min(one.y1, other.y1) - max(one.y0, other.y0)
    return across > slack and along > slack

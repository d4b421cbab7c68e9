"""The fonts that pages and figures carry: small, licensed, shaped, and without boxes for invisible marks."""

import io
import warnings
from pathlib import Path

import numpy as np
import pytest

import hamyari_lib

LIBRARY = Path(hamyari_lib.__file__).parent
WEB, CHARTS = LIBRARY / "site" / "assets" / "fonts", LIBRARY / "charts" / "fonts"


def drawn(text: str, font: Path) -> np.ndarray:
    """The pixels of a text, as matplotlib draws it; a letter that the font lacks is an error."""
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

    figure = Figure(figsize=(5, 1), dpi=100)
    figure.text(0.05, 0.4, text, fontproperties=FontProperties(fname=font, size=20))
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure.savefig(buffer, format="rgba")
    return np.frombuffer(buffer.getvalue(), dtype=np.uint8)


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_fonts_are_small_and_licensed(weight):
    assert (WEB / f"Vazirmatn-{weight}.woff2").stat().st_size < 60_000
    assert (CHARTS / f"Vazirmatn-{weight}.ttf").stat().st_size < 120_000
    for folder in (WEB, CHARTS):
        assert "SIL Open Font License" in (folder / "OFL.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_letters_join_after_the_cut(weight):
    font = CHARTS / f"Vazirmatn-{weight}.ttf"
    joined, apart = drawn("سلام", font), drawn("س\u200cل\u200cا\u200cم", font)
    assert not np.array_equal(joined, apart)


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_marks_of_direction_draw_nothing(weight):
    font = CHARTS / f"Vazirmatn-{weight}.ttf"
    assert np.array_equal(drawn("\u2066−۳٫۱٪\u2069", font), drawn("−۳٫۱٪", font))
    assert np.array_equal(drawn("abc\u200c", font), drawn("abc", font))
    drawn("خانه‌های دانش‌بنیان، «پژوهش»؛ چرا؟ ۱۲۳٬۴۵۶٫۷٪ – — − … · × ± ≥ ≤", font)

"""A figure as the file that a page shows."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Literal

from hamyari_lib.charts.style import SAVING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LARGE_SVG = 150_000  # bytes; drawing a second time to see which is smaller takes as long as the first
_PNG_DPI = 240  # sharp on a phone, where a CSS pixel is two or three of the screen


def saved(fig: Figure) -> tuple[Literal["image/svg+xml", "image/png"], str]:
    """The figure's MIME type with SVG text, or base64 of a PNG where that is smaller than a large SVG; closes it."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    vector, pixels = io.BytesIO(), io.BytesIO()
    try:
        with mpl.rc_context(SAVING):
            if (engine := fig.get_layout_engine()) is not None:
                engine.execute(fig)  # lay out once, and not again twice for each format
                fig.set_layout_engine(None)
            fig.savefig(vector, format="svg", metadata={"Date": None, "Creator": None})
            if vector.tell() > _LARGE_SVG:
                fig.savefig(pixels, format="png", dpi=_PNG_DPI, metadata={"Software": None})
    finally:
        plt.close(fig)
    if not pixels.tell() or vector.tell() <= pixels.tell():
        return "image/svg+xml", vector.getvalue().decode("utf-8")
    return "image/png", base64.b64encode(pixels.getvalue()).decode("ascii")

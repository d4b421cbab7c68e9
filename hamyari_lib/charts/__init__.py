"""Figures: one function a figure, a result in and a matplotlib ``Figure`` out. Narrow, for a phone's page."""

from hamyari_lib.charts.intervals import intervals
from hamyari_lib.charts.tile_map import tile_map

__all__ = ["intervals", "tile_map"]

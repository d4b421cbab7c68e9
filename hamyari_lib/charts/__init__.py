"""Figures: one function a figure, a result in and a matplotlib ``Figure`` out. Narrow, for a phone's page."""

from hamyari_lib.charts.coverage import coverage
from hamyari_lib.charts.dates import dates
from hamyari_lib.charts.flows import flows
from hamyari_lib.charts.frontier import frontier
from hamyari_lib.charts.heat_map import heat_map
from hamyari_lib.charts.intervals import intervals
from hamyari_lib.charts.lines import lines
from hamyari_lib.charts.pairs import pairs
from hamyari_lib.charts.payments import payments
from hamyari_lib.charts.product_space import product_space
from hamyari_lib.charts.tile_map import tile_map
from hamyari_lib.charts.tornado import tornado
from hamyari_lib.charts.waterfall import waterfall

__all__ = [
    "coverage", "dates", "flows", "frontier", "heat_map", "intervals", "lines", "pairs", "payments", "product_space",
    "tile_map", "tornado", "waterfall",
]  # fmt: skip

"""Regional structure: location quotients, shift-share and concentration, each plain and with intervals.

The plain functions (singular) take what they are given as exact. The plural ones take a survey's weighted estimate of
jobs with the number of survey jobs behind each cell, and return intervals and a mask of cells too thin to show. Frames
are regions x sectors, and the nation is the sum of the regions. What has no answer is refused with a ``ValueError``
that names the region or sector; no result holds NaN.
"""

from hamyari_lib.models.regions.concentration import Herfindahls, herfindahl, herfindahls
from hamyari_lib.models.regions.quotients import LocationQuotients, location_quotient, location_quotients
from hamyari_lib.models.regions.shift_share import ShiftShares, shift_share, shift_shares

__all__ = [
    "Herfindahls",
    "LocationQuotients",
    "ShiftShares",
    "herfindahl",
    "herfindahls",
    "location_quotient",
    "location_quotients",
    "shift_share",
    "shift_shares",
]

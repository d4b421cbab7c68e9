"""Needs of municipalities and the firms that could serve them: matched with reasons, shared out, and measured."""

from hamyari_lib.models.matching.allocation import Allocation, allocate
from hamyari_lib.models.matching.lots import pooled
from hamyari_lib.models.matching.scoring import NO_MATCH, match_needs
from hamyari_lib.models.matching.shortlists import shortlists
from hamyari_lib.models.matching.supplies import Supply, supply
from hamyari_lib.models.matching.together import bought_together
from hamyari_lib.models.matching.words import SYNONYMS

__all__ = [
    "NO_MATCH", "SYNONYMS", "Allocation", "Supply", "allocate", "bought_together", "match_needs", "pooled",
    "shortlists", "supply",
]  # fmt: skip

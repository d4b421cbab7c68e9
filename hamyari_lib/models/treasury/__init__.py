"""Idle funds of an organisation, laid out so that dated needs of cash are met and as much as can be is earned."""

from hamyari_lib.models.treasury.ladder import Ladder, Paper, ladder
from hamyari_lib.models.treasury.needs import due
from hamyari_lib.models.treasury.papers import papers_of, sold_early

__all__ = ["Ladder", "Paper", "due", "ladder", "papers_of", "sold_early"]

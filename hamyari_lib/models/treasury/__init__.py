"""Idle funds of an organisation, laid out so that dated needs of cash are met and as much as can be is earned."""

from hamyari_lib.models.treasury.ladder import Ladder, Paper, ladder

__all__ = ["Ladder", "Paper", "ladder"]

"""The errors that a user can cause and mend. Each says where, what was found, what was expected and what to do."""

from __future__ import annotations

from collections.abc import Iterable


class HamyariError(Exception):
    """A mistake that its reader can mend: one line a fault, never a traceback.

    Parameters
    ----------
    faults
        One line, or several when an input was read to its end before it was refused.
    """

    def __init__(self, faults: str | Iterable[str]) -> None:
        self.faults: tuple[str, ...] = (faults,) if isinstance(faults, str) else tuple(faults)
        super().__init__("\n".join(self.faults))

    def _render_traceback_(self) -> list[str]:
        """What IPython shows instead of a traceback, so that a notebook's reader sees the fault and nothing else."""
        return [f"{type(self).__name__}: {fault}" for fault in self.faults]


class ParameterError(HamyariError):
    """A parameter, a case file or a notebook's form is wrong."""


class DataError(HamyariError):
    """A table or a data room is missing, damaged or does not fit its schema."""


class PlanError(HamyariError):
    """A plan cannot be read, or names a notebook or a case that does not exist."""


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice most like ``word``, or ``None`` when nothing is near.

    >>> nearest("provnce", ["province", "language"])
    'province'
    """
    import difflib

    found = difflib.get_close_matches(word, list(choices), n=1, cutoff=0.6)
    return found[0] if found else None

"""Stand-in until the real one is here: everything is executed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Verdict:
    state: str = "execute"
    reasons: tuple[str, ...] = ()
    manifest: Any = None


def verdict(project, report) -> Verdict:
    return Verdict()


def ended_in(batch, verdict) -> bool:
    return False

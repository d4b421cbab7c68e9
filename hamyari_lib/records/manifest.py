"""The manifest: what is known of one run, as it is written beside the executed notebook."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from hamyari_lib import text
from hamyari_lib.data import LedgerLine, RoomLine
from hamyari_lib.data.audience import Audience
from hamyari_lib.files import State as FileState
from hamyari_lib.files import state
from hamyari_lib.records.reading import read_as
from hamyari_lib.records.result import Headline

State = Literal["succeeded", "unchanged", "failed", "timed_out", "kernel_died", "out_of_memory", "cancelled", "invalid"]

_CHANGES_SHOWN = 3  # whole, of what -p gave; the rest is counted


@dataclass(frozen=True)
class Failure:
    """Why a run did not succeed: one line for people, the cell (counted from 1) and the section that it stands in."""

    message: str
    cell: int | None = None
    section: str = ""


@dataclass(frozen=True)
class Manifest:
    """All that is known of one run. Times are ISO 8601 in UTC, paths relative to the project."""

    report: str
    """``<notebook>/<case>.<language>``"""
    notebook: str
    case: str
    language: text.Language
    run: str
    title: str
    """What the report is called, in its language; the case's name where the run did not come to say."""
    state: State
    started: str
    duration_seconds: float
    parameters: dict[str, Any]
    changes: tuple[str, ...] = ()
    """What ``-p`` gave beside the case, "label: value" in the report's language; empty in manifests of before it was
    kept."""
    audience: Audience = "public"
    """Who may see the report; all may see those of before it was kept."""
    question: str = ""
    """The notebook's own title in the report's language; the index groups by it."""
    theme: str = ""
    """What the question belongs to, one of :data:`hamyari_lib.records.THEMES` as the notebook declares it; empty in
    manifests of before it was kept. One that is not known is no fault here: a theme that was renamed must not hide its
    old reports."""
    ledger: tuple[LedgerLine, ...] = ()
    rooms: tuple[RoomLine, ...] = ()
    """The rooms that it looked at as a whole; none in manifests of before it was kept."""
    headlines: tuple[Headline, ...] = ()
    failure: Failure | None = None
    code_version: str = ""
    code_dirty: bool | None = None
    notebook_sha256: str = ""
    """Of the notebook's file as its author saved it."""
    text_sha256: str = ""
    """Of the notebook's text cells. This and what follows it say whether a report would come out the same; empty in
    manifests of before it was kept, and where it changed while the run went on."""
    code_sha256: str = ""
    """Of the notebook's code cells, with their tags and the kernel's name."""
    modules: dict[str, str] = field(default_factory=dict)
    """What the notebook could load of the package: the first digits of each file's SHA-256."""
    environment_sha256: str = ""
    """Of Python, the platform and every installed package with its version."""
    executed_sha256: str = ""
    """Of the executed notebook's file beside the manifest."""
    package_sha256: str = ""
    """Of the package's modules as they were imported; empty in manifests of before it was kept."""
    packages: dict[str, str] = field(default_factory=dict)
    seed: int | None = None
    batch: str = ""
    """The batch that the run belongs to, so that one that was interrupted does not repeat what it had finished."""
    earlier: tuple[Failure, ...] = ()
    """How earlier tries in the same batch ended, where a cause that can pass was tried again."""

    def to_json(self) -> str:
        """The manifest as it is written; ``ValueError`` or ``TypeError`` when it holds what JSON cannot say."""
        payload = asdict(self) | {"ledger": [line.to_json() for line in self.ledger]}
        return json.dumps(payload, ensure_ascii=False, indent=1, allow_nan=False) + "\n"

    @classmethod
    def from_json(cls, payload: str) -> Manifest:
        """The manifest that :meth:`to_json` wrote; ``ValueError`` when it has another shape or an unknown unit."""
        read = read_as(cls, json.loads(payload))
        dt.datetime.fromisoformat(read.started)
        return read

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """The manifest of a file; ``OSError`` or ``ValueError`` when it cannot be read."""
        return cls.from_json(path.read_text(encoding="utf-8"))

    @classmethod
    def kept(cls, path: Path) -> Manifest:
        """The same, read again only when the file has changed: a batch looks at it many times."""
        return _kept(path, state(path))

    @property
    def overridden(self) -> str:
        """What ``-p`` gave instead of the case's own values, whole items and the number of the rest; empty for the
        case itself.

        In manifests of before ``changes`` was kept, ``name=value,…`` from the case's name, which holds it after ``~``,
        with a hash behind it.
        """
        if not self.changes:
            return self.case.partition("~")[2].rpartition("-")[0]
        shown, rest = list(self.changes), 0
        if len(shown) > _CHANGES_SHOWN + 1:
            shown, rest = shown[:_CHANGES_SHOWN], len(shown) - _CHANGES_SHOWN
            count = text.number(rest, language=self.language)
            shown.append(text.t(fa=f"و {count} مورد دیگر", en=f"… and {count} more", language=self.language))
        return text.t(fa="؛ ", en="; ", language=self.language).join(shown)

    @property
    def is_illustrative(self) -> bool:
        """Whether the run read a table that is made up."""
        return any(line.kind == "illustrative" for line in self.ledger)


@lru_cache(maxsize=4096)
def _kept(path: Path, _state: FileState) -> Manifest:
    """Of a thousand reports made alike most of a manifest is the same: it is held once."""
    read = Manifest.read(path)
    modules, packages = (_one_dict(tuple(one.items())) for one in (read.modules, read.packages))
    return replace(read, ledger=tuple(map(_one_line, read.ledger)), modules=modules, packages=packages)


@lru_cache(maxsize=256)
def _one_dict(items: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return dict(items)


@lru_cache(maxsize=256)
def _one_line(line: LedgerLine) -> LedgerLine:
    return line

"""What the folder of runs says about a report: its runs, which one to show, and how up to date that is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hamyari_lib.errors import HamyariError
from hamyari_lib.records import Manifest
from hamyari_lib.text import LANGUAGES, Language

_TAKEN = ("assets", "media")  # folders of the site itself
_REPORT = re.compile(r"(?P<notebook>[^/\\]+)/(?P<case>[^/\\]+)\.(?P<language>[a-z]{2})")


@dataclass(frozen=True)
class Name:
    """A report's name in its parts, safe to make paths of."""

    notebook: str
    case: str
    language: Language

    @classmethod
    def parse(cls, report: str) -> Name:
        """The parts of ``<notebook>/<case>.<language>``; ``HamyariError`` when it has another form."""
        found = _REPORT.fullmatch(report)
        parts_are_safe = found is not None and not report.startswith(".") and not found["case"].startswith(".")
        if not parts_are_safe or found["language"] not in LANGUAGES or found["notebook"] in _TAKEN:
            raise HamyariError(
                f"report is {report!r}; expected <notebook>/<case>.<language>, as in 02_sector_structure/mashhad.fa."
            )
        return cls(found["notebook"], found["case"], found["language"])  # type: ignore[arg-type]

    @property
    def file(self) -> str:
        """``<case>.<language>``, the name of its folder of runs and of its page."""
        return f"{self.case}.{self.language}"

    def __str__(self) -> str:
        return f"{self.notebook}/{self.file}"


@dataclass(frozen=True)
class Run:
    """One finished run: its manifest, and its notebook where there is one."""

    manifest: Manifest
    notebook: Path | None


@dataclass(frozen=True)
class Standing:
    """How a report stands: its latest run and the latest good one.

    ``unreadable`` lists manifests that could not be read; their runs count for nothing.
    """

    latest: Run | None
    good: Run | None
    unreadable: tuple[Path, ...] = ()

    @property
    def shown(self) -> Run | None:
        """The run that the report's page shows, or ``None`` when there is nothing to show."""
        if self.good is not None:
            return self.good
        return self.latest if self.latest is not None and self.latest.notebook is not None else None

    @property
    def is_stale(self) -> bool:
        return self.good is not None and self.good is not self.latest


def standing(reports: Path, name: Name) -> Standing:
    """How one report stands, from its folder alone; runs that have not ended (no manifest yet) are not seen."""
    folder = reports / "runs" / name.notebook / name.file
    runs = sorted((entry for entry in folder.iterdir() if entry.is_dir()), reverse=True) if folder.is_dir() else []
    latest, unreadable = None, []
    for run in runs:
        manifest_path, notebook = run / "manifest.json", run / "notebook.ipynb"
        try:
            manifest = Manifest.kept(manifest_path)
        except FileNotFoundError:
            continue
        except (ValueError, KeyError, TypeError, AttributeError, OSError):
            unreadable.append(manifest_path)
            continue
        found = Run(manifest, notebook if notebook.is_file() else None)
        latest = latest or found
        if manifest.state == "succeeded" and found.notebook is not None:
            return Standing(latest, found, tuple(unreadable))
    return Standing(latest, None, tuple(unreadable))


def page_path(reports: Path, name: Name, *, failed: bool = False) -> Path:
    """Where a report's page stands, or the page of its failed latest attempt."""
    return reports / "site" / name.notebook / f"{name.file}{'.failed' if failed else ''}.html"


def names(reports: Path, *, notebook: str | None = None) -> Iterator[Name]:
    """Every report that has a folder of runs, in the order of its name; of one notebook if it is named."""
    runs = reports / "runs"
    folders = [runs / notebook] if notebook is not None else sorted(runs.iterdir()) if runs.is_dir() else []
    for folder in folders:
        if not folder.is_dir():
            continue
        for entry in sorted(folder.iterdir()):
            try:
                yield Name.parse(f"{folder.name}/{entry.name}")
            except HamyariError:
                continue

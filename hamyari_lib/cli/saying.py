"""What the commands have in common: the project they work on, and how they say things."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from hamyari_lib.errors import HamyariError

if TYPE_CHECKING:
    from hamyari_lib.data.audience import Audience
    from hamyari_lib.records import Manifest
    from hamyari_lib.run.project import Project

EXIT_FAILED, EXIT_REFUSED = 1, 2


def project_of(options: argparse.Namespace) -> Project:
    """The project of ``--project``, or the one that this folder lies in."""
    from hamyari_lib.run.project import Project

    return Project.find(options.project or Path.cwd())


def name_of(written: str) -> str:
    """The name of a notebook or plan, from its name or its file's."""
    return Path(written.replace("\\", "/")).name.removesuffix(".ipynb").removesuffix(".yaml")


def index_of(project: Project, audience: Audience = "public") -> str:
    """Where the index of the reports for an audience stands."""
    return project.relative(project.home(audience) / "site" / "index.html")


def said(error: Exception) -> str:
    """What an error says; that of a program's fault with its kind."""
    return str(error) if isinstance(error, HamyariError) else f"{type(error).__name__}: {error}"


def failure_lines(manifest: Manifest) -> list[str]:
    """One line for each thing that went wrong: which report, how it ended, where and why."""
    if manifest.failure is None:
        return []
    failure = manifest.failure
    place = f", cell {failure.cell}" if failure.cell else ""
    section = f" ({failure.section})" if failure.section else ""
    tries = f" (tried {len(manifest.earlier) + 1} times)" if manifest.earlier else ""
    return [
        f"{manifest.report}: {manifest.state}{place}{section}: {line}{tries}" for line in failure.message.splitlines()
    ]


@contextlib.contextmanager
def console(what: str, total: int) -> Iterator[tuple[Callable[[str], None], Callable[[], None]]]:
    """A progress bar where there is a terminal; gives what says a line, and what moves the bar on."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    terminal = Console(stderr=True, highlight=False, soft_wrap=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=terminal, disable=not terminal.is_terminal) as progress:
        task = progress.add_task(what, total=total)
        yield (lambda line: terminal.print(line, markup=False)), (lambda: progress.advance(task))

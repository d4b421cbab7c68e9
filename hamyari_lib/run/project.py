"""Where a project's notebooks, cases, plans and reports lie, and which code they are run with."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from pathlib import Path

import hamyari_lib
from hamyari_lib import __version__
from hamyari_lib.data.audience import Audience
from hamyari_lib.errors import PlanError, nearest
from hamyari_lib.records import home_of


@dataclass(frozen=True)
class Project:
    """A folder with ``notebooks/`` and ``params/``; reports are made in its ``reports/``."""

    root: Path

    @classmethod
    def find(cls, start: Path) -> Project:
        """The project that ``start`` lies in."""
        for folder in (start.resolve(), *start.resolve().parents):
            if (folder / "notebooks").is_dir() and (folder / "params").is_dir():
                return cls(folder)
        raise PlanError("no folder here or above holds notebooks/ and params/; run hamyari inside the project.")

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    def home(self, audience: Audience) -> Path:
        """Where the reports for an audience are made."""
        return home_of(self.reports, audience)

    def notebook(self, name: str) -> Path:
        return self.root / "notebooks" / f"{name}.ipynb"

    def plan(self, name: str) -> Path:
        return self.root / "params" / "plans" / f"{name}.yaml"

    def case(self, notebook: str, name: str) -> Path:
        return self.root / "params" / notebook / f"{name}.yaml"

    def notebooks(self) -> list[str]:
        return sorted(path.stem for path in (self.root / "notebooks").glob("*.ipynb"))

    def plans(self) -> list[str]:
        return sorted(path.stem for path in (self.root / "params" / "plans").glob("*.yaml"))

    def cases(self, notebook: str) -> list[str]:
        return sorted(path.stem for path in (self.root / "params" / notebook).glob("*.yaml"))

    def relative(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()


def unknown_name(name: str, kind: str, known: list[str]) -> str:
    """One line that says that there is no such plan, notebook or case, and what is nearest."""
    near = nearest(name, known)
    remedy = f"the nearest is {near}" if near else f"there are: {', '.join(known)}" if known else "there is none yet"
    return f"there is no {kind} {name}; {remedy}."


@lru_cache(maxsize=4)
def code_version(root: Path) -> tuple[str, bool | None]:
    """The commit of the project and whether files differ from it; the package's version outside a checkout.

    A project within somebody else's checkout is outside: that one's commits say nothing of its code.
    """

    def git(*words: str) -> str:
        command = ["git", "--no-optional-locks", "-C", str(root), *words]
        done = subprocess.run(
            command, capture_output=True, check=True, timeout=20, encoding="utf-8", errors="surrogateescape"
        )
        return done.stdout.strip()

    try:
        if not os.path.samefile(git("rev-parse", "--show-toplevel"), root):
            return __version__, None
        return git("rev-parse", "HEAD"), bool(git("status", "--porcelain"))
    except (OSError, subprocess.SubprocessError):
        return __version__, None


@lru_cache(maxsize=1)
def package_sha256() -> str:
    """A hash over every module of the package that is running: its path within the package, and its bytes."""
    package = Path(hamyari_lib.__file__).parent
    digest = hashlib.sha256()
    for name, path in sorted((path.relative_to(package).as_posix(), path) for path in package.rglob("*.py")):
        content = path.read_bytes()
        digest.update(f"{name}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


@lru_cache(maxsize=1)
def package_versions() -> dict[str, str]:
    """The versions of Python and of every package that the workbench names as its own dependency."""
    import re

    versions = {"python": platform.python_version(), "hamyari-workbench": __version__}
    for requirement in metadata.requires("hamyari-workbench") or ():
        if "extra ==" not in requirement:
            name = re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]
            versions[name] = metadata.version(name)
    return versions

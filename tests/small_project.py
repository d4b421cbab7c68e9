"""Small projects for tests: notebooks of a few cells that need no pandas, so that a kernel is all they cost."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from hamyari_lib.records import Manifest

FORM = """amount: Observations = 10  # مقدار | amount
language: Language = "fa"  # زبان | language
audience: Audience = "public"  # مخاطب | audience
"""
IMPORTS = """import os, sys, time, signal
from hamyari_lib import params, report
from hamyari_lib.params import Audience, Language, Observations
"""
CHECK = "p = params.checked(globals())"
COMPUTED = """report.title("عنوان")
report.headline("amount", p.amount, unit="count", label="computed before the fault")"""
LAST = 'report.note("the last cell has run")'


def markdown(source: str, *tags: str) -> dict:
    return {"cell_type": "markdown", "metadata": {"tags": list(tags)}, "source": source}


def code(source: str, *tags: str, outputs: list | None = None) -> dict:
    return {
        "cell_type": "code",
        "metadata": {"tags": list(tags)},
        "execution_count": None,
        "outputs": outputs or [],
        "source": source,
    }


def notebook(*cells: dict, kernel: str = "python3") -> dict:
    """A notebook of format 4.5 whose cells are named by their place."""
    return {
        "cells": [cell | {"id": f"cell-{place}"} for place, cell in enumerate(cells)],
        "metadata": {
            "hamyari": {"theme": "opportunities"},
            "kernelspec": {"display_name": kernel, "language": "python", "name": kernel},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def report_of(*body: dict, form: str = FORM, kernel: str = "python3") -> dict:
    """A whole small notebook: title, form, check, a computed figure, ``body`` under a heading, and a last cell."""
    return notebook(
        markdown("# پرسش کوچک", "fa"),
        markdown("# A small question", "en"),
        code(IMPORTS),
        code(form, "parameters"),
        code(CHECK),
        code(COMPUTED),
        markdown("## بخش خطا", "fa"),
        markdown("## The section of the fault", "en"),
        *body,
        code(LAST),
        kernel=kernel,
    )


BODY = 9
"""The place of the first cell of a ``report_of`` body, counted from 1."""


@dataclass(frozen=True)
class SmallProject:
    """A project in a temporary folder."""

    root: Path

    @classmethod
    def at(cls, root: Path) -> SmallProject:
        for folder in ("notebooks", "params/plans"):
            (root / folder).mkdir(parents=True)
        return cls(root)

    def add(self, name: str, content: dict) -> None:
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        (self.root / "notebooks" / f"{name}.ipynb").write_text(text, encoding="utf-8")

    def add_case(self, notebook: str, case: str, content: str) -> None:
        path = self.root / "params" / notebook / f"{case}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")

    def add_plan(self, name: str, content: str | list[str]) -> None:
        """A plan as written, or one that runs the named notebooks on their defaults."""
        if isinstance(content, list):
            content = "reports:\n" + "".join(f"  - {{notebook: {one}, cases: [defaults]}}\n" for one in content)
        (self.root / "params" / "plans" / f"{name}.yaml").write_text(content, encoding="utf-8")

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    def runs(self, report: str) -> list[Path]:
        """The folders of a report's runs, oldest first."""
        folder = self.reports / "runs" / report
        return sorted(folder.iterdir()) if folder.is_dir() else []

    def manifest(self, report: str) -> Manifest:
        """The manifest of the latest run."""
        return Manifest.read(self.runs(report)[-1] / "manifest.json")

    def executed(self, report: str) -> dict:
        """The executed notebook of the latest run."""
        return json.loads((self.runs(report)[-1] / "notebook.ipynb").read_text(encoding="utf-8"))

    def page(self, report: str) -> Path:
        return self.reports / "site" / f"{report}.html"


def statuses(executed: dict) -> list[str]:
    """Papermill's status of each cell that the author wrote."""
    return [
        cell["metadata"]["papermill"]["status"]
        for cell in executed["cells"]
        if "injected-parameters" not in cell["metadata"].get("tags", ())
    ]


def errors(executed: dict) -> list[tuple[str, str]]:
    """Name and value of every error output."""
    return [
        (output["ename"], output["evalue"])
        for cell in executed["cells"]
        for output in cell.get("outputs", ())
        if output["output_type"] == "error"
    ]

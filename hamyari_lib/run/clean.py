"""Notebooks without the traces of other runs and of the machine that they ran on."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hamyari_lib.run.project import Project

if TYPE_CHECKING:
    from nbformat import NotebookNode

INJECTED_TAG = "injected-parameters"
INJECTED_CELL_ID = "injected-parameters"


def fresh(content: bytes) -> NotebookNode:
    """A notebook without what an earlier run of Papermill left in it: an injected cell would give its values again."""
    import nbformat

    notebook = nbformat.reads(content.decode("utf-8"), as_version=4)
    notebook.cells = [cell for cell in notebook.cells if INJECTED_TAG not in cell.metadata.get("tags", [])]
    notebook.metadata.pop("papermill", None)
    return notebook


def written(notebook: NotebookNode) -> bytes:
    """The notebook as it is kept, on one line: indented, as nbformat writes it, takes Python many times as long."""
    from nbformat.v4.rwbase import strip_transient

    content = json.dumps(strip_transient(notebook), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # Half a character, which UTF-8 has no bytes for, stays as JSON's own escape.
    return (content + "\n").encode("utf-8", "backslashreplace")


def scrub(notebook: NotebookNode, project: Project, *, source: str, values: Mapping[str, Any]) -> None:
    """Take out what would tell the machine's paths or differ between two equal runs."""
    from papermill.execute import remove_error_markers

    remove_error_markers(notebook)
    notebook.metadata.papermill.update(input_path=source, output_path=None, parameters=dict(values))
    notebook.metadata.papermill.pop("environment_variables", None)
    for cell in notebook.cells:
        if INJECTED_TAG in cell.metadata.get("tags", []):
            cell.id = INJECTED_CELL_ID
        for output in cell.get("outputs", ()):
            if output.output_type == "stream":
                output.text = without_paths(output.text, project.root)
            elif output.output_type == "error":
                output.evalue = without_paths(output.evalue, project.root)
                output.traceback = [without_paths(line, project.root) for line in output.traceback]
            for mime, value in output.get("data", {}).items():
                if not mime.startswith("image/") or mime == "image/svg+xml":  # the rest is base64
                    output.data[mime] = _told(value, project.root)


def _told(value: Any, root: Path) -> Any:
    """A text, or every text within lists and mappings, without the machine's paths."""
    if isinstance(value, str):
        return without_paths(value, root)
    if isinstance(value, list):
        return [_told(one, root) for one in value]
    if isinstance(value, dict):
        for key, one in value.items():
            value[key] = _told(one, root)
    return value


def without_paths(words: str, root: Path) -> str:
    """``words`` with paths below ``root`` relative to it, and without the home folder and the names of kernels' files.

    >>> without_paths("File /srv/city/notebooks/x.ipynb, line 3", Path("/srv/city"))
    'File notebooks/x.ipynb, line 3'
    """
    if "/" not in words and "\\" not in words:
        return words
    for folder, below, beyond, short in _folders(root, Path("~").expanduser()):
        if folder in words:
            words = beyond.sub(short, below.sub("" if short == "." else f"{short}/", words))
    return _cell_file(tempfile.gettempdir()).sub("<cell>", words) if "ipykernel_" in words else words


@lru_cache
def _folders(root: Path, home: Path) -> list[tuple[str, re.Pattern[str], re.Pattern[str], str]]:
    """What stands for a folder of the machine: its path, a path below it, itself, and what is written in its place."""
    found = []
    for folder, short in ((root, "."), (home, "~")):
        if folder != Path(folder.anchor):  # a home folder may be the root of the file system
            alone = rf"(?<![\w.~/\\-]){re.escape(str(folder))}"
            found.append((str(folder), re.compile(rf"{alone}[/\\]"), re.compile(rf"{alone}(?![\w.-])"), short))
    return found


@lru_cache
def _cell_file(folder: str) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(folder)}[/\\]ipykernel_\d+[/\\]\d+\.py")

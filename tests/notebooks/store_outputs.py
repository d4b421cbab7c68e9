"""Stores in each notebook the outputs of its cells tagged ``keep_output``, which nbval compares; run after an edit.

.venv/bin/python tests/notebooks/store_outputs.py notebooks/*.ipynb
"""

import json
import sys
from pathlib import Path

import nbclient
import nbformat


def store(path: Path) -> None:
    """Run the notebook on its defaults and keep the tagged cells' outputs and execution counts, nothing else."""
    ran = nbformat.read(path, 4)
    nbclient.NotebookClient(ran, resources={"metadata": {"path": str(path.parent)}}).execute()
    source = json.loads(path.read_text(encoding="utf-8"))
    split = nbformat.v4.rwbase.split_lines(ran)
    for cell, done in zip(source["cells"], split.cells, strict=True):
        if cell["cell_type"] == "code":
            keeps = "keep_output" in cell["metadata"].get("tags", [])
            cell["execution_count"] = done.execution_count if keeps else None
            cell["outputs"] = done.outputs if keeps else []
    path.write_text(json.dumps(source, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        store(Path(argument))

"""Whether two executed notebooks of a report say the same: records, tables read, figures, printed words."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import ROOT, Wanted, read


def print_equality(wanted: Sequence[Wanted], ours: Sequence[Path], theirs: Sequence[Path]) -> None:
    """How many of the reports are equal, and what differs in each that is not."""
    equal = 0
    for one, mine, other in zip(wanted, ours, theirs, strict=True):
        first, second = said(read(mine)), said(read(other))
        different = [name for name in first if first[name] != second[name]]
        equal += not different
        for name in different:
            print(f"  {one.name}: {name} differ: {_first_difference(first[name], second[name])}")
    print(f"  {equal} of {len(wanted)} reports have equal records, ledgers, figures and streams")


def said(notebook: dict[str, Any]) -> dict[str, list]:
    """What a notebook's outputs say, by kind. A stream's pieces are joined: they arrive in pieces as it happens."""
    sys.path[:0] = [str(ROOT)] if str(ROOT) not in sys.path else []  # also where the package is not installed
    from hamyari_lib import records

    streams: dict[tuple[int, str], str] = {}
    figures, errors = [], []
    for place, cell in enumerate(notebook["cells"]):
        for output in cell.get("outputs", ()):
            if output["output_type"] == "stream":
                key = place, output["name"]
                streams[key] = streams.get(key, "") + "".join(output["text"])
            elif output["output_type"] == "error":
                errors.append((place, output["ename"], output["evalue"]))
            data = output.get("data", {})
            figures += [(place, mime, "".join(data[mime])) for mime in data if mime.startswith("image/")]
    return {
        "records": records.results(notebook),
        "ledgers": records.ledger(notebook),
        "figures": figures,
        "streams": list(streams.items()),
        "errors": errors,
    }


def _first_difference(first: list, second: list) -> str:
    if len(first) != len(second):
        return f"{len(first)} and {len(second)}"
    one, other = next((repr(a), repr(b)) for a, b in zip(first, second, strict=True) if a != b)
    at = next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    start = max(0, at - 40)
    return f"…{one[start : at + 40]}… and …{other[start : at + 40]}…"

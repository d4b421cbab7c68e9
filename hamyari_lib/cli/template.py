"""``hamyari data template``: the workbook in which people fill in an organisation's tables."""

from __future__ import annotations

import argparse
from pathlib import Path


def template(options: argparse.Namespace) -> int:
    """Write the template and say where it is; what cannot be made is an error."""
    from hamyari_lib.data.template import FILLED_IN, write_template

    chosen = FILLED_IN if options.tables is None else _named(options.tables)
    path = Path(options.output)
    write_template(path, chosen, room=options.room)
    print(f"{path}: {len(chosen)} tables to fill in; the first sheet says how.")
    return 0


def _named(written: str) -> tuple[str, ...]:
    """The tables of ``--tables``, each once, in its order."""
    return tuple(dict.fromkeys(one.strip() for one in written.replace("،", ",").split(",") if one.strip()))

"""The commands ``hamyari data …``: each in a module of its own, which is imported when it is called."""

from __future__ import annotations

import argparse
from typing import Any

from hamyari_lib.cli.importing import add_import
from hamyari_lib.cli.keeping import add_keeping


def add_data(commands: Any) -> None:
    """Add ``data`` and its own commands to the command line."""
    parser = commands.add_parser("data", help="bring an organisation's own tables into a data room, and keep them")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION", help="what to do")
    add_import(actions)
    _check(actions)
    add_keeping(actions)
    _template(actions)
    _refresh(actions)


def data(options: argparse.Namespace) -> int:
    """Run one of the commands ``hamyari data …``; returns its exit status."""
    from importlib import import_module

    module, name = ACTIONS[options.action]
    return getattr(import_module(module), name)(options)


ACTIONS = {
    "import": ("hamyari_lib.cli.importing", "import_"),
    "adopt": ("hamyari_lib.cli.keeping", "adopt"),
    "backup": ("hamyari_lib.cli.keeping", "backup"),
    "restore": ("hamyari_lib.cli.keeping", "restore"),
    "migrate": ("hamyari_lib.cli.keeping", "migrate"),
    "check": ("hamyari_lib.cli.room", "check"),
    "template": ("hamyari_lib.cli.template", "template"),
    "refresh": ("hamyari_lib.cli.refresh", "refresh"),
}


def _check(actions: Any) -> None:
    parser = actions.add_parser("check", help="read every table of a room and say what does not fit")
    parser.add_argument("room", metavar="ROOM", help="the room's name")


def _template(actions: Any) -> None:
    parser = actions.add_parser("template", help="make the Excel workbook in which people fill in the tables")
    parser.add_argument(
        "--room", default="sample", metavar="NAME", help="whose municipalities, projects … it offers (default: sample)"
    )
    parser.add_argument(
        "--tables", default=None, metavar="T1,T2,…", help="its tables (default: all that people fill in)"
    )
    parser.add_argument(
        "-o", "--output", default="hamyari-template.xlsx", metavar="FILE.xlsx",
        help="the new workbook (default: hamyari-template.xlsx); a file that is there already is left alone",
    )  # fmt: skip


def _refresh(actions: Any) -> None:
    parser = actions.add_parser("refresh", help="bring tables up to date from public services, over the internet")
    parser.add_argument(
        "what", choices=("macro", "market"),
        help="macro: inflation, GDP, population (World Bank); market: quotes, rates, dollar, index (fima)",
    )  # fmt: skip
    parser.add_argument("--room", required=True, metavar="NAME", help="the room whose tables are brought up to date")


def check(options: argparse.Namespace) -> int:
    """Say how many rows each table of a room has; what does not fit is an error."""
    from hamyari_lib import data as rooms

    rows = rooms.check_room(options.room)
    for table, count in rows.items():
        print(f"{table}\t{count} rows")
    print(f"{options.room}: {len(rows)} table{'' if len(rows) == 1 else 's'}, all in order.")
    return 0

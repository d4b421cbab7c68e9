"""The command ``hamyari``. Imports are late, so that ``hamyari --help`` answers at once."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from hamyari_lib.cli.making import run
from hamyari_lib.cli.room import add_data, data
from hamyari_lib.cli.saying import EXIT_FAILED, EXIT_REFUSED, index_of, name_of, project_of, said
from hamyari_lib.errors import HamyariError


def build_parser() -> argparse.ArgumentParser:
    """The command line's options; the README documents each."""
    parser = argparse.ArgumentParser(
        prog="hamyari",
        description="Make, check and publish the reports of the Hamyari workbench.",
        epilog="Exit status: 0 all is well; 1 a report failed or a case is invalid; 2 nothing could be run.",
    )
    parser.add_argument(
        "--project", type=Path, default=None, metavar="FOLDER", help="the project (default: this folder)"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    make = commands.add_parser("run", help="make the reports of a plan or of one notebook, and publish them")
    make.add_argument("what", metavar="PLAN|NOTEBOOK", help="a plan of params/plans or a notebook of notebooks")
    make.add_argument("--case", action="append", default=[], metavar="NAME", help="a case of the notebook; repeatable")
    make.add_argument(
        "-p", "--param", action="append", default=[], metavar="NAME=VALUE", help="a parameter's value; repeatable"
    )
    make.add_argument("--language", choices=("fa", "en"), default=None, help="language of the report")
    make.add_argument(
        "--workers",
        type=int,
        default=None,
        metavar="N",
        help="reports at a time (default: one a core, fewer where memory is short)",
    )
    make.add_argument("--force", action="store_true", help="run unchanged reports too")
    make.add_argument("--explain", action="store_true", help="say for each report why it is run, rendered or skipped")
    make.add_argument("--dry-run", action="store_true", help="say what would be done, and why, and do nothing")
    make.add_argument(
        "--time-limit", type=float, default=900, metavar="SECONDS", help="limit of a report (default: 900)"
    )
    make.add_argument("--cell-time-limit", type=float, default=None, metavar="SECONDS", help="limit of a cell")
    make.add_argument(
        "--memory-limit",
        type=int,
        default=None,
        metavar="MIB",
        help="limit of a report (default: its share of the memory that is free)",
    )
    make.add_argument(
        "--retries",
        type=int,
        default=1,
        metavar="N",
        help="how often to try again, alone, what its kernel's death or want of memory ended (default: 1)",
    )
    make.add_argument(
        "--cluster", default=None, metavar="ADDRESS", help="make the reports on the workers of this Dask scheduler"
    )

    check = commands.add_parser("check", help="check notebooks, cases and plans without running them")
    check.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help="notebooks to check (default: all)")

    commands.add_parser("site", help="make the published pages again from the runs that are kept")
    add_data(commands)
    commands.add_parser("codebook", help="list every table and column of the data room, with unit and meaning")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns its exit status. A user's mistake is told in lines, never as a traceback."""
    for stream in (sys.stdout, sys.stderr):  # a console that has no Persian letters must not end a run
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")
    options = build_parser().parse_args(arguments)
    try:
        status = {"run": run, "check": _check, "site": _site, "data": data, "codebook": _codebook}[options.command](
            options
        )
        sys.stdout.flush()
        return status
    except HamyariError as error:
        for fault in error.faults:
            print(fault, file=sys.stderr)
        return EXIT_REFUSED
    except KeyboardInterrupt:
        print("stopped.", file=sys.stderr)
        return EXIT_FAILED
    except BrokenPipeError:  # `hamyari codebook | head`: the reader has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _check(options: argparse.Namespace) -> int:
    from hamyari_lib.run.check import check_project

    project = project_of(options)
    faults, warnings = check_project(project, [name_of(written) for written in options.notebooks])
    for line in warnings:
        print(f"warning: {line}", file=sys.stderr)
    for line in faults:
        print(line, file=sys.stderr)
    if not faults:
        print("notebooks, cases and plans are in order.")
    return EXIT_FAILED if faults else 0


def _site(options: argparse.Namespace) -> int:
    from hamyari_lib import params, site
    from hamyari_lib.data.audience import AUDIENCES
    from hamyari_lib.run.execute import import_papermill
    from hamyari_lib.run.secrets import of_parameters

    import_papermill()
    project = project_of(options)
    faults: list[str] = []

    def on_fault(report: str, error: Exception) -> None:
        is_leak = isinstance(error, site.LeakError)
        faults.append(f"{report}: {'not published' if is_leak else 'its page could not be made'}: {said(error)}")

    guard = site.Guard(of_parameters(project))
    homes = [audience for audience in AUDIENCES if audience == "public" or project.home(audience).is_dir()]
    count = sum(
        site.publish_all(project.home(one), parameters_of=params.describe_run, on_fault=on_fault, guard=guard)
        for one in homes
    )
    for line in faults:
        print(line, file=sys.stderr)
    print(f"{count} reports published; open {' and '.join(index_of(project, one) for one in homes)}")
    return EXIT_FAILED if faults else 0


def _codebook(options: argparse.Namespace) -> int:
    from hamyari_lib.data import codebook

    for row in codebook():
        print(f"{row.table}.{row.column}\t{row.dtype}\t{row.unit.en}\t{row.meaning.en}\t{row.meaning.fa}")
    return 0

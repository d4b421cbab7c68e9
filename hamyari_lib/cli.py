"""The command ``hamyari``. Imports are late, so that ``hamyari --help`` answers at once."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hamyari_lib.errors import HamyariError, PlanError

if TYPE_CHECKING:
    from hamyari_lib.records import Manifest
    from hamyari_lib.run.plan import Report
    from hamyari_lib.run.project import Project

EXIT_FAILED, EXIT_REFUSED = 1, 2


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

    run = commands.add_parser("run", help="make the reports of a plan or of one notebook, and publish them")
    run.add_argument("what", metavar="PLAN|NOTEBOOK", help="a plan of params/plans or a notebook of notebooks")
    run.add_argument("--case", action="append", default=[], metavar="NAME", help="a case of the notebook; repeatable")
    run.add_argument(
        "-p", "--param", action="append", default=[], metavar="NAME=VALUE", help="a parameter's value; repeatable"
    )
    run.add_argument("--language", choices=("fa", "en"), default=None, help="language of the report")
    run.add_argument("--workers", type=int, default=None, metavar="N", help="reports at a time (default: one a core)")
    run.add_argument(
        "--time-limit", type=float, default=900, metavar="SECONDS", help="limit of a report (default: 900)"
    )

    check = commands.add_parser("check", help="check notebooks, cases and plans without running them")
    check.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help="notebooks to check (default: all)")

    commands.add_parser("site", help="make the published pages again from the runs that are kept")
    commands.add_parser("codebook", help="list every table and column of the data room, with unit and meaning")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns its exit status. A user's mistake is told in lines, never as a traceback."""
    for stream in (sys.stdout, sys.stderr):  # a console that has no Persian letters must not end a run
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")
    options = build_parser().parse_args(arguments)
    try:
        status = {"run": _run, "check": _check, "site": _site, "codebook": _codebook}[options.command](options)
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


def _project(options: argparse.Namespace) -> Project:
    from hamyari_lib.run.project import Project

    return Project.find(options.project or Path.cwd())


def _reports(project: Project, options: argparse.Namespace) -> list[Report]:
    from hamyari_lib.run import plan
    from hamyari_lib.run.project import unknown_name

    name = _name(options.what)
    if name in project.plans() and name not in project.notebooks():
        if options.case or options.param or options.language:
            raise PlanError(f"{name} is a plan; --case, -p and --language go with a notebook.")
        return plan.read_plan(project, name)
    if name not in project.notebooks():
        raise PlanError(unknown_name(name, "plan or notebook", project.plans() + project.notebooks()))
    overrides = plan.parse_overrides(options.param)
    cases = list(dict.fromkeys(options.case)) or [plan.DEFAULTS]
    unknown = [case for case in cases if case not in [*project.cases(name), plan.DEFAULTS]]
    if unknown:
        raise PlanError([unknown_name(case, f"case of {name}", project.cases(name)) for case in unknown])
    reports = [plan.make_report(project, name, case, language=options.language, overrides=overrides) for case in cases]
    faults = [fault for report in reports for fault in report.faults]
    if overrides and faults:  # a slip of the keyboard is told, not kept as a report
        raise PlanError(dict.fromkeys(faults))
    return reports


def _name(written: str) -> str:
    """The name of a notebook or plan, from its name or its file's."""
    return Path(written.replace("\\", "/")).name.removesuffix(".ipynb").removesuffix(".yaml")


def _run(options: argparse.Namespace) -> int:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from hamyari_lib.run.execute import import_papermill

    if options.workers is not None and options.workers < 1:
        raise PlanError(f"--workers is {options.workers}; expected 1 or more.")
    if not 0 < options.time_limit < float("inf"):
        raise PlanError(f"--time-limit is {options.time_limit:g}; expected seconds, more than 0.")
    project = _project(options)
    reports = _reports(project, options)
    import_papermill()
    from hamyari_lib import params, site
    from hamyari_lib.run.batch import run_reports

    console = Console(stderr=True, highlight=False, soft_wrap=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    done: list[Manifest] = []
    published: list[str] = []
    is_well = True
    is_stopped = False
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task(options.what, total=len(reports))

        def tell(line: str) -> None:
            nonlocal is_well
            is_well = False
            console.print(line, markup=False)

        def on_end(manifest: Manifest) -> None:
            done.append(manifest)
            for line in _failure_lines(manifest):
                tell(line)
            try:
                site.publish(project.reports, manifest.report, parameters_of=params.describe_run)
                published.append(manifest.report)
            except Exception as error:  # one page must not take the others with it
                tell(f"{manifest.report}: its page could not be made: {_said(error)}")
            progress.advance(task)

        workers = options.workers or _cores()
        try:
            run_reports(project, reports, workers=workers, on_end=on_end, time_limit_seconds=options.time_limit)
        except KeyboardInterrupt:
            is_stopped = True
        except HamyariError as error:
            if not done:
                raise
            tell(str(error))
    if done:
        try:
            site.relink(project.reports, published, parameters_of=params.describe_run)
        except Exception as error:
            tell(f"the links between the reports are not complete: {_said(error)}")
        try:
            site.build_index(project.reports)
        except Exception as error:
            tell(f"the index could not be made: {_said(error)}")
        good = sum(manifest.state == "succeeded" for manifest in done)
        console.print(f"{good} of {len(reports)} reports succeeded; open {_index(project)}", markup=False)
    if is_stopped:
        raise KeyboardInterrupt
    return 0 if is_well else EXIT_FAILED


def _said(error: Exception) -> str:
    return str(error) if isinstance(error, HamyariError) else f"{type(error).__name__}: {error}"


def _cores() -> int:
    """The cores that this process may use, which a container or a batch system may have limited."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _failure_lines(manifest: Manifest) -> list[str]:
    """One line for each thing that went wrong: which report, how it ended, where and why."""
    if manifest.failure is None:
        return []
    failure = manifest.failure
    place = f", cell {failure.cell}" if failure.cell else ""
    section = f" ({failure.section})" if failure.section else ""
    return [f"{manifest.report}: {manifest.state}{place}{section}: {line}" for line in failure.message.splitlines()]


def _index(project: Project) -> str:
    return project.relative(project.reports / "site" / "index.html")


def _check(options: argparse.Namespace) -> int:
    from hamyari_lib.run.check import check_project

    project = _project(options)
    faults, warnings = check_project(project, [_name(written) for written in options.notebooks])
    for line in warnings:
        print(f"warning: {line}", file=sys.stderr)
    for line in faults:
        print(line, file=sys.stderr)
    if not faults:
        print("notebooks, cases and plans are in order.")
    return EXIT_FAILED if faults else 0


def _site(options: argparse.Namespace) -> int:
    from hamyari_lib import params, site
    from hamyari_lib.run.execute import import_papermill

    import_papermill()
    project = _project(options)
    faults: list[str] = []

    def on_fault(report: str, error: Exception) -> None:
        faults.append(f"{report}: its page could not be made: {_said(error)}")

    count = site.publish_all(project.reports, parameters_of=params.describe_run, on_fault=on_fault)
    for line in faults:
        print(line, file=sys.stderr)
    print(f"{count} reports published; open {_index(project)}")
    return EXIT_FAILED if faults else 0


def _codebook(options: argparse.Namespace) -> int:
    from hamyari_lib import data

    for row in data.codebook():
        print(f"{row.table}.{row.column}\t{row.dtype}\t{row.unit.en}\t{row.meaning.en}\t{row.meaning.fa}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

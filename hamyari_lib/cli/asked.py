"""What ``hamyari run`` was asked for: which reports, within which limits, by which workers."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from hamyari_lib.cli.saying import name_of
from hamyari_lib.errors import PlanError

if TYPE_CHECKING:
    from hamyari_lib.run.batch import Limits
    from hamyari_lib.run.forking import Template
    from hamyari_lib.run.plan import Report
    from hamyari_lib.run.project import Project
    from hamyari_lib.run.work import Workers


def reports_of(project: Project, options: argparse.Namespace) -> list[Report]:
    """The reports of the plan or notebook that was named; ``PlanError`` with all that is wrong with them."""
    from hamyari_lib.run import plan
    from hamyari_lib.run.project import unknown_name

    name = name_of(options.what)
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


def limits_of(options: argparse.Namespace) -> Limits:
    """What a report may take; ``PlanError`` where an option is out of range."""
    from hamyari_lib.run.batch import Limits

    if options.workers is not None and options.workers < 1:
        raise PlanError(f"--workers is {options.workers}; expected 1 or more.")
    for name in ("time_limit", "cell_time_limit", "memory_limit"):
        given = getattr(options, name)
        if given is not None and not 0 < given < float("inf"):
            unit = "MiB" if name == "memory_limit" else "seconds"
            raise PlanError(f"--{name.replace('_', '-')} is {given:g}; expected {unit}, more than 0.")
    if options.retries < 0:
        raise PlanError(f"--retries is {options.retries}; expected 0 or more.")
    return Limits(options.time_limit, options.cell_time_limit, options.memory_limit, options.retries)


def what_of(project: Project, options: argparse.Namespace) -> str:
    """What was asked for, by which a runner that was killed is known again; others read it while they wait, so it
    repeats no confidential value."""
    from hamyari_lib import params

    hidden = params.confidential_names(project.notebook(name_of(options.what))) if options.param else ()
    names = {pair: pair.partition("=")[0].strip() for pair in options.param}
    told = [f"{names[pair]}=…" if names[pair] in hidden else pair for pair in options.param]
    given = [*(f"--case {case}" for case in options.case), *(f"-p {pair}" for pair in told)]
    given += [f"--language {options.language}"] if options.language else []
    return " ".join([name_of(options.what), *given, *(["--force"] if options.force else [])])


def template_of(options: argparse.Namespace) -> Template:
    """What the kernels of this machine are forked from, started before all else where every report is made again."""
    from hamyari_lib.run.forking import Template

    template = Template(None)
    if options.force and options.cluster is None:
        template.start()
    return template


def begin_early(template: Template, project: Project, options: argparse.Namespace) -> None:
    """Start the template where no report has been made yet: it then begins while the plan is read."""
    if options.cluster is None and not (project.reports / "runs").exists():
        template.start()


def workers_of(
    project: Project, reports: list[Report], options: argparse.Namespace, template: Template
) -> Callable[[], Workers]:
    """What starts the workers; called only where there is something to run."""

    def name_modules() -> None:
        if template.is_named:
            return
        from hamyari_lib.run.closure import shared_by_all, third_party

        notebooks = {project.notebook(report.notebook) for report in reports}
        few = len(reports) <= (options.workers or _cores())  # what only some need, their kernels import
        template.name_modules(shared_by_all(notebooks) if few else third_party(notebooks))

    if template.process is not None:  # it has begun, and is to go on at once
        name_modules()

    def start() -> Workers:
        if options.cluster is not None:
            from hamyari_lib.run.cluster import Cluster
            from hamyari_lib.run.execute import import_papermill

            workers = Cluster(options.cluster, project, reports)
            import_papermill()  # what comes back is read with it, and its workers get ready meanwhile
            return workers
        template.start()  # its imports go on beside our own
        name_modules()
        from hamyari_lib.run.execute import import_papermill
        from hamyari_lib.run.local import LocalWorkers, count_for

        import_papermill()
        count = options.workers or count_for(_cores())
        return LocalWorkers(project, count, template=template, reports=len(reports))

    return start


def _cores() -> int:
    """The cores that this process may use, which a container or a batch system may have limited."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1

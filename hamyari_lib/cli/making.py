"""``hamyari run``: what is to be made, what need not be, and what became of it."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hamyari_lib.cli.asked import begin_early, limits_of, reports_of, template_of, what_of, workers_of
from hamyari_lib.cli.saying import EXIT_FAILED, console, failure_lines, index_of, project_of, said
from hamyari_lib.errors import HamyariError

if TYPE_CHECKING:
    from hamyari_lib.data.audience import Audience
    from hamyari_lib.records import Manifest, State
    from hamyari_lib.run.batch import Limits
    from hamyari_lib.run.cache import Verdict
    from hamyari_lib.run.forking import Template
    from hamyari_lib.run.plan import Report
    from hamyari_lib.run.project import Project
    from hamyari_lib.run.turn import Turn
    from hamyari_lib.run.work import Workers
    from hamyari_lib.site import Ahead, Guard, Shelf

_WOULD = {"execute": "run", "render": "render again", "unchanged": "skip"}


def run(options: argparse.Namespace) -> int:
    """Carry out ``hamyari run``; returns its exit status."""
    if options.dry_run:
        limits_of(options)
        return _dry_run(project_of(options), options)
    with contextlib.closing(template_of(options)) as template:
        return _run(options, template)


def _run(options: argparse.Namespace, template: Template) -> int:
    from hamyari_lib.run.turn import turn

    project = project_of(options)
    begin_early(template, project, options)
    limits, reports = limits_of(options), reports_of(project, options)

    with console(options.what, len(reports)) as (tell, advance):
        making = _Making(project, tell, advance, explains=options.explain)
        try:
            with turn(project.reports, what_of(project, options), tell=making.say) as its_turn:
                workers = workers_of(project, reports, options, template)
                making.make(reports, its_turn, limits, force=options.force, workers=workers)
        except HamyariError as error:
            if not making.done:
                raise
            making.fault(str(error))
        good = sum(state in ("succeeded", "unchanged") for state in making.done)
        skipped = f", {making.skipped} of them unchanged" if making.skipped else ""
        if making.done:
            making.say(f"{good} of {len(reports)} reports succeeded{skipped}; open {making.indexes}")
    if making.is_stopped:
        raise KeyboardInterrupt
    return 0 if making.is_well else EXIT_FAILED


@dataclass
class _Desk:
    """Where the reports for one audience are published, and which have been."""

    home: Path
    published: list[str] = field(default_factory=list)
    shelf: Shelf | None = None


class _Making:
    """The making of a batch: which reports are run, which only rendered, and what is told of each."""

    def __init__(
        self, project: Project, say: Callable[[str], None], advance: Callable[[], None], *, explains: bool
    ) -> None:
        self.done: list[State] = []
        self.skipped = 0
        self.is_well, self.is_stopped = True, False
        self.say = say
        self._project, self._advance, self._explains = project, advance, explains
        self._desks: dict[Audience, _Desk] = {}
        self._guard: Guard | None = None
        self._ahead: Ahead | None = None
        self._withheld: list[Report] = []

    def fault(self, line: str) -> None:
        """Say what went wrong."""
        self.is_well = False
        self.say(line)

    def make(
        self,
        reports: list[Report],
        its_turn: Turn,
        limits: Limits,
        *,
        force: bool,
        workers: Callable[[], Workers],
    ) -> None:
        """Make the reports that are not as their inputs would make them, all of them by ``force``."""
        from hamyari_lib.run import cache

        self._withheld = [report for report in reports if report.withheld]
        self._desks = {report.audience: _Desk(self._project.home(report.audience)) for report in reports}
        with cache.one_look():
            to_run = list(self._to_run(reports, its_turn, force=force))
        if to_run:
            from hamyari_lib.run.batch import run_reports

            self._ahead = self._get_ready(to_run)
            try:
                run_reports(
                    self._project, to_run, workers=workers, limits=limits, batch=its_turn.batch,
                    on_end=self._on_end, on_retry=self._on_retry,
                )  # fmt: skip
            except KeyboardInterrupt:
                self.is_stopped = True
            except HamyariError as error:
                if not self.done:
                    raise
                self.fault(str(error))
        self._finish(its_turn)

    def _get_ready(self, reports: list[Report]) -> Ahead:
        """What the pages of ``reports`` need, made while their kernels start."""
        from hamyari_lib import site

        notebooks = {report.notebook: (self._project.notebook(report.notebook), report.language) for report in reports}
        rooms = {(str(report.checked.get("data_room")), report.audience): None for report in reports}
        return site.Ahead(notebooks.values(), rooms, self._its_guard)

    def _to_run(self, reports: list[Report], its_turn: Turn, *, force: bool) -> Iterator[Report]:
        from hamyari_lib.run import cache

        for report in reports:
            if report.faults:
                yield report
                continue
            verdict = cache.verdict(self._project, report)
            if its_turn.resumes and cache.ended_in(self._project, report, its_turn.batch, verdict):
                # It may have been killed before the page was made.
                state = "render" if verdict.state == "execute" else verdict.state
                verdict = replace(verdict, state=state, reasons=("finished before the runner was interrupted",))
            elif force:
                verdict = replace(verdict, state="execute", reasons=("--force",))
            if self._explains:
                self.say(_line(report, verdict))
            if verdict.state == "execute":
                yield report
                continue
            self._keep_standing(report, verdict)

    def _keep_standing(self, report: Report, verdict: Verdict) -> None:
        """A report whose earlier run stands; only its page may have to be made again."""
        from hamyari_lib.run import cache

        manifest = verdict.manifest
        if verdict.state == "render":
            manifest = cache.merge_text(self._project, report)
            self._publish(report.name, report.audience)
        else:
            self.skipped += 1
        is_good = manifest.state == "succeeded"
        self.done.append("unchanged" if is_good else manifest.state)
        for line in [] if is_good else failure_lines(manifest):
            self.fault(line)
        self._advance()

    def _on_end(self, manifest: Manifest) -> None:
        self.done.append(manifest.state)
        for line in failure_lines(manifest):
            self.fault(line)
        self._publish(manifest.report, manifest.audience)
        self._advance()

    def _on_retry(self, manifest: Manifest) -> None:
        for line in failure_lines(manifest):
            self.say(f"{line}; it is tried again, alone, when the others are done")

    def _publish(self, report: str, audience: Audience) -> None:
        from hamyari_lib import params, site

        if self._ahead is not None:
            self._ahead.wait()
        desk = self._desks[audience]
        try:
            shelf = desk.shelf = desk.shelf or site.Shelf(desk.home)
            site.publish(desk.home, report, parameters_of=params.describe_run, shelf=shelf, guard=self._its_guard())
            desk.published.append(report)
        except site.LeakError as error:
            for line in error.faults:
                self.fault(f"{report}: not published: {line}")
        except Exception as error:  # one page must not take the others with it
            self.fault(f"{report}: its page could not be made: {said(error)}")

    def _its_guard(self) -> Guard:
        from hamyari_lib import site
        from hamyari_lib.run.secrets import of_parameters

        self._guard = self._guard or site.Guard(of_parameters(self._project, self._withheld))
        return self._guard

    def _finish(self, its_turn: Turn) -> None:
        """The links between the reports and the index; nothing where every page stands as it is."""
        is_nothing_new = self.skipped == len(self.done) and not its_turn.resumes
        for desk in self._desks.values() if self.done else ():
            if not (is_nothing_new and (desk.home / "site" / "index.html").exists()):
                self._finish_at(desk)

    def _finish_at(self, desk: _Desk) -> None:
        from hamyari_lib import params, site

        guard = self._its_guard()
        try:
            site.relink(desk.home, desk.published, parameters_of=params.describe_run, guard=guard)
        except Exception as error:
            self.fault(f"the links between the reports are not complete: {said(error)}")
        try:
            for line in site.build_index(desk.home, guard=guard).leaks:
                self.fault(line)
        except Exception as error:
            self.fault(f"the index could not be made: {said(error)}")

    @property
    def indexes(self) -> str:
        """Where to look at what was made."""
        return " and ".join(index_of(self._project, audience) for audience in self._desks)


def _dry_run(project: Project, options: argparse.Namespace) -> int:
    from hamyari_lib.run import cache

    reports, force = reports_of(project, options), options.force
    with cache.one_look():
        for report in reports:
            if report.faults:
                print(f"{report.name}: invalid: {'; '.join(report.faults)}")
                continue
            verdict = cache.verdict(project, report)
            print(_line(report, replace(verdict, state="execute", reasons=("--force",)) if force else verdict))
    return EXIT_FAILED if any(report.faults for report in reports) else 0


def _line(report: Report, verdict: Verdict) -> str:
    return f"{report.name}: {_WOULD[verdict.state]}" + (f": {'; '.join(verdict.reasons)}" if verdict.reasons else "")

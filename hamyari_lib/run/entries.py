"""The entries of a plan: which cases of a notebook each names, by list, by product of values or by a table's rows.

::

    reports:
      - notebook: 02_sector_structure
        cases: [razavi_khorasan, tehran]     # or `all`, the default
        languages: [fa, en]
        product: {map_sector: [A, J], confidence: [0.9, 0.95]}   # each of the cases with each combination
        time_limit: 300                      # seconds; also cell_time_limit, memory_limit (MiB), retries
      - notebook: 02_sector_structure
        table: provinces                     # a report for each row of a table of the room
        room: sample
        values: {province: province_fa}      # parameter: column
        named: "{province_code}"             # what each is called; the default joins the values
        where: {province_code: [9, 28, 29]}
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from hamyari_lib import data, params, text
from hamyari_lib.errors import HamyariError, nearest
from hamyari_lib.run.project import Project, unknown_name

DEFAULTS = "defaults"
"""The name of the case that gives no value: the notebook on its own defaults."""

LIMITS = {
    "time_limit": "time_limit_seconds",
    "cell_time_limit": "cell_time_limit_seconds",
    "memory_limit": "memory_limit_mib",
    "retries": "retries",
}
_KEYS = ("notebook", "cases", "languages", "product", "table", "room", "values", "where", "named", *LIMITS)
_OF_TABLE = ("room", "values", "where", "named")
_MOST = 20_000  # reports of one entry; more is a slip in a product
_COLUMN = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Wanted:
    """One report that a plan names: ``named`` is the case's name where the plan gives it its own."""

    notebook: str
    case: str
    language: str
    values: Mapping[str, Any] = field(default_factory=dict)
    named: str = ""
    limits: Mapping[str, float | int] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, ...]:
        return self.notebook, self.case, self.language, self.named, repr(sorted(self.values.items()))


def read_entry(project: Project, entry: Any) -> tuple[list[Wanted], list[str]]:
    """The reports that one entry of a plan names, and all its faults."""
    if not isinstance(entry, dict):
        return [], [f"is {entry!r}; expected notebook, cases and languages."]
    faults = [unknown_key(key, _KEYS) for key in entry if key not in _KEYS]
    languages = entry.get("languages", ["fa"])
    if not isinstance(languages, list) or not languages or not all(one in text.LANGUAGES for one in languages):
        faults.append(f"languages is {languages!r}; expected a list of {', '.join(text.LANGUAGES)}.")
        languages = []
    limits = dict(_limits(entry, faults))
    notebook = entry.get("notebook")
    if notebook is None:
        return [], [*faults, f"notebook is missing; there are: {', '.join(project.notebooks())}."]
    notebook = str(notebook)
    if notebook not in project.notebooks():
        return [], [*faults, unknown_name(notebook, "notebook", project.notebooks())]
    cases = list(_cases(project, notebook, entry, faults))
    variants = list(_variants(project, notebook, entry, faults))
    count = len(cases) * len(variants) * len(languages)
    if count > _MOST:
        faults.append(f"names {count} reports; expected at most {_MOST}; take values out of the product.")
    if faults:
        return [], faults
    return [
        Wanted(notebook, case, language, values, named, limits)
        for case in cases
        for values, named in variants
        for language in languages
    ], []


def unknown_key(key: Any, known: tuple[str, ...]) -> str:
    """One line that says that there is no such key, and what is nearest."""
    near = nearest(str(key), known)
    remedy = f"the nearest is {near}" if near else f"expected {', '.join(known)}"
    return f"{key} is not known; {remedy}."


def _limits(entry: dict, faults: list[str]) -> Iterator[tuple[str, float | int]]:
    for name, field_name in LIMITS.items():
        given = entry.get(name)
        if given is None:
            continue
        is_whole = name in ("memory_limit", "retries")
        least = 0 if name == "retries" else 1
        kinds = int if is_whole else (int, float)
        if isinstance(given, bool) or not isinstance(given, kinds) or not least <= given < 10**9:
            expected = f"{'a whole number' if is_whole else 'seconds'}, {least} or more"
            faults.append(f"{name} is {given!r}; expected {expected}.")
        else:
            yield field_name, given


def _cases(project: Project, notebook: str, entry: dict, faults: list[str]) -> Iterator[str]:
    known = project.cases(notebook)
    varies = "product" in entry or "table" in entry
    cases = entry.get("cases", [DEFAULTS] if varies else "all")
    if cases == "all":
        cases = known
    if not isinstance(cases, list) or not cases:
        faults.append("cases is not a list of case names; write `all` or a list, and have at least one case.")
        return
    for case in map(str, cases):  # YAML reads the case 1399 as a number
        if case not in [*known, DEFAULTS]:
            faults.append(unknown_name(case, f"case of {notebook}", known))
        yield case


def _variants(
    project: Project, notebook: str, entry: dict, faults: list[str]
) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Values beside the case and the name that they have, of each combination; one without values where none varies."""
    if "table" not in entry:
        faults += [f"{key} goes with table." for key in _OF_TABLE if key in entry]
    known = _parameters(project, notebook)
    product = entry.get("product", {})
    if not isinstance(product, dict) or not all(isinstance(given, list) and given for given in product.values()):
        faults.append("product is not a list of values for each parameter; write `parameter: [value, …]`.")
        return
    faults += [_unknown_parameter(name, notebook, known) for name in product if known and name not in known]
    hidden = params.confidential_names(project.notebook(notebook))
    named_by = [*product, *(entry["values"] if isinstance(entry.get("values"), dict) else ())]
    faults += [f"{name} is confidential, and a report's name would tell its value; give it in a case."
               for name in named_by if name in hidden]  # fmt: skip
    rows = list(_rows(entry, notebook, known, faults)) if "table" in entry else [({}, "")]
    for values, named in rows:
        for chosen in itertools.product(*product.values()):
            combination = dict(zip(product, chosen, strict=True))
            label = "~".join([named, *(f"{key}={value}" for key, value in combination.items())]) if named else ""
            yield values | combination, label


def _parameters(project: Project, notebook: str) -> tuple[str, ...]:
    path = project.notebook(notebook)
    try:
        return tuple(params.read_form(path, where=project.relative(path)).names)
    except HamyariError:  # told with each of its reports
        return ()


def _unknown_parameter(name: str, notebook: str, known: tuple[str, ...]) -> str:
    near = nearest(str(name), known)
    remedy = f"the nearest is {near}" if near else f"there are: {', '.join(known)}"
    return f"{name} is not a parameter of {notebook}; {remedy}."


def _rows(
    entry: dict, notebook: str, known: tuple[str, ...], faults: list[str]
) -> Iterator[tuple[dict[str, Any], str]]:
    """The values that each row of a table gives, and what its report is called."""
    mapping, where = entry.get("values"), entry.get("where", {})
    if not isinstance(mapping, dict) or not mapping:
        faults.append("values is missing; write which column gives each parameter: `values: {parameter: column}`.")
        return
    if not isinstance(where, dict):
        faults.append("where is not a value or list for each column; write `where: {column: [value, …]}`.")
        return
    faults += [_unknown_parameter(name, notebook, known) for name in mapping if known and name not in known]
    called = entry.get("named", "-".join(f"{{{column}}}" for column in mapping.values()))
    try:
        frame = data.load(str(entry["table"]), room=str(entry.get("room", "sample")))
    except HamyariError as error:
        faults += error.faults
        return
    columns = [*mapping.values(), *where, *_COLUMN.findall(str(called))]
    unknown = [str(column) for column in dict.fromkeys(columns) if column not in frame.columns]
    if unknown:
        faults += [unknown_key(f"column {column}", tuple(frame.columns)) for column in unknown]
        return
    for column, wanted in where.items():
        frame = frame[frame[column].isin(wanted if isinstance(wanted, list) else [wanted])]
    if frame.empty:
        faults.append(f"no row of table {entry['table']} fits; correct `where`.")
    names: dict[str, int] = {}
    for place, row in enumerate(frame.astype(object).where(frame.notna(), None).to_dict("records"), start=1):
        missing = [column for column in mapping.values() if row[column] is None]
        if missing:
            faults.append(f"row {place} of table {entry['table']} has no {missing[0]}; complete it or leave it out.")
            continue
        name = re.sub(r"[^\w.=-]+", "-", _COLUMN.sub(lambda found, row=row: str(row[found[1]]), str(called))).strip(
            "-."
        )
        if not name or name in names:
            first = f"row {names[name]} too" if name in names else "nothing"
            faults.append(f"row {place} of table {entry['table']} is called {name!r}, as is {first}; mend `named`.")
            continue
        names[name] = place
        yield {parameter: _plain(row[column]) for parameter, column in mapping.items()}, name


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value

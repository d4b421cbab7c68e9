"""The check of a case against a form: all faults at once, each with its remedy."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from hamyari_lib import text
from hamyari_lib.data.audience import may_see
from hamyari_lib.errors import ParameterError, nearest
from hamyari_lib.jalali import JalaliDate
from hamyari_lib.params.case import Unreadable
from hamyari_lib.params.form import Form, Parameter, read_form
from hamyari_lib.params.meaning import KIND, Choices, Figures, Others
from hamyari_lib.params.other_names import instead_of, known_as
from hamyari_lib.params.room import room_choices, room_figures, room_names
from hamyari_lib.params.withholding import WITHHELD, audience_of, told_and_withheld
from hamyari_lib.units import JalaliSpan, Money

_HELP_END = re.compile("[،؛,;(]")


def check_in_room(
    form: Form, values: Mapping[str, Any], *, where: str, origins: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """``check_case`` with what the case's own data room decides: the one check of the runner and of the kernel.

    Raises ``DataError`` for a room that does not exist or lacks a table, ``ParameterError`` as ``check_case`` does.
    """
    choices, figures = room_choices(form, values), room_figures(form, values)
    return check_case(form, values, choices=choices, figures=figures, where=where, origins=origins)


def check_case(
    form: Form,
    values: Mapping[str, Any],
    *,
    choices: Mapping[str, Choices] | None = None,
    figures: Mapping[str, Figures] | None = None,
    where: str,
    origins: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Every parameter of the form with its value for one case, typed and normalised; no data is read here.

    ``values`` are those that the case gives; the rest are the form's defaults, which are checked too. ``choices``
    gives the accepted spellings of the parameters whose values depend on the data room, ``figures`` what the room
    published that other parameters are compared with. ``where`` is the place that a fault names; ``origins`` names
    another for single parameters. Raises ``ParameterError`` with all faults: where, key, found, expected, and the
    nearest right name; a value that is :class:`Unreadable` with its own.
    """
    faults = []
    places = {name: (origins or {}).get(name, where) for name in values}
    for name, value in values.items():
        if name not in form.names:
            unknown = f"{places[name]}: {name} is not a parameter of {form.where}; {instead_of(str(name), form.names)}."
            faults += value.faults if isinstance(value, Unreadable) else [unknown]
    checked: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for parameter in form.parameters:
        value = values.get(parameter.name, parameter.default)
        if isinstance(value, Unreadable):
            continue
        try:
            kinds = (figures or {}).get(parameter.name, {}).get(KIND, {})
            checked[parameter.name] = _check_value(parameter, value, form, (choices or {}).get(parameter.name), kinds)
        except ValueError as error:
            wrong[parameter.name] = str(error)
    wrong |= _faults_beside(form, checked, figures or {})
    for parameter in form.parameters:
        value, place = values.get(parameter.name, parameter.default), places.get(parameter.name, form.where)
        is_wrong = isinstance(value, Unreadable) or parameter.name in wrong
        if is_wrong and parameter.meaning.is_confidential:
            expected = parameter.meaning.expected
            faults.append(f"{place}: {parameter.name} is confidential and not repeated here; expected {expected}.")
        elif isinstance(value, Unreadable):
            faults += value.faults
        elif is_wrong:
            faults.append(f"{place}: {parameter.name} is {_written(value)}; {wrong[parameter.name]}.")
    if faults:
        raise ParameterError(faults)
    return checked


def _faults_beside(form: Form, checked: Mapping[str, Any], figures: Mapping[str, Figures]) -> dict[str, str]:
    """What is wrong with values that are right alone, by parameter."""
    meanings = {parameter.name: parameter.meaning for parameter in form.parameters}
    wrong = {}
    for name, value in checked.items():
        try:
            for check in meanings[name].beside if value is not None else ():
                check(value, Others(name, meanings, checked, figures))
        except ValueError as error:
            wrong[name] = str(error)
    return wrong


def _written(value: Any) -> str:
    """A value of any kind as a fault shows it, in one line that is not too long."""
    try:
        found = json.dumps(value, ensure_ascii=False, default=str)
    except (TypeError, ValueError, RecursionError):  # a mapping with odd keys, or one within itself
        found = repr(value)
    return found if len(found) <= 80 else found[:79] + "…"


def _check_value(
    parameter: Parameter, value: Any, form: Form, choices: Choices | None, kinds: Mapping[str, float | str]
) -> Any:
    if value is None:
        if parameter.takes_unknown:
            return None
        raise ValueError("expected a value: this parameter cannot be unknown")
    checked = parameter.meaning.check(value)
    if choices is not None and isinstance(checked, JalaliSpan):
        years = sorted(int(year) for year in set(choices.values()))
        missing = [str(year) for year in checked.years if year not in years]
        if missing:
            raise ValueError(f"expected years that the data room has, {years[0]} to {years[-1]}")
        return checked
    source = parameter.meaning.from_room
    only = source.only if source else ()
    if source and checked in source.elsewhere and (said := known_as(checked, form.names)):
        raise ValueError(f"{said}; expected one of {', '.join(only)}")
    if choices is not None and isinstance(checked, str):
        spelling = checked if checked in choices else checked.lower()
        if spelling not in choices:
            near = nearest(checked, [one for one, meant in choices.items() if not only or meant in only])
            kind = re.sub("(?<=[a-z])(?=[A-Z])", " ", parameter.meaning.name).lower()
            expected = ", ".join(only) or f"{', '.join(list(choices)[:8])}, …"
            raise ValueError(
                f"there is no such {kind} in the data room"
                + (f"; the nearest is {near}" if near else f"; expected one of {expected}")
            )
        checked = choices[spelling]
    if only and checked not in only:
        kind = f"{checked} is {kinds[checked]} and not computed in this notebook; " if checked in kinds else ""
        raise ValueError(f"{kind}expected one of {', '.join(only)}")
    return checked


def to_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Checked values as plain JSON, as the manifest keeps them; a case that gives these gives the same values."""
    written = (JalaliSpan, JalaliDate, Money)
    return {name: str(value) if isinstance(value, written) else value for name, value in values.items()}


def describe(form: Form, values: Mapping[str, Any], language: text.Language) -> list[tuple[str, str]]:
    """Checked values as a page shows them: (help, value) in the language.

    What the case's audience may not see is said to be withheld, whether or not there is a value.
    """
    called, viewer = room_names(form, values, language), audience_of(form, values)
    rows = []
    for parameter in form.parameters:
        if not may_see(viewer, parameter.meaning.seen_by):
            rows.append((parameter.help[language], WITHHELD[language]))
            continue
        value = values[parameter.name]
        shown = text.UNKNOWN[language] if value is None else parameter.meaning.show(value, language)
        rows.append((parameter.help[language], called.get(parameter.name, {}).get(str(value), shown)))
    return rows


def describe_run(notebook: Mapping[str, Any], language: text.Language) -> list[tuple[str, str]]:
    """The parameters that an executed notebook was run with, as a page shows them; without those that mean nothing,
    since what they go with was not given."""
    form = read_form(notebook)
    given, _ = told_and_withheld(form, notebook["metadata"].get("papermill", {}).get("parameters", {}))
    values = check_in_room(form, given, where=form.where)
    told = zip(form.parameters, describe(form, values, language), strict=True)
    return [said for one, said in told if values[one.name] is not None or not _is_idle(one, values)]


def _is_idle(parameter: Parameter, values: Mapping[str, Any]) -> bool:
    return bool(parameter.only_with) and values[parameter.only_with] is None


def describe_changes(
    form: Form, checked: Mapping[str, Any], changed: Collection[str], language: text.Language
) -> tuple[str, ...]:
    """The parameters that a run was given beside its case, in the form's order: "market yield: 25% a year".

    Of a parameter's help only what stands before its first comma, semicolon or bracket, which name it.
    """
    rows = zip(form.names, describe(form, checked, language), strict=True)
    return tuple(f"{_HELP_END.split(named)[0].strip()}: {shown}" for name, (named, shown) in rows if name in changed)

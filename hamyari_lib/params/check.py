"""The check of a case against a form: all faults at once, each with its remedy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hamyari_lib import text
from hamyari_lib.errors import ParameterError, nearest
from hamyari_lib.params.form import Form, Parameter, read_form
from hamyari_lib.params.types import Choices
from hamyari_lib.units import JalaliSpan


def check_case(
    form: Form,
    values: Mapping[str, Any],
    *,
    choices: Mapping[str, Choices] | None = None,
    where: str,
    origins: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Every parameter of the form with its value for one case, typed and normalised.

    ``values`` are those that the case gives; the rest are the form's defaults, which are checked too. ``choices``
    gives the accepted spellings of the parameters whose values depend on the data room. ``where`` is the place that a
    fault names; ``origins`` names another for single parameters. Raises ``ParameterError`` with all faults: where,
    key, found, expected, and the nearest right name.
    """
    faults = []
    places = {name: (origins or {}).get(name, where) for name in values}
    for name in values:
        if name not in form.names:
            near = nearest(str(name), form.names)
            remedy = f"the nearest is {near}." if near else f"expected one of {', '.join(form.names)}."
            faults.append(f"{places[name]}: {name} is not a parameter of {form.where}; {remedy}")
    checked: dict[str, Any] = {}
    for parameter in form.parameters:
        value = values.get(parameter.name, parameter.default)
        try:
            found = _check_value(parameter, value, (choices or {}).get(parameter.name))
            if parameter.meaning.follows_a_span:
                _check_order(found, checked)
            checked[parameter.name] = found
        except ValueError as error:
            place = places.get(parameter.name, form.where)
            faults.append(f"{place}: {parameter.name} is {_written(value)}; {error}.")
    if faults:
        raise ParameterError(faults)
    return checked


def _check_order(span: JalaliSpan | None, earlier: Mapping[str, Any]) -> None:
    """A later span of years begins after the one that the form declares before it has ended."""
    spans = [(name, value) for name, value in earlier.items() if isinstance(value, JalaliSpan)]
    if span is not None and spans and spans[-1][1].last >= span.first:
        name, before = spans[-1]
        raise ValueError(f"expected years after those of {name}, which are {before}")


def _written(value: Any) -> str:
    """A value of any kind as a fault shows it, in one line that is not too long."""
    try:
        found = json.dumps(value, ensure_ascii=False, default=str)
    except (TypeError, ValueError, RecursionError):  # a mapping with odd keys, or one within itself
        found = repr(value)
    return found if len(found) <= 80 else found[:79] + "…"


def _check_value(parameter: Parameter, value: Any, choices: Choices | None) -> Any:
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
    if choices is None or not isinstance(checked, str):
        return checked
    if checked in choices:
        return choices[checked]
    near = nearest(checked, choices)
    raise ValueError(
        f"there is no such {parameter.meaning.name.lower()} in the data room"
        + (f"; the nearest is {near}" if near else f"; expected one of {', '.join(list(choices)[:8])}, …")
    )


def to_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Checked values as plain JSON, as the manifest keeps them."""
    return {name: str(value) if isinstance(value, JalaliSpan) else value for name, value in values.items()}


def room_choices(form: Form, values: Mapping[str, Any]) -> dict[str, Choices]:
    """The accepted spellings of every parameter whose values the case's data room decides."""
    from hamyari_lib import data

    room = _room(form, values)
    return {
        parameter.name: data.choices(place.table, place.column, room=room, aliases=tuple(place.names.values()))
        for parameter in form.parameters
        if (place := parameter.meaning.from_room)
    }


def room_names(form: Form, values: Mapping[str, Any], language: text.Language) -> dict[str, dict[str, str]]:
    """By parameter, what the case's data room calls each value in a language."""
    from hamyari_lib import data

    room = _room(form, values)
    return {
        parameter.name: data.names(place.table, place.column, place.names[language], room=room)
        for parameter in form.parameters
        if (place := parameter.meaning.from_room) and language in place.names
    }


def _room(form: Form, values: Mapping[str, Any]) -> str:
    """The room of a case; one of the wrong type is told by the check itself, so the sample stands in for it."""
    default = form["data_room"].default if "data_room" in form.names else "sample"
    room = values.get("data_room", default)
    return text.normalise(room) if isinstance(room, str) else "sample"


def describe(form: Form, values: Mapping[str, Any], language: text.Language) -> list[tuple[str, str]]:
    """Checked values as a page shows them: (help, value) in the language."""
    called = room_names(form, values, language)
    rows = []
    for parameter in form.parameters:
        value = values[parameter.name]
        shown = text.UNKNOWN[language] if value is None else parameter.meaning.show(value, language)
        rows.append((parameter.help[language], called.get(parameter.name, {}).get(str(value), shown)))
    return rows


def describe_run(notebook: Mapping[str, Any], language: text.Language) -> list[tuple[str, str]]:
    """The parameters that an executed notebook was run with, as a page shows them."""
    form = read_form(notebook)
    given = notebook["metadata"].get("papermill", {}).get("parameters", {})
    values = check_case(form, given, choices=room_choices(form, given), where=form.where)
    return describe(form, values, language)

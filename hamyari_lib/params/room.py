"""What a case's data room says of a form: accepted values, their names, and what was published beside them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from hamyari_lib import text
from hamyari_lib.params.form import Form
from hamyari_lib.params.meaning import KIND, Choices, Figures, FromRoom


def room_choices(form: Form, values: Mapping[str, Any]) -> dict[str, Choices]:
    """The accepted spellings of every parameter whose values the case's data room decides."""
    from hamyari_lib import data

    room = _room(form, values)
    return {
        name: data.choices(place.table, place.column, room=room, aliases=tuple(place.names.values()))
        for name, place in _from_room(form, values)
    }


def room_figures(form: Form, values: Mapping[str, Any]) -> dict[str, Figures]:
    """What the case's data room published that parameters of the form are compared with; see ``FromRoom.published``.

    A cell that is empty is passed over, one that is no number stays text: a table is checked where it is loaded.
    """
    from hamyari_lib import data

    room = _room(form, values)
    return {
        name: {
            other: _figures(data.names(place.table, place.column, column, room=room))
            for other, column in _columns(place)
            if other in (KIND, *form.names)
        }
        for name, place in _from_room(form, values)
        if _columns(place)
    }


def _columns(place: FromRoom) -> list[tuple[str, str]]:
    return [*place.published.items(), *([(KIND, place.kind)] if place.kind else [])]


def _figures(cells: Mapping[str, str]) -> dict[str, float | str]:
    return {value: _figure(written) for value, written in cells.items() if written}


def _figure(written: str) -> float | str:
    try:
        figure = float(text.latin_digits(written).replace("٫", "."))
    except ValueError:
        return written
    return figure if math.isfinite(figure) else written


def room_names(form: Form, values: Mapping[str, Any], language: text.Language) -> dict[str, dict[str, str]]:
    """By parameter, what the case's data room calls each value in a language."""
    from hamyari_lib import data

    room = _room(form, values)
    return {
        name: data.names(place.table, place.column, place.names[language], room=room)
        for name, place in _from_room(form, values)
        if language in place.names
    }


def _from_room(form: Form, values: Mapping[str, Any]) -> Iterator[tuple[str, FromRoom]]:
    """The parameters whose values the data room decides; not those that are unknown, which need no table."""
    for parameter in form.parameters:
        if parameter.meaning.from_room and values.get(parameter.name, parameter.default) is not None:
            yield parameter.name, parameter.meaning.from_room


def _room(form: Form, values: Mapping[str, Any]) -> str:
    """The room of a case; one of the wrong type is told by the check itself, so the sample stands in for it."""
    default = form["data_room"].default if "data_room" in form.names else "sample"
    room = values.get("data_room", default)
    return text.normalise(room) if isinstance(room, str) else "sample"

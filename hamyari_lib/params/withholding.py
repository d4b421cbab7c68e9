"""Who a case's report is for, and what of its values that audience may not see."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hamyari_lib import text
from hamyari_lib.data.audience import AUDIENCES, Audience, may_see
from hamyari_lib.errors import HamyariError
from hamyari_lib.params.form import Form, read_form

WITHHELD: dict[text.Language, str] = {
    "fa": "برای این مخاطب نمایش داده نمی‌شود",
    "en": "withheld from this audience",
}


def audience_of(form: Form, values: Mapping[str, Any]) -> Audience:
    """The audience that a case's ``values``, or else the form's default, name in the parameter ``audience``.

    The public, which sees least, where the form has no such parameter or the value is none; the check of the case
    tells of that.
    """
    if "audience" not in form.names or form["audience"].meaning.name != "Audience":
        return "public"
    named = values.get("audience", form["audience"].default)
    return next((one for one in AUDIENCES if one == named), "public")


def withheld_names(form: Form, viewer: Audience) -> tuple[str, ...]:
    """The parameters that ``viewer`` may not see, whether or not a case gives them a value."""
    return tuple(one.name for one in form.parameters if not may_see(viewer, one.meaning.seen_by))


def confidential_names(notebook: Path) -> frozenset[str]:
    """The parameters of a notebook's form that are not for all; none where the form cannot be read, which is told by
    whoever needs it."""
    try:
        form = read_form(notebook)
    except HamyariError:
        return frozenset()
    return frozenset(one.name for one in form.parameters if one.meaning.is_confidential)


def told_and_withheld(form: Form, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The given ``values`` in two: those that the case's own audience may see, and those that it may not.

    Of the second nothing may depend that the audience sees: they are left out before the case is checked or named.
    """
    hidden = withheld_names(form, audience_of(form, values))
    told = {name: value for name, value in values.items() if name not in hidden}
    return told, {name: value for name, value in values.items() if name in hidden}

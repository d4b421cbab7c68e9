"""What a parameter means: how its value is checked, alone and beside the others, and how a page shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hamyari_lib import text
from hamyari_lib.data.audience import Audience

Choices = Mapping[str, str]
"""Every accepted spelling of a value, and the one that is meant."""

Figures = Mapping[str, Mapping[str, float | str]]
"""By parameter of the form, what the data room published of it for each value of another parameter."""

KIND = "(kind)"
"""The place among figures of what kind each value itself is; no parameter can have this name."""


@dataclass(frozen=True)
class FromRoom:
    """Values that the data room decides: those of a table's column, or the few of them that are ``only`` taken.

    ``names`` are the columns that name each value in Persian and in English, if there are such; a page shows these,
    and a case may write them. ``published`` says which columns are figures of other parameters of the same form,
    amounts in billion rial: ``{"amount": "amount_bn_rial"}``. ``kind`` is a column that says of what kind a value is,
    which is told of one that is not among ``only``. ``elsewhere`` are words that are no value here but another name of
    another parameter, as ``other_names`` has it.
    """

    table: str
    column: str
    # not hashed: before Python 3.14 a kernel evaluates `Precedent | None`, and that hashes the whole meaning
    names: Mapping[text.Language, str] = field(hash=False)
    only: tuple[str, ...] = ()
    published: Mapping[str, str] = field(default_factory=dict, hash=False)
    kind: str = ""
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True)
class Meaning:
    """What a parameter means.

    ``check`` takes the value as given and returns it as the notebook uses it; it raises ``ValueError`` that says
    what was expected and what to write. ``beside`` are checks, in the same manner, of the value that ``check``
    returned beside the rest of the case; of these the first that fails is told.

    ``seen_by`` is the widest audience that may see the value. One that is not for all is nowhere repeated: a fault says
    in its place what was ``expected``.
    """

    name: str
    check: Callable[[Any], Any]
    from_room: FromRoom | None = None
    show: Callable[[Any, text.Language], str] = lambda value, language: text.digits(value, language=language)
    beside: tuple[Callable[[Any, Others], None], ...] = ()
    seen_by: Audience = "public"
    expected: str = ""

    @property
    def is_confidential(self) -> bool:
        return self.seen_by != "public"


@dataclass(frozen=True)
class Others:
    """The rest of a case as the check of the parameter ``name`` sees it.

    ``meanings`` are those of the whole form in its order; ``values`` the checked values, without those that were
    refused alone; ``figures``, by parameter, the data room's figures for each of its values.
    """

    name: str
    meanings: Mapping[str, Meaning]
    values: Mapping[str, Any]
    figures: Mapping[str, Figures]

    def of_type(self, type_name: str) -> str | None:
        """The form's first parameter of a type."""
        return next((name for name, meaning in self.meanings.items() if meaning.name == type_name), None)

    def before(self, *type_names: str) -> list[tuple[str, Any]]:
        """The parameters of some types that the form declares before this one, the nearest first, with their values.

        The value is None where it is not known, or was refused alone.
        """
        declared = list(self.meanings)
        earlier = reversed(declared[: declared.index(self.name)])
        return [(one, self.values.get(one)) for one in earlier if self.meanings[one].name in type_names]

    def published(self, name: str) -> tuple[str, float | str] | None:
        """What the data room published of a parameter, and for which value of another; amounts in billion rial."""
        for other, figures in self.figures.items():
            value = self.values.get(other)
            if value in figures.get(name, {}):
                return value, figures[name][value]
        return None

    @property
    def is_confirmed(self) -> bool:
        """Whether the case says that an unusual value is meant."""
        confirmed = self.values.get(self.of_type("Names") or "") or ""
        return self.name in confirmed.split(", ")

    @property
    def or_confirm(self) -> str:
        """The end of a remedy: how to say that an unusual value is meant; empty where the form has no place for it."""
        place = self.of_type("Names")
        return f", or add {self.name} to `{place}`" if place else ""

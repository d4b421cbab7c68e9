"""What a parameter means: how its value is checked, alone and beside the others, and how a page shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hamyari_lib import text

Choices = Mapping[str, str]
"""Every accepted spelling of a value, and the one that is meant."""

Figures = Mapping[str, Mapping[str, float]]
"""By parameter of the form, what the data room published of it for each value of another parameter."""


@dataclass(frozen=True)
class FromRoom:
    """Values that the data room decides: those of a table's column, or the few of them that are ``only`` taken.

    ``names`` are the columns that name each value in Persian and in English, if there are such; a page shows these,
    and a case may write them. ``published`` says which columns, in billion rial, are figures of other parameters of
    the same form: ``{"amount": "amount_bn_rial"}``.
    """

    table: str
    column: str
    # not hashed: before Python 3.14 a kernel evaluates `Precedent | None`, and that hashes the whole meaning
    names: Mapping[text.Language, str] = field(hash=False)
    only: tuple[str, ...] = ()
    published: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Meaning:
    """What a parameter means.

    ``check`` takes the value as given and returns it as the notebook uses it; it raises ``ValueError`` that says
    what was expected and what to write. ``beside`` are checks, in the same manner, of the value that ``check``
    returned beside the rest of the case; of these the first that fails is told.
    """

    name: str
    check: Callable[[Any], Any]
    from_room: FromRoom | None = None
    show: Callable[[Any, text.Language], str] = lambda value, language: text.digits(value, language=language)
    beside: tuple[Callable[[Any, Others], None], ...] = ()


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

    def before(self, kind: type) -> tuple[str, Any] | None:
        """The last value of a kind that the form declares before this parameter, with its name."""
        declared = list(self.meanings)
        earlier = [one for one in declared[: declared.index(self.name)] if isinstance(self.values.get(one), kind)]
        return (earlier[-1], self.values[earlier[-1]]) if earlier else None

    def published(self) -> tuple[str, float] | None:
        """What the data room published of this parameter, in billion rial, and for which value of another."""
        for name, figures in self.figures.items():
            value = self.values.get(name)
            if value in figures.get(self.name, {}):
                return value, figures[self.name][value]
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

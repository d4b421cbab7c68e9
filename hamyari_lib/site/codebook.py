"""The codebook as a page: every table and column that the schemas declare, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from hamyari_lib import text
from hamyari_lib.data import Bilingual
from hamyari_lib.records.stamp import site_version
from hamyari_lib.site.beside import CODEBOOK, render_beside, write_stale
from hamyari_lib.site.wording import word

if TYPE_CHECKING:
    import pandera.pandas as pa


@dataclass(frozen=True)
class ColumnView:
    """One column: its names in the page's language and in the other one, and what its cells hold."""

    code: str
    name: str
    other_name: str
    holds: str
    meaning: str
    labels: Sequence[tuple[str, str]]
    blank: str
    seen_by: str
    is_public: bool


@dataclass(frozen=True)
class TableView:
    """One table; ``references`` are sentences with a link each."""

    code: str
    title: str
    other_title: str
    key: str
    references: Sequence[Markup]
    aliases: str
    columns: Sequence[ColumnView]


def write_codebook(reports: Path) -> bool:
    """Put the codebook in place in both languages where it is not; whether it was made. The caller holds the lock."""
    return write_stale(reports, CODEBOOK, site_version(), render_codebook)


def render_codebook(language: text.Language) -> str:
    """The page in one language."""
    from hamyari_lib.data.schemas import SCHEMAS
    from hamyari_lib.data.template import FILLED_IN

    filled_in = [SCHEMAS[name] for name in FILLED_IN]
    other = [schema for name, schema in SCHEMAS.items() if name not in FILLED_IN]
    groups = {"filled_in_tables": filled_in, "other_tables": other}
    return render_beside(
        "codebook.html.j2",
        language,
        files=CODEBOOK,
        stamp=site_version(),
        title=word("codebook_title", language),
        groups={word(key, language): [_table(one, language) for one in found] for key, found in groups.items()},
        comma="، " if language == "fa" else ", ",
    )


def _table(schema: pa.DataFrameSchema, language: text.Language) -> TableView:
    about = schema.metadata
    title = Bilingual(fa=about["fa"], en=about["en"])
    aliases = [one for one in about["aliases"] if one.isascii() != (language == "fa")]
    return TableView(
        code=schema.name,
        title=_in(title, language),
        other_title=_in(title, _second(language)),
        key=text.listing([_name(schema, one, language) for one in about["key"]], is_quoted=False, language=language),
        references=[_reference(schema, one, to, language) for one, (to, _) in about["references"].items()],
        aliases=text.listing(aliases, is_quoted=False, language=language),
        columns=[_column(schema, name, language) for name in schema.columns],
    )


def _reference(schema: pa.DataFrameSchema, column: str, table: str, language: text.Language) -> Markup:
    from hamyari_lib.data.schemas import SCHEMAS

    link = Markup('<a href="#{}">{}</a>').format(table, SCHEMAS[table].metadata[language])
    return Markup(word("refers_to", language)).format(column=_name(schema, column, language), table=link)


def _column(schema: pa.DataFrameSchema, name: str, language: text.Language) -> ColumnView:
    from hamyari_lib.data import in_words

    column = schema.columns[name]
    about = column.metadata
    blank, who = in_words.blank_of(column), in_words.AUDIENCE_NAMES[about["seen_by"]]
    is_public = about["seen_by"] == "public"
    holds = [_in(in_words.type_of(column), language), *in_words.details_of(column, language)]
    if language == "en" and len(holds) > 1 and holds[1].lower().startswith(f"a {holds[0]}".lower()):
        del holds[0]  # "Jalali date, a Jalali date such as …"
    return ColumnView(
        code=name,
        name=_name(schema, name, language),
        other_name=_name(schema, name, _second(language)),
        holds=("، " if language == "fa" else ", ").join(holds),
        meaning=_in(in_words.meaning_of(column), language),
        labels=list(in_words.labels_of(column).items()),
        blank=word("required", language) if blank is None else word("optional", language, blank=_in(blank, language)),
        seen_by=word("seen_by" if is_public else "seen_only_by", language, who=_in(who, language)),
        is_public=is_public,
    )


def _name(schema: pa.DataFrameSchema, column: str, language: text.Language) -> str:
    return schema.columns[column].metadata[f"name_{language}"]


def _in(said: Bilingual, language: text.Language) -> str:
    return said.fa if language == "fa" else said.en


def _second(language: text.Language) -> text.Language:
    return "en" if language == "fa" else "fa"

"""The page on the sample room: which of its tables are real, which are made up, and how to replace each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from hamyari_lib import text
from hamyari_lib.data import Provenance, Room, names, room, room_path, schema, title
from hamyari_lib.data.needed import MEASURING, NEEDED, reports_without
from hamyari_lib.data.published import OF_ONE_PROVINCE
from hamyari_lib.data.rooms import ROOM_FILE, SAMPLE
from hamyari_lib.data.table_file import raw_of
from hamyari_lib.data.template import FILLED_IN
from hamyari_lib.files import sha256_of
from hamyari_lib.modules import DIGITS
from hamyari_lib.records.stamp import site_version
from hamyari_lib.site.beside import CODEBOOK, SAMPLE_PAGE, render_beside, write_stale
from hamyari_lib.site.wording import word
from hamyari_lib.site.writing import bidi, latin_code

OWN_ROOM = "my_room"
"""What the reader's own room is called on the page."""

REFRESHED = {"macro": "macro", "market": "market", "quotes": "market"}
"""The tables that ``hamyari data refresh`` brings up to date, and what it is told then."""

_OVERVIEW = "01_data_room"
_REAL = "--kind real"
_INTO = f"--room {OWN_ROOM}"


@dataclass(frozen=True)
class Way:
    """A way to come to a table or a step on the way: what is said of it, and the commands."""

    said: Markup
    commands: Sequence[Markup]


@dataclass(frozen=True)
class SampleTable:
    """One table of the sample as its room tells of it, the reports that need it, and the ways to replace it."""

    code: str
    title: str
    kind: str
    rows: str
    source: str
    as_of: str
    licence: str
    caveats: str
    reports: str
    ways: Sequence[Way]


def write_sample_page(reports: Path) -> bool:
    """Put the page in place in both languages where it is not, or where the code or the room has changed; whether it
    was made. The caller holds the lock."""
    return write_stale(reports, SAMPLE_PAGE, _stamp(), render_sample_page)


def render_sample_page(language: text.Language) -> str:
    """The page in one language."""
    stamp, sample = _stamp(), room(SAMPLE)
    tables = sorted(sample.tables, key=lambda entry: entry.table in MEASURING)  # what nobody replaces comes last
    by_kind = {kind: [one for one in tables if one.kind == kind] for kind in ("illustrative", "real")}
    counts = {kind: text.number(len(found), language=language) for kind, found in by_kind.items()}
    intro = word("sample_some_made_up" if by_kind["illustrative"] else "sample_all_real", language)
    return render_beside(
        "sample.html.j2",
        language,
        files=SAMPLE_PAGE,
        stamp=stamp,
        title=word("sample_title", language),
        groups={
            word(f"sample_heading_{kind}", language): [_table(one, sample, language) for one in found]
            for kind, found in by_kind.items()
            if found
        },
        intro=intro.format(real=counts["real"], made_up=counts["illustrative"]),
        about_tables=Markup(word("sample_about_tables", language)).format(codebook=_codebook(language)),
        steps_intro=Markup(word("sample_steps_intro", language)).format(room=latin_code(OWN_ROOM)),
        steps=list(_steps(sample, language)),
    )


def _codebook(language: text.Language) -> Markup:
    return Markup('<a href="{}">{}</a>').format(CODEBOOK[language], word("codebook", language).lower())


def _stamp() -> str:
    """What the page is made from: the code, and what the room says of its tables, with the hash of each."""
    return f"{site_version()} {sha256_of(room_path(SAMPLE) / ROOM_FILE)[:DIGITS]}"


def _table(entry: Provenance, sample: Room, language: text.Language) -> SampleTable:
    needing = [one.title.within(language) for one in reports_without(entry.table)]
    overview = NEEDED[_OVERVIEW].title.within(language)
    return SampleTable(
        code=entry.table,
        title=title(entry.table).within(language),
        kind=entry.kind,
        rows=text.number(len(raw_of(entry)[0].lines), language=language),
        source=entry.source.within(language),
        as_of=entry.as_of.within(language),
        licence=entry.licence.within(language),
        caveats=entry.caveats.within(language),
        reports=("؛ " if language == "fa" else "; ").join(needing)
        or word("sample_measuring" if entry.table in MEASURING else "sample_no_report", language, overview=overview),
        ways=list(_ways(entry, sample, language)),
    )


def _steps(sample: Room, language: text.Language) -> Iterator[Way]:
    """From the empty workbook to a report on one's own room."""
    province = f'--province "{sample.province}"'
    commands = {
        "sample_step_template": [_command("data template", "-o tables.xlsx", "--tables needs,kb_firms")],
        "sample_step_import": [_command("data import tables.xlsx", _INTO, province, _REAL)],
        "sample_step_run": [
            _command(f"data adopt {OWN_ROOM}"),
            _command(f"run {_OVERVIEW}", f"-p data_room={OWN_ROOM}"),
        ],
    }
    for key, written in commands.items():
        yield Way(Markup(word(key, language)), written)


def _ways(entry: Provenance, sample: Room, language: text.Language) -> Iterator[Way]:
    """How another room comes to a table: filled in by people, taken from the sample, brought from a public service; no
    way to one that only the workbench is measured by."""
    table, is_real = entry.table, entry.kind == "real"
    if table in MEASURING:
        return
    if table in FILLED_IN or not is_real:
        said, file, offered = Markup(word("sample_way_fill", language)), f"{table}.xlsx", []
        if before := _made_up_before(table, sample, language):
            said = Markup(word("sample_way_before", language)).format(tables=before) + " " + said
            offered = [_INTO]  # so that its lists offer what was brought in before
        template = _command("data template", f"-o {file}", f"--tables {table}", *offered)
        yield Way(said, [template, _command(f"data import {file}", _INTO, _REAL)])
    if is_real:
        key = "sample_way_take_here" if table in OF_ONE_PROVINCE else "sample_way_take"
        said = Markup(word(key, language)).format(province=_province(sample.province, language))
        yield Way(said, [_command(f"data adopt {OWN_ROOM}", f"--tables {table}")])
    if table in REFRESHED:
        service = REFRESHED[table]
        key = "sample_way_fetch_fima" if service == "market" else "sample_way_fetch"
        said = Markup(word(key, language)).format(package=latin_code("fima"))
        yield Way(said, [_command(f"data refresh {service}", _INTO)])


def _made_up_before(table: str, sample: Room, language: text.Language) -> Markup:
    """The made-up tables that a table refers to, with a link each: its own rows need rows of one's own there too."""
    made_up = {one.table for one in sample.tables if one.kind == "illustrative"} - {table}
    before = dict.fromkeys(to for to, _ in schema(table).metadata["references"].values() if to in made_up)
    link = Markup('«<a href="#{}">{}</a>»' if language == "fa" else '<a href="#{}">{}</a>')
    links = [link.format(one, bidi(title(one).within(language))) for one in before]
    return Markup(" و " if language == "fa" else " and ").join(links)


def _province(name: str, language: text.Language) -> str:
    return name if language == "fa" else names("provinces", "province_fa", "province")[name]


def _command(begin: str, *options: str) -> Markup:
    """A command of ``hamyari``; on a narrow screen its line breaks between options, never within one."""
    return Markup(" ").join([Markup.escape(f"hamyari {begin}"), *map(Markup("<span>{}</span>").format, options)])

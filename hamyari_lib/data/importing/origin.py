"""Where an imported table comes from, in the words of whoever brings it; nothing is said that nobody said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from hamyari_lib import text
from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.importing.prepared import About, Prepared
from hamyari_lib.data.ledger_line import Kind
from hamyari_lib.data.rooms import Room
from hamyari_lib.errors import DataError
from hamyari_lib.jalali import JalaliDate

UNSTATED = Bilingual(fa="بیان نشده", en="not stated")
NO_CAVEATS = Bilingual(fa="بیان نشده", en="none stated")


@dataclass(frozen=True)
class Origin:
    """What ``room.toml`` will say of a table; ``is_unchanged`` where it says so already."""

    kind: Kind
    source: Bilingual
    licence: Bilingual
    as_of: Bilingual
    caveats: Bilingual
    is_unchanged: bool

    def words(self) -> tuple[Kind, Bilingual, Bilingual, Bilingual, Bilingual]:
        return self.kind, self.source, self.licence, self.as_of, self.caveats


def origin_of(room: Room, table: str, sheets: Sequence[Prepared], about: About) -> Origin:
    """The origin of a table: what its files' guide says, else the command, else the room's own entry.

    Raises
    ------
    DataError
        Nobody says whether a new table is real or illustrative, or the files bring made-up rows to real ones.
    """
    had = next((entry for entry in room.tables if entry.table == table), None)
    kinds = {one.about.kind or about.kind for one in sheets} - {None}
    if len(kinds) > 1 or (had and kinds and kinds != {had.kind}):
        raise DataError(
            f"{room.name}/{table}: real and illustrative rows would be mixed in one table; import them into two rooms."
        )
    kind = next(iter(kinds), had.kind if had else None)
    if kind is None:
        raise DataError(
            f"{room.name}/{table}: nothing says whether its figures are real; add --kind real, or --kind illustrative "
            "if they are made up."
        )
    files = list(dict.fromkeys(one.sheet.file for one in sheets))
    said = _stated([one.about.source for one in sheets], about.source)
    source = Bilingual(fa=said, en=said) if said else _from_files(had and had.source, files)
    as_of = _stated([one.about.as_of for one in sheets], about.as_of)
    licence = about.licence and Bilingual(fa=about.licence, en=about.licence)
    origin = Origin(
        kind,
        source,
        licence or (had.licence if had else UNSTATED),
        (as_of and _dated(as_of)) or (had.as_of if had else UNSTATED),
        had.caveats if had else NO_CAVEATS,
        is_unchanged=False,
    )
    same = had is not None and origin.words() == (had.kind, had.source, had.licence, had.as_of, had.caveats)
    return Origin(*origin.words(), is_unchanged=same)


def _stated(by_files: Sequence[str | None], by_command: str | None) -> str | None:
    return "؛ ".join(dict.fromkeys(one for one in by_files if one)) or by_command


def _from_files(had: Bilingual | None, files: Sequence[str]) -> Bilingual:
    """The names of the files, joined with what the room says already; the day is of each file's first import."""
    if had is not None and all(name in had.fa for name in files):
        return had
    today = dt.date.today()  # noqa: DTZ011 - the day where the person sits
    new = [name for name in files if had is None or name not in had.fa]
    day = JalaliDate.from_gregorian(today)
    fa = f"پروندهٔ {text.listing(new, language='fa')}، واردشده در {day.label('fa')}"
    en = f"file {text.listing(new, language='en')}, imported on {today:%Y-%m-%d}"
    return Bilingual(fa=fa, en=en) if had is None else Bilingual(fa=f"{had.fa}؛ {fa}", en=f"{had.en}; {en}")


def _dated(written: str) -> Bilingual:
    try:
        day = JalaliDate.parse(written)
    except ValueError:
        return Bilingual(fa=written, en=written)
    return Bilingual(fa=day.label("fa"), en=str(day))

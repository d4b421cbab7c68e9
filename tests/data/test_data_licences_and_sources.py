"""What a page tells of a table's licence and of a row's source, in both languages."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest

from hamyari_lib import data, records, text
from hamyari_lib.data import Bilingual, LedgerLine
from hamyari_lib.errors import DataError
from hamyari_lib.glossary.forbidden import forbidden_in
from hamyari_lib.jalali import JalaliDate

SOURCED = ("instrument_precedents", "instrument_types", "state_shares", "bond_ceilings", "published_yields")
PLAIN = 'file = "jobs.csv"\nkind = "illustrative"\nlicence = "none"'


@pytest.mark.parametrize("table", data.tables("sample"))
def test_a_licence_is_told_in_the_language_of_the_page(table):
    licence = data.provenance("sample", table).licence
    if table == "macro":
        assert licence == Bilingual(fa="CC BY 4.0", en="CC BY 4.0")  # a name, in either language
    else:
        assert re.search("[آ-ی]", licence.fa)
        assert licence.en.isascii()
        assert licence.fa == text.normalise(licence.fa)
        assert forbidden_in(licence.fa) == []


def test_a_plain_licence_stands_for_both_languages(own):
    assert data.provenance("own", "jobs").licence == Bilingual(fa="none", en="none")
    data.load("jobs", room="own")
    assert data.ledger()[-1].licence == Bilingual(fa="none", en="none")


def test_a_licence_in_both_languages_reaches_the_ledger(spoil):
    spoil("room.toml", PLAIN, PLAIN.replace('"none"', '{ fa = "آزاد", en = "free" }'))
    data.load("jobs", room="own")
    assert data.ledger()[-1].to_json()["licence"] == {"fa": "آزاد", "en": "free"}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('{ fa = "آزاد" }', "tables.jobs.licence.en is missing; expected a text; correct it."),
        (
            '{ fa = "آزاد", en = "free", de = "frei" }',
            "tables.jobs.licence.de is not known; expected fa, en; remove it.",
        ),
        ("3", "tables.jobs.licence is 3; expected a text, or one in both languages, {"),
        ('" "', "tables.jobs.licence is ' '; expected a text, or one in both languages, {"),
    ],
)
def test_a_licence_that_is_neither_is_refused(spoil, written, expected):
    spoil("room.toml", PLAIN, PLAIN.replace('"none"', written))
    with pytest.raises(DataError) as caught:
        data.tables("own")
    (fault,) = caught.value.faults
    assert fault.startswith(f"own/room.toml: {expected}")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("as stated", Bilingual(fa="as stated", en="as stated")),
        ({"fa": "آزاد", "en": "free"}, Bilingual("آزاد", "free")),
    ],
)
def test_a_ledger_of_before_licences_had_two_languages_is_read(written, read):
    both = Bilingual(fa="م", en="s")
    payload = LedgerLine("jobs", "own", "real", 3, "0" * 64, both, "as stated", both, both).to_json()
    payload = json.loads(json.dumps(payload | {"licence": written}))
    notebook = {"cells": [{"outputs": [{"data": {records.LEDGER_MIME: payload}}]}]}
    (line,) = records.ledger(notebook)
    assert line == LedgerLine.from_json(payload)
    assert line.licence == read


def of_the_day(written: str) -> str:
    """An ISO date as the day and year that a Persian page shows, in figures."""
    day = JalaliDate.from_gregorian(dt.date.fromisoformat(written))
    return re.sub("[^۰-۹ ]", "", day.label("fa"))


@pytest.mark.parametrize("table", SOURCED)
def test_a_source_in_persian_cites_what_the_english_cites(table):
    frame = data.load(table)
    assert frame["source_fa"].isna().equals(frame["source"].isna())
    for source, persian in zip(frame["source"].dropna(), frame["source_fa"].dropna(), strict=True):
        expected = re.sub(r"\d{4}-\d\d-\d\d", lambda found: of_the_day(found[0]), source)
        assert numbers(persian) == numbers(expected)
        assert sites(persian) <= sites(source)  # no site is added
        assert {site for site in sites(source) if "." in site} <= sites(persian)  # and no address is lost
        assert not re.search(r"(?<![A-Za-z0-9])[0-9]+(?![A-Za-z0-9])", persian)
        assert persian == text.normalise(persian)
        assert forbidden_in(persian) == []


def numbers(written: str) -> list[str]:
    return sorted(re.findall(r"\d+", text.latin_digits(written)))


def sites(written: str) -> set[str]:
    """Sites and files; financialtribune is told with or without its ending."""
    return set(re.findall(r"[A-Za-z][\w.]*[A-Za-z]", written.replace("financialtribune.com", "financialtribune"), re.A))

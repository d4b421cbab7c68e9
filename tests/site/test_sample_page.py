"""The page on the sample room: each table under its kind with what the room says of it, and commands that are true."""

import csv
import html
import re
import shlex

import pytest
import tomlkit

from hamyari_lib import data, text
from hamyari_lib.cli import build_parser, main, refresh
from hamyari_lib.data.keeping import make_room
from hamyari_lib.data.rooms import ROOM_FILE, ROOMS_VARIABLE, room_path
from hamyari_lib.data.schemas import SCHEMAS
from hamyari_lib.data.template import FILLED_IN
from hamyari_lib.glossary import forbidden_in
from hamyari_lib.site import build_index, sample_page
from hamyari_lib.site.beside import CODEBOOK, SAMPLE_PAGE
from hamyari_lib.site.sample_page import OWN_ROOM, REFRESHED, render_sample_page, write_sample_page

HEADINGS = {
    "fa": {"illustrative": "جدول‌های ساختگی", "real": "جدول‌های واقعی"},
    "en": {"illustrative": "Made-up tables", "real": "Real tables"},
}
BADGES = {"fa": {"illustrative": "ساختگی", "real": "واقعی"}, "en": {"illustrative": "made up", "real": "real"}}
MADE_UP = {"projects": 3, "decisions": 1234, "quotes": 2}
"""Made-up tables of the drill room, and their rows."""


def pages_of():
    return {language: render_sample_page(language) for language in SAMPLE_PAGE}


@pytest.fixture(scope="module")
def pages():
    return pages_of()


@pytest.fixture
def drill(tmp_path, monkeypatch):
    """A room with the sample's real tables in the sample's place; what is returned adds a made-up table to it."""
    folder, sample = tmp_path / "rooms" / "drill", room_path("sample")
    folder.mkdir(parents=True)
    document = tomlkit.parse((sample / ROOM_FILE).read_text(encoding="utf-8"))
    document["name"] = "drill"
    for table, entry in list(document["tables"].items()):
        if entry["kind"] == "real":
            (folder / entry["file"]).write_bytes((sample / entry["file"]).read_bytes())
        else:
            del document["tables"][table]
    (folder / ROOM_FILE).write_text(tomlkit.dumps(document), encoding="utf-8")
    monkeypatch.setenv(ROOMS_VARIABLE, str(folder.parent))
    monkeypatch.setattr(sample_page, "SAMPLE", "drill")

    def make_up(table, rows):
        header = list(SCHEMAS[table].columns)
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *[["x"] * len(header)] * rows])
        said = {what: {"fa": f"{what} ساختهٔ ما", "en": f"{what} of ours"} for what in ("source", "as_of", "licence")}
        said["caveats"] = {"fa": f"نام‌های <{table}> واقعی نیست", "en": f"names of <{table}> are not real"}
        document["tables"][table] = {"file": f"{table}.csv", "kind": "illustrative", **said}
        (folder / ROOM_FILE).write_text(tomlkit.dumps(document), encoding="utf-8")

    return make_up


@pytest.fixture
def mixed(drill):
    """The pages of a room of real and made-up tables."""
    for table, rows in MADE_UP.items():
        drill(table, rows)
    return pages_of()


def section(page, table):
    """What stands of one table."""
    start = page.index(f'<section class="declared" aria-labelledby="{table}">')
    return page[start : page.index("</section>", start)]


def visible(part):
    """The text of a part of a page, as it is read."""
    without = re.sub("<[^>]+>", " ", re.sub("</?(?:a|bdi|span)\\b[^>]*>", "", part))
    return text.normalise(html.unescape(without))


def commands(part):
    """The commands in a part of a page, as they would be typed."""
    blocks = re.findall('<p class="commands" dir="ltr">(.*?)</p>', part)
    return [visible(one) for block in blocks for one in re.findall("<code>(.*?)</code>", block)]


def check_tables(page, room, language, rows):
    """Each table of a room stands once, under its kind, with its badge, its rows and all that the room says of it."""
    assert page.count('<section class="declared"') == len(room.tables)
    for entry in room.tables:
        kind, part = entry.kind, section(page, entry.table)
        under = page[: page.index(part)].rpartition("<h2>")[2].partition("</h2>")[0]
        assert under == HEADINGS[language][kind]
        assert f'<span class="tag {kind}">{BADGES[language][kind]}</span>' in part
        assert f"<dd>{text.number(rows[entry.table], language=language)}</dd>" in part
        assert f"<code>{entry.table}</code>" in part
        for said in (data.title(entry.table), entry.source, entry.as_of, entry.licence, entry.caveats):
            assert text.normalise(said.within(language)) in visible(part)


# what it says


@pytest.mark.parametrize("language", SAMPLE_PAGE)
def test_each_table_of_the_sample_stands_under_its_kind_with_its_rows_and_provenance(pages, language):
    check_tables(pages[language], data.room("sample"), language, data.check_room("sample"))


@pytest.mark.parametrize("language", SAMPLE_PAGE)
def test_made_up_tables_stand_apart_from_real_ones_and_both_are_counted(mixed, language):
    rows = data.check_room("sample") | MADE_UP
    check_tables(mixed[language], data.room("drill"), language, rows)
    made_up, real = len(MADE_UP), len(data.room("drill").tables) - len(MADE_UP)
    said = {
        "fa": "{} جدول واقعی است و منبع و تاریخ هر یک در همین صفحه آمده است. {} جدول دیگر ساختگی است",
        "en": "{} of the tables are real; this page gives the source and date of each. The other {} are made up",
    }
    counts = [text.number(count, language=language) for count in (real, made_up)]
    assert said[language].format(*counts) in mixed[language]


@pytest.mark.parametrize("language", SAMPLE_PAGE)
def test_without_made_up_tables_it_says_that_all_is_real(drill, language):
    page = pages_of()[language]
    assert {"fa": "هیچ جدول ساختگی در آن نیست", "en": "none is made up"}[language] in page
    assert re.findall("<h2>(.*?)</h2>", page) == [HEADINGS[language]["real"]]
    assert "tag illustrative" not in page


def test_the_reports_that_need_a_table_are_named(mixed):
    assert "Reports: The all-in cost of financing; What municipalities owe" in visible(
        section(mixed["en"], "instrument_types")
    )
    assert "گزارش‌ها: دستور جلسه و پیگیری مصوبات کمیته" in visible(section(mixed["fa"], "decisions"))


def test_a_table_that_only_measures_the_workbench_is_not_to_be_replaced(pages):
    labels = section(pages["en"], "match_labels")
    assert "this table measures the workbench's matching and needs no replacement" in visible(labels)
    assert commands(labels) == []
    assert "<details>" not in labels
    assert all(commands(section(pages["en"], table)) for table in data.tables("sample") if table != "match_labels")


def test_the_persian_page_has_no_forbidden_word_and_no_mark_of_direction(pages):
    assert [str(one) for one in forbidden_in(visible(pages["fa"]))] == []
    assert not re.search("[\u2066-\u2069]", "".join(pages.values()))


def test_nothing_is_fetched_and_a_phone_has_it_soon(pages):
    for page in pages.values():
        assert "default-src 'none'" in html.unescape(page)
        assert not re.search(r'(?:src|href)="(?:[a-z]+:)?//', page)
        assert len(page.encode()) < 1_900 * len(data.tables("sample"))  # it tells of each of them


# how a table is replaced


def test_the_command_line_takes_every_command(pages, mixed):
    for page in (*pages.values(), *mixed.values()):
        written = commands(page)
        assert len(written) > page.count("<details>") > 0
        for command in written:
            program, *arguments = shlex.split(command)
            assert program == "hamyari"
            options = build_parser().parse_args(arguments)
            assert getattr(options, "room", OWN_ROOM) in (OWN_ROOM, "sample")
            assert set((getattr(options, "tables", None) or "needs").split(",")) <= set(SCHEMAS)


def test_what_people_fill_in_has_a_workbook_that_is_imported(mixed):
    tables = {entry.table for entry in data.room("drill").tables}
    for table in tables & (set(FILLED_IN) | set(MADE_UP)):
        template, imported, *_ = commands(section(mixed["fa"], table))
        assert template.startswith(f"hamyari data template -o {table}.xlsx --tables {table}")
        assert imported == f"hamyari data import {table}.xlsx --room my_room --kind real"
    assert not any("template" in one for one in commands(section(mixed["fa"], "jobs")))


def test_a_table_that_refers_to_made_up_rows_comes_after_ones_own(mixed):
    said = section(mixed["en"], "decisions")
    assert 'Import <a href="#projects">Projects and ideas of projects</a> before this table.' in said
    assert commands(said)[0].endswith("--tables decisions --room my_room"), "its lists offer one's own projects"
    assert "before this table" not in section(mixed["en"], "projects")


def test_public_services_are_named_where_the_command_knows_one(mixed):
    served = {table: service for service, tables in refresh.TABLES.items() for table in tables}
    assert served == REFRESHED
    for entry in data.room("drill").tables:
        refreshes = [one for one in commands(section(mixed["en"], entry.table)) if "refresh" in one]
        service = served.get(entry.table)
        assert refreshes == ([f"hamyari data refresh {service} --room my_room"] if service else [])


def test_only_real_tables_are_taken_and_all_of_them_can_be(pages, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv(ROOMS_VARIABLE, str(tmp_path))
    sample = data.room("sample")
    make_room(OWN_ROOM, province=sample.province)
    for entry in sample.tables:
        taken = [one for one in commands(section(pages["fa"], entry.table)) if "adopt" in one]
        assert len(taken) == (entry.kind == "real")
        assert [main(shlex.split(one)[1:]) for one in taken] == [0] * len(taken)
    assert set(data.tables(OWN_ROOM)) == {entry.table for entry in sample.tables if entry.kind == "real"}
    assert {one.kind for one in data.room(OWN_ROOM).tables} == {"real"}
    capsys.readouterr()


# where it leads, and when it is made


def test_its_links_and_those_to_it_lead_somewhere(tmp_path):
    build_index(tmp_path)
    site = tmp_path / "site"
    for language, file in SAMPLE_PAGE.items():
        page = (site / file).read_text(encoding="utf-8")
        for address in re.findall('href="([^"]+)"', page):
            name, _, anchor = address.partition("#")
            if address != "data:,":
                assert (site / name).exists(), address
                target = (site / (name or file)).read_text(encoding="utf-8") if anchor else ""
                assert not anchor or target.count(f'id="{anchor}"') == 1, address
        for table in data.tables("sample"):
            assert f'href="{CODEBOOK[language]}#{table}"' in page
        index = "index.html" if language == "fa" else "en.html"
        for other in (CODEBOOK[language], index):
            assert f'<a href="{file}">' in (site / other).read_text(encoding="utf-8")


def test_it_is_made_again_when_the_code_or_the_room_has_changed_and_not_otherwise(tmp_path, drill, monkeypatch):
    def told():
        return [(tmp_path / "site" / file).read_text(encoding="utf-8") for file in SAMPLE_PAGE.values()]

    assert write_sample_page(tmp_path)
    assert not write_sample_page(tmp_path)
    (tmp_path / "site" / SAMPLE_PAGE["en"]).unlink()
    assert write_sample_page(tmp_path)
    drill("events", 7)
    assert write_sample_page(tmp_path)
    assert all("names of" in page or "نام‌های" in page for page in map(visible, told()))
    assert not write_sample_page(tmp_path)
    monkeypatch.setattr(sample_page, "site_version", lambda: "other")
    assert write_sample_page(tmp_path)
    assert all('content="other ' in page for page in told())
    assert not write_sample_page(tmp_path)


# how it reads


@pytest.mark.slow
@pytest.mark.parametrize(("file", "width"), [(file, width) for file in SAMPLE_PAGE.values() for width in (360, 1280)])
def test_it_reads_on_a_phone_and_on_a_desktop(browser, tmp_path, file, width):
    build_index(tmp_path)
    page = browser.new_page(viewport={"width": width, "height": 844})
    page.goto((tmp_path / "site" / file).as_uri())
    page.evaluate("document.fonts.ready")
    command = page.locator("#market ~ details .commands code").first
    assert not command.is_visible(), "folded until it is asked for"
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("[...document.querySelectorAll('.commands')].every(one => one.scrollWidth <= one.clientWidth)")
    assert command.evaluate("one => getComputedStyle(one).direction") == "ltr"
    begins = command.evaluate("one => one.getClientRects()[0].left - one.parentElement.getBoundingClientRect().left")
    assert begins < 20, "a command begins on the left, on a Persian page too"
    page.close()

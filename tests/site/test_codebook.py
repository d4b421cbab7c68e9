"""The codebook as a page: every table and column in both languages, made anew only when it has to be."""

import html
import re
import subprocess
import sys

import pytest
from site_samples import leave_run, manifest

from hamyari_lib.data.schemas import SCHEMAS
from hamyari_lib.glossary import forbidden_in
from hamyari_lib.site import build_index, codebook
from hamyari_lib.site.beside import CODEBOOK
from hamyari_lib.site.codebook import render_codebook, write_codebook

COLUMNS = [(table, name) for table, schema in SCHEMAS.items() for name in schema.columns]


@pytest.fixture(scope="module")
def pages():
    return {language: html.unescape(render_codebook(language)) for language in CODEBOOK}


def section(page, table):
    """What stands of one table on the page."""
    start = page.index(f'<section class="declared" aria-labelledby="{table}">')
    return page[start : page.index("</section>", start)]


def entry(page, table, column):
    """What stands of one column, without tags."""
    (found,) = [one for one in section(page, table).split("<li>")[1:] if f"<code>{column}</code></bdi> <bdi" in one]
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", found)).strip()


@pytest.mark.parametrize("language", CODEBOOK)
def test_every_table_and_column_is_there_once_with_its_names_in_both_languages(pages, language):
    page = pages[language]
    assert page.count('<section class="declared"') == len(SCHEMAS)
    for table, schema in SCHEMAS.items():
        for spoken in ("fa", "en"):
            assert schema.metadata[spoken] in section(page, table)
        assert section(page, table).count("<li>") == len(schema.columns)
    for table, name in COLUMNS:
        about = SCHEMAS[table].columns[name].metadata
        said = entry(page, table, name)
        assert said.startswith(about[f"name_{language}"])
        assert about["name_fa"] in said
        assert about["name_en"] in said


def test_a_column_says_type_unit_bounds_meaning_blank_and_labels(pages):
    assert entry(pages["fa"], "instruments", "profit_pct") == (
        "نرخ سود profit_pct contracted profit عدد، ۰ تا ۲۰۰ درصد در سال، ۰ = ندارد "
        "اختیاری؛ خالی = نامعلوم · قابل مشاهده برای همگان"
    )
    assert entry(pages["en"], "instruments", "profit_pct") == (
        "contracted profit profit_pct نرخ سود number, per cent a year, 0 to 200 0 = none "
        "optional; blank = unknown · seen by everyone"
    )
    assert "یکی از گزینه‌ها: زیاد ( high )، متوسط ( medium )، کم ( low )" in entry(pages["fa"], "needs", "urgency")
    assert "Jalali date such as 1399/01/31 required" in entry(pages["en"], "holidays", "date")
    assert "واحد شمارش unit unit of counting متن اختیاری" in entry(pages["fa"], "needs", "unit")


def test_who_may_see_a_column_is_said_and_marked_where_it_is_not_everyone(pages):
    said = section(pages["fa"], "kb_firms")
    hidden = [name for name, one in SCHEMAS["kb_firms"].columns.items() if one.metadata["seen_by"] != "public"]
    assert len(hidden) == said.count('<span class="tag stale">') == 3
    assert entry(pages["fa"], "kb_firms", "national_id").endswith("فقط برای کارکنان سازمان")
    said = entry(pages["en"], "needs", "current_supplier")
    assert said.endswith("only for the committee and the organisation's own staff")


def test_keys_and_references_lead_to_the_tables_that_they_name(pages):
    said = section(pages["fa"], "scores")
    assert "شناسهٔ پروژه، معیار و شناسهٔ خبره" in said
    assert 'شناسهٔ پروژه از جدول <a href="#projects">پروژه‌ها و ایده‌ها</a>' in said
    for page in pages.values():
        targets = set(re.findall('href="#([a-z_]+)"', page))
        assert targets - {"content"} == set(SCHEMAS)
        assert all(page.count(f'id="{one}"') == 1 for one in targets)


def test_a_persian_page_has_no_forbidden_word_and_no_mark_of_direction(pages):
    visible = re.sub("<[^>]+>", " ", pages["fa"])
    assert [str(one) for one in forbidden_in(visible)] == []
    assert not re.search("[\u2066-\u2069]", pages["fa"] + pages["en"])


def test_nothing_is_fetched(pages):
    for page in pages.values():
        assert "default-src 'none'" in page
        assert not re.search(r'(?:src|href)="(?:[a-z]+:)?//', page)


# when it is made


def test_the_index_has_it_beside_it_and_leads_to_it(tmp_path):
    leave_run(tmp_path, manifest(), None)
    build_index(tmp_path)
    for index, page in (("index.html", "codebook.html"), ("en.html", "codebook.en.html")):
        assert f'<a href="{page}">' in (tmp_path / "site" / index).read_text(encoding="utf-8")
        back = (tmp_path / "site" / page).read_text(encoding="utf-8")
        assert f'<a class="home" href="{index}">' in back
        (style,) = re.findall('<link rel="stylesheet" href="(.*?)">', back)
        assert (tmp_path / "site" / style).exists()


def test_it_is_made_when_it_is_missing_or_of_other_code_and_not_otherwise(tmp_path, monkeypatch):
    assert write_codebook(tmp_path)
    made = [tmp_path / "site" / file for file in CODEBOOK.values()]
    before = [one.stat().st_mtime_ns for one in made]
    assert not write_codebook(tmp_path)
    assert [one.stat().st_mtime_ns for one in made] == before
    made[0].unlink()
    assert write_codebook(tmp_path)
    assert made[0].exists()
    assert made[1].stat().st_mtime_ns == before[1]
    monkeypatch.setattr(codebook, "site_version", lambda: "other")
    assert write_codebook(tmp_path)
    assert all('content="other"' in one.read_text(encoding="utf-8") for one in made)


def test_an_index_beside_it_needs_no_pandas(tmp_path):
    build_index(tmp_path)
    asked = (
        "import sys; from pathlib import Path; from hamyari_lib.site import build_index; "
        f"build_index(Path({str(tmp_path)!r})); print('pandas' in sys.modules, 'pandera' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=False)
    assert done.stdout == "False False\n", done.stderr


# how it reads


@pytest.mark.slow
@pytest.mark.parametrize(("file", "width"), list(zip(CODEBOOK.values(), (360, 1280), strict=True)))
def test_it_reads_on_a_phone_and_on_a_desktop(browser, tmp_path, file, width):
    build_index(tmp_path)
    page = browser.new_page(viewport={"width": width, "height": 844})
    page.goto((tmp_path / "site" / file).as_uri())
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    first = page.locator(".columns > li").first
    names, holds = first.locator("> div").nth(0).bounding_box(), first.locator("> div").nth(1).bounding_box()
    assert (holds["y"] > names["y"]) == (width < 768), "side by side where there is room"
    assert page.locator(".contents a").first.is_visible() is False
    page.locator(".contents summary").click()
    page.emulate_media(reduced_motion="reduce")
    page.locator('.contents a[href="#decisions"]').click()
    assert 0 <= page.locator("#decisions").bounding_box()["y"] < 400
    page.close()

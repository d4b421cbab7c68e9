"""Pages as a reader's browser shows them: direction, width, toggle, filter, print, fonts, and nothing from outside."""

from __future__ import annotations

import functools
import http.server
import io
import threading

import matplotlib.image as mpimg
import pytest
from site_samples import (
    FAILURE,
    code,
    financing,
    leave_run,
    line,
    manifest,
    notebook,
    output,
    parameters_of,
)

from hamyari_lib.records import Column, Table
from hamyari_lib.site import build_index, publish

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
EVIL = "<script>document.title = 'evil'</script>"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    leave_run(folder, manifest(ledger=(line(), line("market", "illustrative"))), notebook())
    leave_run(folder, manifest(language="en"), notebook("en"))
    leave_run(folder, manifest("qom", title="قم", state="failed", failure=FAILURE), notebook(fails=True))
    evil = Table("evil", EVIL, (Column("a", EVIL),), ((EVIL,),), source=EVIL)
    leave_run(folder, manifest("yazd", title="یزد"), notebook() | {"cells": [code("x", output(evil))]})
    for case in ("razavi_khorasan.fa", "razavi_khorasan.en", "qom.fa", "yazd.fa"):
        publish(folder, f"02_sector_structure/{case}", parameters_of=parameters_of)
    build_index(folder)
    # Not in the index, whose cards are counted below: a report of many sources and of inputs that are not known.
    leave_run(folder, financing(ledger=tuple(line(f"table_{n}") for n in range(6))), notebook())
    some_unknown = (("مبلغ", "۳٬۰۰۰"), ("کارمزد", "نامعلوم"))
    publish(folder, "08_financing_options/metro.fa", parameters_of=lambda *_: some_unknown)
    return folder


class Tab:
    """A page of the site in a browser, with what it asked for and complained of."""

    def __init__(self, context, address: str) -> None:
        self.page = context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(address)
        self.page.evaluate("document.fonts.ready")


@pytest.fixture
def visit(browser, reports):
    contexts = []

    def open_page(path: str, *, viewport=PHONE, javascript=True) -> Tab:
        context = browser.new_context(viewport=viewport, java_script_enabled=javascript, accept_downloads=True)
        contexts.append(context)
        return Tab(context, path if "://" in path else (reports / "site" / path).as_uri())

    yield open_page
    for context in contexts:
        context.close()


PAGES = ["02_sector_structure/razavi_khorasan.fa.html", "02_sector_structure/razavi_khorasan.en.html",
         "02_sector_structure/qom.fa.html", "index.html", "en.html"]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_page_fits_the_width_asks_nothing_from_outside_and_has_its_fonts(visit, path, viewport):
    tab = visit(path, viewport=viewport)
    assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert all(request.startswith(("file:", "data:")) for request in tab.requests)
    assert tab.complaints == []
    assert tab.page.evaluate("[...document.fonts].some(font => font.status === 'loaded')")
    direction = "ltr" if path.endswith(("en.html", ".en.html")) else "rtl"
    assert tab.page.evaluate("getComputedStyle(document.body).direction") == direction


def test_first_screen_of_a_phone_holds_banner_title_and_summary(visit):
    tab = visit(PAGES[0])
    for part in (".banner.illustrative", "h1", ".summary .statements li:first-child"):
        box = tab.page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= PHONE["height"], part


def test_same_page_over_http_and_alone(visit, reports):
    handler = functools.partial(_Quiet, directory=str(reports / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            origin = f"http://127.0.0.1:{server.server_port}"
            tab = visit(f"{origin}/{PAGES[0]}")
            assert tab.complaints == []
            assert all(request.startswith((origin, "data:")) for request in tab.requests)
            assert tab.page.evaluate("[...document.images].every(image => image.naturalWidth > 0)")
        finally:
            server.shutdown()
            thread.join()
    alone = visit(next((reports / "site" / "media").glob("*razavi_khorasan-fa-*.html")).as_uri())
    assert alone.complaints == []
    assert len([request for request in alone.requests if not request.startswith("data:")]) == 1
    assert alone.page.evaluate("[...document.images].every(image => image.naturalWidth > 0)")
    assert alone.page.evaluate("[...document.fonts].some(font => font.status === 'loaded')")
    alone.page.locator("#code-toggle").click()
    assert alone.page.locator(".code").first.is_visible()


def test_code_appears_by_keyboard_and_is_forgotten(visit):
    tab = visit(PAGES[0])
    toggle = tab.page.locator("#code-toggle")
    assert toggle.get_attribute("aria-pressed") == "false"
    assert not tab.page.locator(".code").first.is_visible()
    toggle.focus()
    tab.page.keyboard.press("Space")
    assert toggle.get_attribute("aria-pressed") == "true"
    tab.page.locator(".code pre").first.wait_for(state="visible")
    assert tab.page.evaluate("getComputedStyle(document.querySelector('.code pre')).direction") == "ltr"
    assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tab.page.reload()
    assert not tab.page.locator(".code").first.is_visible()


def test_keyboard_focus_starts_at_the_skip_link_and_is_seen(visit):
    tab = visit(PAGES[0])
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("document.activeElement.className") == "skip"
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_script_in_data_stays_text(visit):
    tab = visit("02_sector_structure/yazd.fa.html")
    assert tab.page.title() != "evil"
    assert EVIL in tab.page.locator("caption").inner_text()


def test_all_rows_come_on_request_without_javascript(visit):
    tab = visit(PAGES[0], javascript=False)
    rows = tab.page.locator(".table tbody tr")
    assert rows.count() == 20
    assert not rows.nth(12).is_visible()
    tab.page.locator(".all-rows + label").click()
    assert rows.nth(19).is_visible()
    assert tab.page.locator(".cards").is_visible()


def test_title_of_a_wide_table_wraps_at_the_screen(visit):
    tab = visit(PAGES[0])
    box = tab.page.locator("caption > span").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]


def test_tables_download_under_their_readable_names(visit):
    tab = visit(PAGES[0])
    with tab.page.expect_download() as download:
        tab.page.locator(".downloads a").first.click()
    assert download.value.suggested_filename.startswith("razavi_khorasan-location_quotients-")


def test_print_hides_what_paper_cannot_do_and_shows_all_rows(visit):
    tab = visit(PAGES[0], viewport=DESK)
    tab.page.emulate_media(media="print")
    for part in (".tools", "nav.contents", ".all-rows + label", ".downloads"):
        assert not tab.page.locator(part).first.is_visible(), part
    assert tab.page.locator(".table tbody tr").nth(19).is_visible()
    assert tab.page.evaluate("getComputedStyle(document.querySelector('figure')).breakInside") == "avoid"


def test_what_is_folded_is_printed_and_opens_without_javascript(visit):
    tab = visit("08_financing_options/metro.fa.html", javascript=False)
    for folded in (".end li", ".source"):
        last = tab.page.locator(f".end details:not(.provenance) {folded.removeprefix('.end ')}").last
        assert not last.is_visible()
        tab.page.locator(f".end details:has({folded.removeprefix('.end ')}) > summary").first.click()
        assert last.is_visible()
    tab = visit("08_financing_options/metro.fa.html", viewport=DESK)
    tab.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert tab.page.locator(".end details:not([open])").count() == 0
    assert tab.page.locator(".end details").count() == 3


def test_a_table_wider_than_its_box_shows_where_there_is_more(visit):
    for path in PAGES[:2]:
        box = visit(path).page.locator(".table .scroll").first
        assert box.evaluate("one => one.scrollWidth > one.clientWidth")
        layers = box.evaluate("one => getComputedStyle(one).backgroundAttachment").split(", ")
        assert layers == ["local", "local", "scroll", "scroll"], "two covers that move with the table, two shadows"
        edge = _column_of_pixels(box, 1 if path.endswith(".fa.html") else -2)
        box.evaluate(
            "one => one.scrollTo(one.dir === 'rtl' || getComputedStyle(one).direction === 'rtl' ? -9999 : 9999, 0)"
        )
        assert sum(_column_of_pixels(box, 1 if path.endswith(".fa.html") else -2)) > sum(edge), "no shadow at the end"


def _column_of_pixels(box, x):
    """The brightness down a column of a picture of an element, counted from its left or, below zero, from its right."""
    picture = mpimg.imread(io.BytesIO(box.screenshot()))
    return picture[:, x, :3].sum(axis=1)


@pytest.mark.parametrize(
    ("words", "shown"),
    [("يزد", 1), ("خراسان رضوي", 2), ("razavi", 1), ("ضريب مكاني", 3), ("دانش بنیان", 4), ("nothing", 0), ("", 4)],
)
def test_index_is_filtered_by_words_of_either_keyboard(visit, words, shown):
    tab = visit("index.html")
    tab.page.locator("input[value='']").check(force=True)
    tab.page.locator("#search").fill(words)
    assert tab.page.locator(".reports > li:visible").count() == shown
    assert tab.page.locator("#none").is_visible() == (shown == 0)


def test_index_is_filtered_by_language_and_counts_aloud(visit):
    tab = visit("index.html")
    tab.page.locator("input[value=en]").focus()
    tab.page.keyboard.press("Space")
    assert tab.page.locator(".reports > li:visible").count() == 1
    count = tab.page.locator("#count")
    assert count.get_attribute("aria-live") == "polite"
    assert "۱" in count.inner_text()
    assert "۴" in count.inner_text()


def test_index_shows_everything_without_javascript(visit):
    tab = visit("index.html", javascript=False)
    assert tab.page.locator(".reports > li:visible").count() == 4
    assert not tab.page.locator("#filters").is_visible()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        pass

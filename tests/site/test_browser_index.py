"""The index with many reports of several questions, on a phone: every theme is near, and nothing is lost by folding."""

import pytest
from site_samples import financing, leave_run, manifest

from hamyari_lib.site import build_index
from hamyari_lib.site.index import FOLDED

PHONE = {"width": 360, "height": 740}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    for number in range(31):
        leave_run(folder, manifest(f"c{number:02}", title=f"شهر {number}", parameters={"province": "یزد"}), None)
    for number in range(8):
        leave_run(folder, manifest(f"c{number:02}", "en", title=f"City {number}", parameters={}), None)
    for case in ("metro", "haram"):
        leave_run(folder, financing(case), None)
        leave_run(folder, financing(case, "en"), None)
    build_index(folder)
    return folder / "site"


@pytest.fixture
def visit(browser, site):
    contexts = []

    def open_index(file="index.html", *, javascript=True):
        context = browser.new_context(viewport=PHONE, java_script_enabled=javascript)
        contexts.append(context)
        page = context.new_page()
        page.goto((site / file.partition("#")[0]).as_uri() + "".join(file.partition("#")[1:]))
        return page

    yield open_index
    for context in contexts:
        context.close()


def cards(page, question=0):
    return page.locator(".group").nth(question).locator(".reports > li:visible").count()


@pytest.mark.parametrize("file", ["index.html", "en.html"])
def test_every_question_is_on_the_first_screen_and_one_tap_away(visit, file):
    page = visit(file)
    page.evaluate("document.fonts.ready")
    link = page.locator(".questions a").last
    box = link.bounding_box()
    assert box["y"] + box["height"] <= PHONE["height"]
    assert box["height"] >= 40, "a thumb finds it"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.emulate_media(reduced_motion="reduce")
    link.click()
    assert 0 <= page.locator(".group").nth(1).locator(".asks").bounding_box()["y"] < PHONE["height"] / 2


@pytest.mark.parametrize(
    ("javascript", "shown", "others", "total"), [(True, 31, 2, "۳۱"), (False, 39, 4, "۳۹")], ids=["script", "no-script"]
)
def test_a_long_question_is_folded_and_unfolds(visit, javascript, shown, others, total):
    page = visit(javascript=javascript)
    assert (cards(page), cards(page, 1)) == (FOLDED, others)
    label = page.locator(".all-reports + label")
    assert label.count() == 1
    assert label.inner_text() == f"نمایش همهٔ {total} گزارش"
    label.click()
    assert cards(page) == shown
    assert label.inner_text() == "نمایش کمتر"
    label.click()
    assert cards(page) == FOLDED


def test_the_keyboard_unfolds_too(visit):
    page = visit()
    page.locator(".all-reports").focus()
    page.keyboard.press("Space")
    assert cards(page) == 31


def test_who_comes_for_a_question_sees_all_of_it(visit):
    page = visit("index.html#q-02_sector_structure")
    assert cards(page) == 31
    assert not page.locator(".all-reports + label").is_visible()


def test_the_search_finds_what_is_folded_and_hides_empty_themes(visit):
    page = visit()
    page.locator("#search").fill("شهر ۳۰")
    assert cards(page) == 1
    assert page.locator(".theme:visible").count() == 1
    assert page.locator(".questions li:visible").count() == page.locator(".questions > div:visible").count() == 1
    assert "۱" in page.locator(".questions .n:visible").inner_text()
    page.locator("#search").fill("یزد")  # a province that stands in no title
    assert cards(page) == 31
    page.locator("#search").fill("تأمین مالی")  # a theme
    assert page.locator(".reports > li:visible").count() == 2
    page.locator("#search").fill("nothing at all")
    assert not page.locator(".questions").is_visible()
    page.locator("#search").fill("")
    assert (cards(page), cards(page, 1)) == (FOLDED, 2)


@pytest.mark.parametrize(
    ("file", "language", "count"),
    [
        ("index.html", "fa", "۳۳ گزارش به این زبان، از ۴۳ گزارش"),
        ("en.html", "en", "In this language: 10 of 43 reports"),
    ],
)
def test_an_index_opens_in_its_own_language_and_can_show_all(visit, file, language, count):
    page = visit(file)
    assert page.locator("input[name=language]:checked").get_attribute("value") == language
    shown = page.locator(".reports > li")
    assert {one.get_attribute("data-language") for one in shown.all()} == {language}
    assert page.locator("#count").inner_text() == count
    page.locator("input[value='']").check(force=True)
    assert shown.count() == 43
    assert "43" in page.locator("#count").inner_text().translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))


def test_an_index_without_reports_in_its_language_shows_the_others(browser, tmp_path):
    leave_run(tmp_path, financing("metro", "en"), None)
    build_index(tmp_path)
    page = browser.new_page(viewport=PHONE)
    page.goto((tmp_path / "site" / "index.html").as_uri())
    assert cards(page) == 1
    page.close()


def test_a_language_keeps_the_fold_and_corrects_the_counts(visit):
    page = visit()
    page.locator("input[value=en]").check(force=True)
    assert cards(page) == FOLDED
    assert page.locator(".all-reports + label").inner_text() == "نمایش همهٔ ۸ گزارش"
    assert page.locator(".questions .n").all_inner_texts() == ["(۸)", "(۲)"]
    assert page.locator("#count").inner_text() == "۱۰ گزارش به این زبان، از ۴۳ گزارش"
    page.locator("#search").fill("effective cost")
    assert page.locator("#count").inner_text() == "۲ گزارش از ۴۳ گزارش پیدا شد"


def test_paper_holds_every_report_of_the_language(visit):
    page = visit()
    page.emulate_media(media="print")
    assert cards(page) == 31
    assert not page.locator(".questions").is_visible()

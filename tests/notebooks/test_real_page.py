"""The page of a real run, in a real browser: the sample's first province, as a committee member opens it on a phone."""

import pytest

from hamyari_lib import params
from hamyari_lib.site import build_index, publish

pytestmark = pytest.mark.slow

PAGE_LIMIT_BYTES = 60 * 1024


@pytest.fixture(scope="module")
def page_file(tmp_path_factory, sample_run):
    from hamyari_lib.run.batch import keep_run

    reports = tmp_path_factory.mktemp("reports")
    keep_run(reports, sample_run)
    published = publish(reports, sample_run.manifest.report, parameters_of=params.describe_run)
    build_index(reports)
    return published.page


@pytest.fixture
def phone(browser, page_file):
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.requests = []
    page.on("request", lambda request: page.requests.append(request.url))
    page.goto(page_file.as_uri())
    yield page
    page.close()


def test_page_is_small_and_holds_every_row(page_file):
    html = page_file.read_text(encoding="utf-8")
    assert len(html.encode()) <= PAGE_LIMIT_BYTES
    assert "ردیف نخست از" not in html


def test_page_reads_from_right_to_left_and_fits_a_phone(phone):
    assert phone.evaluate("[document.dir, document.documentElement.lang]") == ["rtl", "fa"]
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert phone.evaluate("[...document.images].every(image => image.naturalWidth > 0 && image.alt.length > 20)")
    assert all(url.startswith(("file:", "data:")) for url in phone.requests)


def test_first_screen_says_what_to_take_from_it_and_of_what_date(phone):
    inside = "element => element.getBoundingClientRect().top < innerHeight"
    for selector in ("h1", ".dates", ".summary .statements li:nth-of-type(1)"):
        assert phone.locator(selector).first.evaluate(inside), selector
    assert phone.locator(".summary .statements li").count() == 3
    assert phone.locator(".summary .certainty").count() == 3


def test_information_and_communication_is_withheld(phone):
    row = phone.locator("table", has_text="ضریب مکانی").first.locator("tr", has_text="اطلاعات و ارتباطات")
    assert "نمونه ناکافی" in row.inner_text()
    assert "۰٫۵۱" not in row.inner_text()


def test_code_is_shown_on_demand(phone):
    assert phone.locator(".code pre").count() == 0
    phone.locator("#code-toggle").click()
    phone.locator(".code pre").first.wait_for(state="visible")
    assert "params.checked(globals())" in phone.locator("body").inner_text()

"""The index: reports by question, questions by theme, from manifests alone."""

import json
import re
from typing import get_args

import pytest
from site_samples import financing, leave_run, manifest, notebook, put

from hamyari_lib.records import THEMES, Failure, State
from hamyari_lib.site import build_index
from hamyari_lib.site.index import FOLDED
from hamyari_lib.site.reasons import in_plain_words
from hamyari_lib.site.shared import ASSETS
from hamyari_lib.site.wording import STATE_NAMES

EARLIER = "20261121T080000Z-000000"


def index(reports, file="index.html"):
    build_index(reports)
    return (reports / "site" / file).read_text(encoding="utf-8")


def headings(html):
    """The level and words of every heading of questions and themes, in order."""
    found = re.findall(r"<h([23])[^>]*>(?:<bdi>)?(.*?)(?:</bdi>)?</h", html)
    return [(int(level), words) for level, words in found if "<" not in words]


def test_questions_stand_under_their_themes_in_the_order_of_the_themes(tmp_path):
    leave_run(tmp_path, financing(notebook="01_bonds", report="01_bonds/metro.fa"), None)
    leave_run(tmp_path, manifest(), None)
    assert headings(index(tmp_path)) == [
        (2, "فرصت‌های دانش‌بنیان"),
        (3, "کدام رشته‌ها در استان پررنگ‌ترند؟"),
        (2, "تأمین مالی"),
        (3, "هزینهٔ واقعی شیوه‌های تأمین مالی"),
    ]
    assert [words for level, words in headings(index(tmp_path, "en.html")) if level == 2] == [
        "Knowledge-based opportunities",
        "Financing",
    ]


def test_every_theme_has_its_place(tmp_path):
    for number, theme in enumerate(reversed(THEMES)):
        leave_run(tmp_path, financing(notebook=f"{number}", report=f"{number}/a.fa", theme=theme), None)
    assert [words for level, words in headings(index(tmp_path)) if level == 2] == [one.fa for one in THEMES.values()]


def test_a_run_of_before_themes_follows_the_later_runs_of_its_question(tmp_path):
    old = leave_run(tmp_path, manifest("qom", title="قم", run=EARLIER), None) / "manifest.json"
    payload = json.loads(old.read_text(encoding="utf-8"))
    del payload["theme"]
    old.write_text(json.dumps(payload), encoding="utf-8")
    alone = index(tmp_path)
    assert headings(alone) == [(2, "کدام رشته‌ها در استان پررنگ‌ترند؟"), (3, "قم")], "no theme: no heading for it"
    leave_run(tmp_path, manifest(), None)
    assert headings(index(tmp_path))[0] == (2, "فرصت‌های دانش‌بنیان")
    assert len(headings(index(tmp_path))) == 2


def test_the_latest_run_says_the_theme_and_an_unknown_one_says_nothing(tmp_path):
    leave_run(tmp_path, manifest("a", run=EARLIER, theme="projects"), None)
    leave_run(tmp_path, manifest("b", theme="financing"), None)
    leave_run(tmp_path, manifest("c", run="20261125T080000Z-000000", theme="renamed"), None)
    assert headings(index(tmp_path))[0] == (2, "تأمین مالی")
    leave_run(tmp_path, financing(theme="renamed"), None)
    assert headings(index(tmp_path))[2] == (2, "موضوع‌های دیگر")


def test_the_questions_are_listed_first_with_their_counts(tmp_path):
    for number in range(35):
        leave_run(tmp_path, manifest(f"c{number}"), None)
    assert 'class="questions"' not in index(tmp_path), "one question needs no list"
    leave_run(tmp_path, financing(), None)
    html = index(tmp_path)
    listed = html[html.index('class="questions"') : html.index("</nav>", html.index('class="questions"'))]
    found = re.findall(r'href="#(.*?)"><bdi>(.*?)</bdi></a> <span class="n">\((.*?)\)', listed)
    assert found == [
        ("q-02_sector_structure", "کدام رشته‌ها در استان پررنگ‌ترند؟", "۳۵"),
        ("q-08_financing_options", "هزینهٔ واقعی شیوه‌های تأمین مالی", "۱"),
    ]
    assert all(f'id="{target}"' in html for target, _, _ in found)
    assert html.index('class="questions"') < html.index('class="reports"')


@pytest.mark.parametrize(("reports", "folds"), [(FOLDED, 0), (FOLDED + 1, 1)])
def test_only_a_long_question_is_folded(tmp_path, reports, folds):
    for number in range(reports):
        leave_run(tmp_path, manifest(f"c{number}"), None)
    html = index(tmp_path)
    assert html.count('class="all-reports"') == folds
    assert html.count("<li lang=") == reports, "all of them are in the page"


def test_the_style_sheet_folds_where_the_index_says():
    css = (ASSETS / "site.css").read_text(encoding="utf-8")
    (rule,) = re.findall(r"^body:not\(\.searching\).*$", css, re.MULTILINE)
    assert f":nth-child(n+{FOLDED + 1}) {{ display: none; }}" in rule


def test_new_units_and_lower_bounds_are_in_words(tmp_path):
    leave_run(tmp_path, financing(), None)
    leave_run(tmp_path, financing(language="en"), None)
    html = re.sub(r"</?(?:bdi|small)[^>]*>", "", index(tmp_path))
    for figure in (
        "<dd>دست‌کم ۲۳٫۲٪ در سال</dd>",
        "<dd>at least 23.2% a year</dd>",
        "<dd>۳٬۰۰۰ میلیارد ریال</dd>",
        "<dd>3,000 billion rial</dd>",
        "<dd>−1.34 points (−2.10 to −0.40)</dd>",
    ):
        assert figure in html, figure


LATER = "20261127T080000Z-000000"


def test_the_index_shows_the_good_page_and_the_attempt_that_failed_after_it(tmp_path):
    leave_run(tmp_path, manifest(), notebook())
    put(tmp_path)
    leave_run(tmp_path, manifest(run=LATER, state="failed", failure=Failure("KeyError: 'x'")), notebook(fails=True))
    put(tmp_path)
    html = index(tmp_path)
    assert 'href="02_sector_structure/razavi_khorasan.fa.html"' in html
    assert 'href="02_sector_structure/razavi_khorasan.fa.failed.html"' in html
    assert "محاسبه با خطا متوقف شد. داده‌ای که محاسبه به آن نیاز دارد پیدا نشد." in html


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("state", [one for one in get_args(State) if one not in ("succeeded", "unchanged")])
def test_why_a_report_is_not_complete_is_said_in_plain_words(state, language):
    found = in_plain_words(state, Failure("WeirdError: x"), language)
    assert found.endswith(".")
    assert "Error" not in found
    assert STATE_NAMES[state][language]


def test_a_report_without_a_page_says_what_was_refused(tmp_path):
    refused = Failure("params/x.yaml: coupon is 18; expected a fraction")
    leave_run(tmp_path, manifest(state="invalid", failure=refused), None)
    assert "یک یا چند ورودی پذیرفتنی نبود. <bdi>params/x.yaml: coupon is 18" in index(tmp_path)

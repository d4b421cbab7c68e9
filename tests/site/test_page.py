"""One run as a page: what is shown, what is escaped, and how large it gets."""

import re

import pytest
from nbformat.v4 import new_output
from site_samples import (
    FAILURE,
    PARAMETERS,
    code,
    headlines,
    line,
    manifest,
    notebook,
    output,
    parameters_of,
    prose,
    summary,
    table,
)

from hamyari_lib.data import Bilingual
from hamyari_lib.records import RESULT_MIME, Column, Failure, Figure, Headline, Note, Statement, Table
from hamyari_lib.site import render_page
from hamyari_lib.site.page import PAGE_LIMIT
from hamyari_lib.site.view import Link, Links, Stale

EVIL = '<script>alert("x")</script>'


def page_of(cells=None, *, language="fa", parameters=PARAMETERS, stale=None, links=None, **changes):
    content = notebook(language) if cells is None else notebook(language) | {"cells": cells}
    return render_page(
        content,
        manifest(language=language, **changes),
        parameters=parameters,
        stale=stale,
        links=links,
    )


def test_page_states_its_language_and_direction():
    assert '<html lang="fa" dir="rtl">' in page_of().html
    assert '<html lang="en" dir="ltr">' in page_of(language="en").html


def test_first_screen_comes_in_order():
    html = page_of(ledger=(line(), line("market", "illustrative"))).html
    order = ["banner illustrative", "<h1>خراسان رضوی", "سال ۱۳۹۹", 'class="summary"', 'class="cards"', 'class="body"']
    places = [html.index(part) for part in order]
    assert places == sorted(places)
    assert html.count("<h1") == 1


def test_illustrative_banner_names_the_tables_and_only_those():
    html = page_of(ledger=(line(), line("market", "illustrative"))).html
    banner = html[html.index("banner illustrative") : html.index("<h1>")]
    assert "جدول market" in banner
    assert "جدول jobs" not in banner
    assert "banner illustrative" not in page_of().html


def test_only_the_page_s_language_and_neutral_prose_is_shown():
    cells = [prose("# t", "fa"), prose("متن فارسی", "fa"), prose("English text", "en"), prose("۱۲۳ neutral")]
    html = page_of(cells).html
    assert "متن فارسی" in html
    assert "neutral" in html
    assert "English text" not in html


def test_injected_parameters_and_ledger_text_are_hidden_and_printed_text_is_code_only():
    made = page_of()
    code_view = next(content.decode() for name, content in made.files.items() if name.endswith(".js"))
    for text in (made.html, code_view, made.files[made.standalone].decode()):
        assert "secret injected" not in text
        assert "LEDGER-TEXT" not in text
    assert "printed &lt;b&gt;words&lt;/b&gt;" in code_view
    assert "printed &lt;b&gt;words&lt;/b&gt;" not in made.html
    assert "printed &lt;b&gt;words&lt;/b&gt;" in made.files[made.standalone].decode()


def test_persian_page_has_persian_digits_and_jalali_dates():
    html = page_of().html
    assert "۱ آذر ۱۴۰۵" in html
    assert "۱۲۴۰" in html
    assert "۱۴:۲۵" in html  # 10:55 UTC in Tehran
    text = re.sub(r"<(style|script|code|pre)\b.*?</\1>|<[^>]*>", " ", html, flags=re.S)
    text = text.replace("CC BY 4.0", "")
    assert not re.findall(r"[0-9]", text)


def test_english_page_has_no_persian_text_of_its_own():
    html = page_of(language="en", parameters=parameters_of(None, "en")).html
    text = re.sub(r"<(code|pre)\b.*?</\1>|<[^>]*>", " ", html, flags=re.S)
    assert not re.findall("[\u0600-\u06ff]", text)


def test_signed_numbers_are_isolated_left_to_right():
    html = page_of().html
    assert '<bdi dir="ltr">−۳٫۱٪</bdi>' in html
    assert "\u2066" not in html


def test_a_figure_that_misses_something_is_at_least_so_much():
    html = page_of().html
    assert "دست‌کم" in html
    assert "بدون احتساب کارمزد ضامن" in html
    unknown = Headline("fee", "کارمزد", None, "fraction", missing=("نرخ ضامن",))
    html = page_of([code("x", output(unknown))]).html
    assert "نامعلوم" in html
    assert "برای محاسبه لازم است: نرخ ضامن" in html


def test_data_never_becomes_markup():
    evil_table = Table("k", EVIL, (Column("a", EVIL),), ((EVIL,),), source=EVIL, note=EVIL)
    evil_figure = Figure("f", EVIL, 'a" onerror="x' + EVIL, EVIL, "image/png", 10, 10, note=EVIL)
    cells = [
        prose(f"# t\n\n{EVIL}\n\n## {EVIL}\n\n[x](javascript:alert(1)) ![{EVIL}](http://example.com/x.png)"),
        code(EVIL, output(evil_table), output(evil_figure, **{"image/png": "AAAA"})),
        code("x", output(Headline("h", EVIL, 1, "ratio", missing=(EVIL,)))),
        code("x", output(Note("summary", (Statement(EVIL, EVIL),))), output(Note("limits", (Statement(EVIL),)))),
    ]
    evil = Bilingual(fa=EVIL, en=EVIL)
    made = render_page(
        {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5},
        manifest(
            state="failed",
            title=EVIL,
            question=EVIL + "?",
            failure=Failure(EVIL, section=EVIL),
            code_version=EVIL,
            packages={EVIL: EVIL},
            ledger=(line(), type(line())(EVIL, EVIL, "illustrative", 1, EVIL, evil, EVIL, evil, evil)),
        ),
        parameters=((EVIL, EVIL),),
        stale=Stale("2026-11-22T10:00:00Z", "failed", Failure(EVIL, section=EVIL)),
        links=Links(index="../index.html", question="../index.html#q", related=(Link("a.html", EVIL),)),
    )
    assert "<script>alert" not in made.html
    assert 'onerror="' not in made.html
    assert made.html.count("<script") == 1
    assert 'href="javascript' not in made.html
    standalone = made.files[made.standalone].decode()
    assert "<script>alert" not in standalone
    assert standalone.count("<script") == 1
    assert "<script>alert" not in next(content.decode() for name, content in made.files.items() if name.endswith(".js"))


def test_nothing_is_fetched_from_outside():
    made = page_of([prose("# t\n\n[مرجع](https://example.com/a) و <https://example.com/b>"), *notebook().cells[2:]])
    for html in (made.html, made.files[made.standalone].decode()):
        assert not re.findall(r"""(?:src|href|action|srcset)\s*=\s*["']?\s*(?:https?:)?//""", html)
        assert not re.findall(r"url\(\s*[\"']?\s*(?:https?:)?//", html)
    assert "https://example.com/a" in made.html


def test_standalone_page_carries_everything():
    made = page_of()
    html = made.files[made.standalone].decode()
    assert re.findall(r'(?:src|href)="(?!data:|#)([^"]*)"', html) == []
    assert "data:image/svg+xml;base64," in html
    assert html.count("data:font/woff2;base64,") == 2
    assert 'download="razavi_khorasan-location_quotients-' in html


def test_page_stays_within_its_limit_and_says_which_rows_it_leaves_out():
    assert len(page_of().html.encode()) < PAGE_LIMIT / 2
    cells = [*notebook(rows=2_000).cells, *[code("x = 1  # comment\n" * 12) for _ in range(60)]]
    made = page_of(cells)
    assert len(made.html.encode()) <= PAGE_LIMIT
    assert "ردیف نخست از ۲۰۰۰ ردیف" in made.html


def test_failed_page_ends_where_the_run_ended():
    made = render_page(notebook(fails=True), manifest(state="failed", failure=FAILURE), parameters=PARAMETERS)
    assert "این گزارش کامل نیست" in made.html
    assert "بخش:" in made.html
    assert "سه رشته از بیست رشته" in made.html
    assert "متن پس از خطا" not in made.html
    assert 'id="stopped"' in made.html
    assert "\x1b" not in made.html


@pytest.mark.parametrize("state", ["failed", "timed_out", "kernel_died", "cancelled", "invalid"])
@pytest.mark.parametrize("language", ["fa", "en"])
def test_every_state_has_words_in_both_languages(state, language):
    html = page_of(language=language, state=state).html
    assert state not in re.sub(r"<[^>]*>", "", html).split()


def test_an_unreadable_record_does_not_take_the_page_down():
    broken = output(summary())
    broken.data[RESULT_MIME] = {"kind": "table", "nonsense": 1}
    html = page_of([code("x", broken), code("y", output(headlines()[0]))]).html
    assert "قابل نمایش نیست" in html
    assert "۱٫۰۹" in html


def test_same_input_gives_the_same_bytes():
    first, second = page_of(), page_of()
    assert first == second


def test_tables_have_scopes_and_figures_have_alt_text():
    html = page_of().html
    assert 'alt="نمودار میله‌ای ضریب مکانی"' in html
    assert "<caption><span>سه رشته" in html
    body = html[html.index("<main") :]
    assert not re.findall(r"<th(?![^>]*scope=)(?!ead)", body)
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_two_equal_tables_are_told_apart():
    html = page_of([code("a", output(table()), output(table()))]).html
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_a_cell_that_may_raise_is_not_where_the_run_stopped():
    allowed = code("1 / 0", new_output("error", ename="ZeroDivisionError", evalue="", traceback=["x"]))
    failed = code("2 / 0", new_output("error", ename="ZeroDivisionError", evalue="", traceback=["y"]))
    failed.metadata["papermill"] = {"status": "failed"}
    cells = [allowed, prose("between the two"), failed, prose("never reached")]
    made = render_page(
        {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5},
        manifest(state="failed", failure=FAILURE),
        parameters=PARAMETERS,
    )
    assert "between the two" in made.html
    assert "never reached" not in made.html


@pytest.mark.parametrize(("language", "label"), [("fa", "اثر انگشت کد بسته"), ("en", "Package code")])
def test_the_run_record_names_the_code_of_the_package(language, label):
    html = page_of(language=language, package_sha256="cd" * 32).html
    panel = html[html.index('class="provenance"') :]
    assert f"<dt>{label}:</dt>" in panel
    assert f"SHA-256 {'cd' * 32}" in panel
    assert label not in page_of(language=language).html

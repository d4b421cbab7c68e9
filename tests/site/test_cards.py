"""The words of a headline figure on its card, in both languages."""

import re

import pytest
from site_samples import code, financing, leave_run, manifest, notebook, output

from hamyari_lib.records import Headline
from hamyari_lib.site import build_index, render_page
from hamyari_lib.site.cards import card


def headline(value, *, unit="fraction/year", missing=("the fee",), **more):
    return Headline("cost", "cost", value, unit, missing=missing, **more)


def shown(one, language):
    """A card as a line."""
    made = card(one, language)
    parts = (made.prefix, made.value.strip("\u2066\u2069"), made.suffix)
    return " ".join(part for part in parts if part)


@pytest.mark.parametrize(
    ("one", "fa", "en"),
    [
        (headline(0.2), "دست‌کم ۲۰٫۰٪ در سال", "at least 20.0% a year"),
        (headline(-0.15), "−۱۵٫۰٪ یا بالاتر در سال", "−15.0% or higher a year"),
        (headline(-0.15, unit="fraction"), "−۱۵٫۰٪ یا بالاتر", "−15.0% or higher"),
        (headline(-0.0134, unit="point/year"), "−۱٫۳۴ واحد درصد یا بالاتر", "−1.34 points or higher"),
        (headline(-4, unit="jobs"), "−۴ شغل یا بالاتر", "−4 jobs or higher"),
        (headline(-1e-9), "دست‌کم ۰٫۰٪ در سال", "at least 0.0% a year"),
        (headline(-0.15, missing=()), "−۱۵٫۰٪ در سال", "−15.0% a year"),
        (headline(-0.15, bound="either way"), "−۱۵٫۰٪ در سال", "−15.0% a year"),
        (headline(None, bound="unknown"), "نامعلوم", "unknown"),
        (headline(None, bound="not computed"), "محاسبه نشد", "not computed"),
    ],
)
def test_a_card_says_what_its_bound_makes_of_the_figure(one, fa, en):
    assert shown(one, "fa") == fa
    assert shown(one, "en") == en


@pytest.mark.parametrize(
    ("one", "fa", "en"),
    [
        (headline(0.2), "بدون احتساب the fee", "without the fee"),
        (
            headline(0.2, bound="either way"),
            "بدون احتساب the fee، که ممکن است رقم را کم یا زیاد کند",
            "without the fee, which may raise or lower it",
        ),
        (headline(None, bound="unknown"), "برای محاسبه لازم است: the fee", "needed to compute it: the fee"),
        (headline(None, bound="not computed"), "علت: the fee", "Reason: the fee"),
        (headline(None, bound="not computed", missing=()), "", ""),
    ],
)
def test_a_card_says_what_is_missing_and_why(one, fa, en):
    assert card(one, "fa").missing == fa
    assert card(one, "en").missing == en


def test_two_assumptions_are_named_and_the_rest_counted():
    few, many = (headline(0.2, missing=(), assumed=tuple(names)) for names in ("ab", "abcd"))
    assert card(few, "en").assumed == "assuming a and b"
    assert card(many, "fa").assumed == "با فرض a، b و ۲ مورد دیگر"
    assert card(headline(0.2), "en").assumed == ""


def test_the_page_and_the_index_say_it_where_the_figure_stands(tmp_path):
    figures = (
        headline(-0.15, assumed=("روز انتشار",)),
        headline(-0.03, bound="either way", assumed=("روز انتشار",)),
        headline(None, bound="not computed", missing=("چند نرخ هم‌زمان",)),
    )
    page = render_page(notebook() | {"cells": [code("x", *map(output, figures))]}, manifest(), parameters=()).html
    assert re.search('۱۵٫۰٪</bdi> <span class="suffix below">یا بالاتر در سال</span>', page)
    assert page.count('<dd class="interval">با فرض روز انتشار</dd>') == 2
    assert '<dd class="interval">علت: چند نرخ هم‌زمان</dd>' in page
    assert "برای محاسبه لازم است" not in page
    leave_run(tmp_path, financing(headlines=figures), None)
    build_index(tmp_path)
    index = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    found = [re.sub("<[^>]*>", "", one.replace("<dd", " <dd")) for one in re.findall("</dt><dd>(.*?)</div>", index)]
    assert found[:3] == [
        "−۱۵٫۰٪ یا بالاتر در سال (با فرض‌های آن مورد)",
        "−۳٫۰٪ در سال (بدون ارقام نامعلوم، با فرض‌های آن مورد)",
        "محاسبه نشد",
    ]

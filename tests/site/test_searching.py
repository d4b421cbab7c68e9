"""A value is found in every form that a page may write it in, and nothing else is taken for it."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyari_lib import text
from hamyari_lib.data.secrets import Secret
from hamyari_lib.site.searching import BREAK, Search, folded

pytestmark = pytest.mark.slow

NAME, ID, MAIL = "نرگس پاک‌نیا تهرانی", "10862947351", "n.paknia@example.ir"
TEXTS = Secret("texts", (NAME, ID, MAIL, "051-38427719", "Ava"))
REVENUE, RESERVE = 7391846205173, 512340000000
AMOUNTS = Secret("amounts", (str(REVENUE), str(RESERVE)), is_money=True)
RATIO = Secret("ratio", ("0.4837215",))


@pytest.fixture(scope="module")
def search():
    return Search([TEXTS, AMOUNTS, RATIO])


@pytest.mark.parametrize(
    "written",
    [
        NAME,
        "دکتر نرگس پاک نیا تهراني گفت",
        "نرگسِ پاکنیا تهرانی",
        "نرگس پاك‌نيا، تهرانی",
        f"({ID})",
        "شناسهٔ ۱۰۸۶۲۹۴۷۳۵۱",
        "١٠٨٦٢٩٤٧٣٥١",
        "10 862 947 351",
        "<N.PakNia@Example.IR>",
        "۰۵۱ ۳۸۴۲ ۷۷۱۹",
    ],
)
def test_a_text_is_found_whatever_its_letters_digits_and_separators(search, written):
    assert search.found_in(written) == {"texts"}


@pytest.mark.parametrize(
    "written",
    [
        "7391846205173",
        "7,391,846,205,173",
        "۷٬۳۹۱٬۸۴۶٬۲۰۵٬۱۷۳ ریال",
        "739,184,620,517.3 toman",
        "7391.846205173",
        "۷٬۳۹۱٫۸۴۶۲۰۵۱۷۳",
        "7.391846205173E+12",
        "7,391.8 billion rial",
        "۷٬۳۹۱٫۸ میلیارد ریال",
        "۷۳۹٫۱۸ میلیارد تومان",
        "۷٫۳۹۲ هزار میلیارد ریال",
        "0.73918 همت",
        "7,391,846 million rial",
        "512,340,000,000",
        "512.34 billion",
        "۵۱٫۲۳۴ میلیارد تومان",
        "51,234 میلیون تومان",
        "512.3bn",
        "51,234,000,000",
    ],
)
def test_an_amount_is_found_in_rial_and_toman_scaled_and_rounded(search, written):
    assert search.found_in(written) == {"amounts"}


@pytest.mark.parametrize("written", ["0.4837215", "48.37215%", "۴۸٫۳۷۲۱۵٪"])
def test_another_number_is_found_by_its_digits(search, written):
    assert search.found_in(written) == {"ratio"}


@pytest.mark.parametrize(
    "written",
    [
        "نرگس",
        "پاک‌نیا",
        f"نرگس{BREAK}پاک‌نیا{BREAK}تهرانی",
        "نرگس پاک‌نیا تهرانیان",
        "110862947351",
        "1086294735",
        f"10862{BREAK}947351",
        "Ava",  # too short
        "500 billion rial",  # round
        "7,000 billion",
        "512.34",  # a number without its scale: many a page has it
        "512 months",
        "512.35 billion rial",
        "7391",
        "a7391846205173b",
        "0.48",
    ],
)
def test_what_only_looks_like_it_is_not_found(search, written):
    assert search.found_in(written) == set()


def test_what_also_stands_in_an_open_cell_is_not_searched_for():
    secrets = [Secret("names", (NAME, "شهرداری مشهد", "دبیرخانه")), Secret("sums", (str(REVENUE), str(RESERVE)), True)]
    opened = [f"خیابان {NAME}", "مشهد", "دبیرخانه گزارش دهد", str(REVENUE)]
    search = Search(secrets, open_texts=opened, open_amounts=[float(REVENUE), float(RESERVE)])
    assert not search
    assert search.found_in(f"{NAME} {REVENUE} شهرداری مشهد دبیرخانه 512.34 billion") == set()


def test_fewer_digits_are_enough_for_one_amount_than_for_many():
    rng = np.random.default_rng(3)
    many = [str(value) for value in rng.integers(10**11, 10**13, 1000)]
    few, crowd = (Search([Secret("sums", tuple(values), True)]) for values in ([str(RESERVE)], [str(RESERVE), *many]))
    assert few.found_in("512 billion rial") == {"sums"}
    assert crowd.found_in("512 billion rial") == set()
    assert crowd.found_in(f"{int(many[0]):,}") == {"sums"}


def test_ordinary_pages_raise_no_alarm_however_many_the_secrets():
    """Numbers as pages have them, beside the revenues and identifiers of ten thousand firms."""
    rng = np.random.default_rng(1)
    revenues = tuple(str(10**6 * value) for value in rng.integers(10**3, 10**7, 10_000))
    identifiers = tuple(str(value) for value in rng.integers(10**10, 10**11 - 1, 10_000))
    search = Search([Secret("revenues", revenues, True), Secret("identifiers", identifiers)])
    page = BREAK.join(
        [*(f"{n:,}" for n in rng.integers(1, 10**6, 3000)), *(f"{x:.2f}%" for x in rng.uniform(0, 100, 1000)),
         *(repr(x) for x in rng.normal(size=1000)), *(f"{x:,.1f} billion rial" for x in rng.uniform(1, 9999, 300))]
    )  # fmt: skip
    assert search.found_in(page) == set()


@given(st.lists(st.text("ابپتثجچحخدکیگ", min_size=3, max_size=7), min_size=2, max_size=4), st.data())
def test_any_name_is_found_among_other_words_with_any_separators(words, data):
    between = data.draw(st.lists(st.sampled_from([" ", "\u200c", "  ", "-", "، "]), min_size=4, max_size=4))
    written = "".join(word + mark for word, mark in zip(words, between, strict=False)).rstrip()
    search = Search([Secret("name", (" ".join(words),))])
    assert search.found_in(f"زرافه {written} زرافه") == {"name"}


@given(st.integers(10**10, 10**15).filter(lambda value: value % 10), st.sampled_from([0, 6, 9]), st.booleans())
def test_any_amount_is_found_in_full_scaled_and_in_persian(amount, places, is_persian):
    digits = str(amount).rjust(places + 1, "0")
    whole, part = digits[: len(digits) - places], digits[len(digits) - places :]
    written = f"{int(whole):,}" + (f".{part}" if part else "")
    if is_persian:
        written = text.digits(written.replace(",", "٬").replace(".", "٫"), language="fa")
    assert Search([Secret("sum", (str(amount),), True)]).found_in(f"برابر {written} است") == {"sum"}


def test_ten_thousand_firms_are_searched_for_in_a_hundred_pages_in_seconds():
    rng = np.random.default_rng(2)
    letters = np.array(list("ابپتجدرسشعفکگلمنوهی"))
    names = tuple(" ".join("".join(rng.choice(letters, 5)) for _ in range(3)) for _ in range(10_000))
    contacts = tuple(f"051-3{n:07}" for n in rng.integers(0, 10**7, 10_000))
    ids, sums = (tuple(map(str, rng.integers(10**10, 10**11 - 1, 10_000))) for _ in range(2))
    secrets = [Secret("names", names), Secret("contacts", contacts), Secret("ids", ids), Secret("sums", sums, True)]
    words = rng.choice(["شهر", "صنعت", "سهم", "از", "کشور", "۱۲٬۳۴۵", "48.2%", "1399"], 12_000)
    page = " ".join(words)
    begun = time.process_time()
    search = Search(secrets)
    assert [search.found_in(page) for _ in range(100)] == [set()] * 100
    assert time.process_time() - begun < 10
    assert search.found_in(f"{page} {names[77]} {ids[5]}") == {"names", "ids"}


def test_folding_joins_what_may_be_written_in_several_ways():
    assert folded("كرمان‌شاه\u2066۱٬۲\u2069 آبي") == folded("کرمانشاه1,2 ابی")

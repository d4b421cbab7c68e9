"""The page that tells what became of a person's files: complete, harmless whatever a cell holds, beside the room."""

import html
import re
from collections import Counter

import pytest

from hamyari_lib.cli import main
from hamyari_lib.data import Bilingual
from hamyari_lib.data.importing.notes import A_TOTAL, IS_OPEN, no_table
from hamyari_lib.data.importing.result import (
    ChangeCount,
    Difference,
    ImportResult,
    Refused,
    SheetResult,
    TableResult,
)
from hamyari_lib.glossary import forbidden_in
from hamyari_lib.site.import_sections import MOST_DIFFERENCES, MOST_REFUSED
from hamyari_lib.site.imported import FILES, render_imported, write_imported

NEEDS = Bilingual(fa="نیازهای شهرداری‌ها", en="What municipalities want to buy")
ROOM = Bilingual(fa="اتاق دادهٔ مشهد", en="Data room of Mashhad")
EVIL = '<img src=x onerror="alert(1)"><script>alert(2)</script>'
WHEN = "2026-11-26T19:30:00+00:00"
LIST = "نیازها #۱.needs.csv"


def result(*, cell="12/5", faults=1, differences=1, refused=2):
    """An import of one sheet, with one of everything."""
    number = Bilingual(fa="عدد", en="a number")
    sheet = SheetResult("نیازها ۱۴۰۵.xlsx [برگ ۱]", "needs", NEEDS, read=1_500, refused=refused)
    sheet.refusals = [Refused(row, "yearly_quantity", cell, number) for row in range(4, 4 + faults)]
    sheet.refusals.append(Refused(9_999, "the row", "", number))
    sheet.passed_over, sheet.passed = [(7, A_TOTAL)], Counter({A_TOTAL: 1})
    sheet.changes = [
        ChangeCount("unit_cost_rial", "unit", 1_200, "۲۵ میلیون تومان", "250000000"),
        ChangeCount("urgency", "label", 3, "كم", "low"),
        ChangeCount("title", "spelling", 2, cell, cell),
    ]
    sheet.unknown, sheet.missing, sheet.notes = [(f"تعداد {cell}", "مقدار سالانه"), ("y", None)], ["isic"], [IS_OPEN]
    sheet.headers = {"yearly_quantity": f"مقدار {cell}", "unit_cost_rial": "بها", "urgency": "فوریت", "title": "نام"}
    sheet.rejected_file = sheet.changes_file = LIST
    table = TableResult("needs", NEEDS, added=11, changed=22, unchanged=33, kept=44, removed=55)
    table.differences = [Difference("N-1", "unit_cost_rial", "", "260000000")]
    table.differences += [Difference(f"N-{place}", "title", "پمپ", cell) for place in range(2, 2 + differences)]
    return ImportResult("mashhad", [sheet], [table], [("یادداشت.xlsx", no_table(cell[:90]))])


def page(language="fa", **options):
    return render_imported(result(**options), language, title=ROOM, when=WHEN)


def words(rendered):
    """What a reader sees, each element's text after the other's."""
    body = re.sub("<(style|title)>.*?</\\1>", "", rendered, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]+>", " ", body))).strip()


def grid(rendered, name):
    """The rows of one of the page's tables, as texts."""
    (found,) = re.findall(f'<div class="table" id="{name}">(.*?)</table>', rendered, re.DOTALL)
    rows = re.findall("<tr>(.*?)</tr>", found, re.DOTALL)
    return [[words(cell) for cell in re.findall("<t[hd].*?>(.*?)</t[hd]>", row)] for row in rows]


# what it says


def test_it_says_what_was_imported_when_and_how_many_rows_were_kept():
    persian, english = words(page()), words(page("en"))
    assert "اتاق داده: اتاق دادهٔ مشهد زمان ورود: ۵ آذر ۱۴۰۵، ساعت ۲۳:۰۰" in persian
    assert "Data room of Mashhad Imported: 2026-11-26, 23:00" in english
    assert "از ۱٬۵۰۰ سطری که خوانده شد، ۱٬۴۹۸ سطر پذیرفته و ۲ سطر رد شد." in persian
    assert "سطر خوانده‌شده ۱٬۵۰۰ سطر پذیرفته‌شده ۱٬۴۹۸ سطر ردشده ۲ سطر کنارگذاشته‌شده ۱" in persian
    assert "rows read 1,500 rows accepted 1,498 rows refused 2 rows passed over 1" in english
    assert "Of 1,500 rows read, 1,500 were accepted and none was refused." in words(page("en", refused=0))
    assert IS_OPEN.fa in persian


def test_each_refused_row_is_there_with_column_found_and_expected():
    assert grid(page(), "sheet-1-refused") == [
        ["سطر", "ستون", "مقدار یافت‌شده", "مقدار مورد انتظار"],
        ["۴", "مقدار 12/5", "12/5", "عدد"],
        ["۹۹۹۹", "کل سطر", "خالی", "عدد"],
    ]
    assert grid(page("en"), "sheet-1-refused")[2] == ["9999", "the whole row", "nothing", "a number"]


def test_of_many_refused_rows_the_first_are_shown_and_the_list_of_all_is_linked():
    rendered = page(faults=MOST_REFUSED + 50)
    assert len(grid(rendered, "sheet-1-refused")) == 1 + MOST_REFUSED == 201
    assert "۲۰۰ مورد نخست نمایش داده شده است." in words(rendered)
    assert "مورد نخست نمایش داده شده است" not in words(page())
    assert '<a href="rejected/%D9%86%DB%8C%D8%A7%D8%B2%D9%87%D8%A7%20%23%DB%B1.needs.csv">' in rendered
    assert '<a href="changes/%D9%86' in rendered


def test_changes_are_there_by_column_and_kind_with_an_example():
    assert grid(page(), "sheet-1-changes")[1:3] == [
        ["بها", "تبدیل به ریال", "۱٬۲۰۰", "۲۵ میلیون تومان", "۲۵۰٬۰۰۰٬۰۰۰ ریال"],
        ["فوریت", "کد به جای گزینه", "۳", "كم", "کم (low)"],
    ]
    assert grid(page("en"), "sheet-1-changes")[1] == ["بها", "unit", "1,200", "۲۵ میلیون تومان", "250,000,000 rial"]


def test_columns_that_do_not_fit_are_named_with_what_may_be_meant():
    persian = words(page(cell="x"))
    assert "تعداد x : شاید منظور « مقدار سالانه » است" in persian
    assert "کد ISIC نیاز" in persian, "a column that the file does not have"
    assert "ISIC code of what is needed" in words(page("en"))


def test_tables_have_their_counts_and_first_differences():
    english = words(page("en"))
    assert (
        "rows added 11 rows changed 22 rows unchanged 33 rows kept that the files do not have 44 rows removed 55"
        in english
    )
    assert grid(page(cell="تلمبه"), "table-needs-differences") == [
        ["شناسهٔ سطر", "ستون", "مقدار پیشین", "مقدار تازه"],
        ["N-1", "بهای واحد", "نامعلوم", "۲۶۰٬۰۰۰٬۰۰۰ ریال"],
        ["N-2", "عنوان نیاز", "پمپ", "تلمبه"],
    ]
    many = page("en", differences=MOST_DIFFERENCES)
    assert len(grid(many, "table-needs-differences")) == 1 + MOST_DIFFERENCES
    assert "The first 100 differences are shown." in words(many)


def test_what_holds_no_table_is_named():
    assert "یادداشت . xlsx : جدول شناخته‌شده‌ای در آن نیست" in words(page())


# whatever a cell holds


@pytest.mark.parametrize("language", FILES)
def test_markup_in_a_cell_is_text(language):
    rendered = page(language, cell=EVIL)
    assert rendered.count(html.escape(EVIL, quote=False).replace('"', "&#34;")) >= 5
    assert "<img" not in rendered
    assert "<script" not in rendered


def test_a_long_cell_is_cut():
    rendered = page(cell="الف" * 5_000)
    assert "الف" * 20 in rendered
    assert "الف" * 100 not in rendered


@pytest.mark.parametrize("language", FILES)
def test_nothing_is_fetched_and_nothing_runs(language):
    rendered = page(language)
    assert "default-src 'none'" in html.unescape(rendered)
    assert set(re.findall(r'(?:src|href)="(.*?)"', rendered)) == {
        "data:,", "#content", FILES["en" if language == "fa" else "fa"],
        *re.findall(r'href="((?:rejected|changes)/[^"]*)"', rendered),
    }  # fmt: skip
    assert not re.search(r"url\((?!\"?data:)", rendered)


def test_the_persian_page_has_no_forbidden_word_and_no_mark_of_direction():
    assert [str(one) for one in forbidden_in(words(page()).replace("كم", ""))] == [], "but for the person's own cell"
    assert not re.search("[\u2066-\u2069]", page())
    assert '<html lang="fa" dir="rtl">' in page()
    assert '<html lang="en" dir="ltr">' in page("en")


# where it stands


def test_it_is_written_beside_the_room_in_both_languages(tmp_path):
    assert write_imported(tmp_path, result(), title=ROOM, when=WHEN) == tmp_path / "import.html"
    assert {one.name for one in tmp_path.iterdir()} == set(FILES.values())
    assert (tmp_path / "import.html").read_text(encoding="utf-8") == page()


@pytest.fixture
def import_needs(tmp_path, monkeypatch, capsys):
    """Run the command on a file of needs; returns its exit status and what it said."""
    monkeypatch.setenv("HAMYARI_ROOMS", str(tmp_path / "rooms"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rooms").mkdir()
    lines = ["شناسهٔ نیاز,نام شهرداری,عنوان نیاز,بهای واحد (تومان),فوریت", "N-1,مشهد,پمپ,۵,زیاد", "N-2,مشهد,پمپ,۵,x"]
    (tmp_path / "needs.csv").write_text("\n".join(lines), encoding="utf-8")

    def run(*options):
        status = main(["data", "import", "needs.csv", "--room", "own", *options])
        return status, capsys.readouterr()

    return run


NEW = ("--kind", "real", "--province", "خراسان رضوی")


def test_the_command_writes_it_and_says_where(import_needs, tmp_path):
    status, said = import_needs(*NEW)
    assert status == 1
    assert said.out.splitlines()[-1] == f"all of this on a page: {tmp_path / 'rooms' / 'own' / 'import.html'}"
    page = (tmp_path / "rooms" / "own" / "import.html").read_text(encoding="utf-8")
    (address,) = re.findall('href="(rejected/.*?)"', page)
    assert (tmp_path / "rooms" / "own" / address).exists()
    assert [one.name for one in tmp_path.iterdir() if one.is_dir()] == ["rooms"], "none under reports"


def test_the_command_says_it_in_persian(import_needs):
    _, said = import_needs(*NEW, "--language", "fa")
    assert said.out.startswith("needs.csv، جدول «نیازهای شهرداری‌ها»: ۲ سطر خوانده شد، ۱ سطر رد شد\n")
    assert "همهٔ اینها در یک صفحه: " in said.out


def test_importing_again_rewrites_only_the_page(import_needs, tmp_path):
    import_needs(*NEW)
    folder = tmp_path / "rooms" / "own"

    def stamps():
        found = [one for one in folder.rglob("*") if one.is_file() and one.name != ".lock"]
        return {one.relative_to(folder).as_posix(): (one.stat().st_mtime_ns, one.stat().st_ino) for one in found}

    before = stamps()
    import_needs()
    after = stamps()
    assert {name for name in before | after if before.get(name) != after.get(name)} == set(FILES.values())
    assert len(before) == 7, "the room, its table, two lists and whose they are, two pages"


def test_a_page_that_cannot_be_written_leaves_the_import_as_it_is(import_needs, tmp_path, monkeypatch):
    import_needs(*NEW)
    page = tmp_path / "rooms" / "own" / "import.html"
    page.unlink()
    page.mkdir()
    (tmp_path / "needs.csv").write_text("شناسهٔ نیاز,نام شهرداری,عنوان نیاز\nN-3,مشهد,پمپ\n", encoding="utf-8")
    status, said = import_needs()
    assert status == 1
    assert "own/needs: 1 added" in said.out
    assert said.err.startswith(f"{page}: cannot be written")


# how it reads


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES.values())
@pytest.mark.parametrize("width", [390, 1280])
def test_it_reads_on_a_phone_and_on_a_desktop_and_runs_nothing(browser, tmp_path, file, width):
    path = write_imported(tmp_path, result(cell=EVIL, faults=40), title=ROOM).parent / file
    page = browser.new_page(viewport={"width": width, "height": 844})
    asked, shown = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: shown.append(dialog.message))
    page.goto(path.as_uri())
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert [one for one in asked if not one.startswith("data:")] == [path.as_uri()]
    assert shown == []
    assert page.evaluate("document.fonts.check('16px Vazirmatn')")
    refused = page.locator("#sheet-1-refused")
    assert refused.locator("tbody tr:visible").count() == 12
    refused.locator("label").click()
    assert refused.locator("tbody tr:visible").count() == 41
    page.close()

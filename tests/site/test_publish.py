"""Publishing: which run is shown, what is said about it, and that nothing is ever half there."""

import re
import shutil
import threading

import pytest
from site_samples import FAILURE, REPORT, leave_run, line, manifest, notebook, parameters_of, put

from hamyari_lib.errors import HamyariError
from hamyari_lib.records import Failure, Stamp
from hamyari_lib.site import build_index, publish_all, relink

LATER = "20261123T080000Z-ffffff"
LATEST = "20261124T080000Z-000000"


def tree(reports):
    return {path: path.read_bytes() for path in sorted((reports / "site").rglob("*")) if path.is_file()}


def test_a_good_run_is_published_and_repeating_changes_nothing(tmp_path):
    leave_run(tmp_path, manifest(), notebook())
    done = put(tmp_path)
    assert done.page == tmp_path / "site" / "02_sector_structure" / "razavi_khorasan.fa.html"
    assert not done.is_stale
    before = tree(tmp_path)
    put(tmp_path)
    assert tree(tmp_path) == before
    html = done.page.read_text(encoding="utf-8")
    for href in re.findall(r'(?:src|href)="\.\./([^"#]+)"', html):
        assert href == "index.html" or (tmp_path / "site" / href).is_file(), href


def test_a_page_says_what_it_was_made_from_and_its_copy_does_not(tmp_path):
    leave_run(tmp_path, manifest(), notebook())
    page = put(tmp_path).page
    assert Stamp.read(page) == Stamp.of(manifest())
    assert not [file for file in (tmp_path / "site" / "media").glob("*.html") if b"hamyari-page" in file.read_bytes()]
    failed = manifest(run=LATER, state="failed", failure=FAILURE)
    leave_run(tmp_path, failed, notebook(fails=True))
    done = put(tmp_path)
    assert Stamp.read(page) == Stamp.of(manifest(), failed)
    assert Stamp.read(done.failed_page) == Stamp.of(failed)


def test_after_a_failure_the_good_page_stays_and_says_so(tmp_path):
    leave_run(tmp_path, manifest(), notebook())
    leave_run(tmp_path, manifest(run=LATER, state="failed", failure=FAILURE), notebook(fails=True))
    done = put(tmp_path)
    html = done.page.read_text(encoding="utf-8")
    assert done.is_stale
    assert "این نسخه به‌روز نیست" in html
    assert "۲ آذر ۱۴۰۵" in html
    assert "division by zero" in html
    assert 'href="razavi_khorasan.fa.failed.html"' in html
    assert "متن پس از خطا" in html  # the whole good page
    assert "این گزارش کامل نیست" in done.failed_page.read_text(encoding="utf-8")


def test_a_new_success_removes_the_failed_page(tmp_path):
    leave_run(tmp_path, manifest(), notebook())
    leave_run(tmp_path, manifest(run=LATER, state="failed", failure=FAILURE), notebook(fails=True))
    failed = put(tmp_path).failed_page
    leave_run(tmp_path, manifest(run=LATEST), notebook())
    done = put(tmp_path)
    assert not failed.exists()
    assert not done.is_stale
    assert "به‌روز نیست" not in done.page.read_text(encoding="utf-8")


def test_an_invalid_attempt_has_no_page_of_its_own(tmp_path):
    leave_run(tmp_path, manifest(), notebook())
    reason = Failure("params/x.yaml: coupon is 18; expected a fraction")
    leave_run(tmp_path, manifest(run=LATER, state="invalid", failure=reason), None)
    done = put(tmp_path)
    html = done.page.read_text(encoding="utf-8")
    assert done.failed_page is None
    assert "coupon is 18" in html
    assert "failed.html" not in html


def test_without_any_good_run_the_partial_page_stands(tmp_path):
    leave_run(tmp_path, manifest(state="timed_out", failure=Failure("60 s")), notebook(fails=True))
    done = put(tmp_path)
    assert "مهلت اجرا به پایان رسید" in done.page.read_text(encoding="utf-8")


def test_an_invalid_report_is_only_in_the_index(tmp_path):
    leave_run(tmp_path, manifest(state="failed", failure=FAILURE), notebook(fails=True))
    assert put(tmp_path).page.exists()
    leave_run(tmp_path, manifest(run=LATER, state="invalid", failure=Failure("province is <qmo>")), None)
    assert put(tmp_path).page is None
    build_index(tmp_path)
    index = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert "province is &lt;qmo&gt;" in index
    assert 'href="02_sector_structure/' not in index


def test_a_run_that_has_not_ended_or_is_damaged_counts_for_nothing(tmp_path):
    leave_run(tmp_path, manifest(), notebook())
    folder = tmp_path / "runs" / REPORT
    (folder / LATER).mkdir()
    (folder / LATEST).mkdir()
    (folder / LATEST / "manifest.json").write_text("{", encoding="utf-8")
    done = put(tmp_path)
    assert not done.is_stale
    assert [path.parent.name for path in done.unreadable] == [LATEST]
    assert len(build_index(tmp_path).unreadable) == 1


def test_both_languages_link_to_each_other_whichever_came_first(tmp_path):
    for language in ("fa", "en"):
        leave_run(tmp_path, manifest(language=language), notebook(language))
        put(tmp_path, f"02_sector_structure/razavi_khorasan.{language}")
    folder = tmp_path / "site" / "02_sector_structure"
    assert 'href="razavi_khorasan.en.html"' in (folder / "razavi_khorasan.fa.html").read_text(encoding="utf-8")
    assert 'href="razavi_khorasan.fa.html"' in (folder / "razavi_khorasan.en.html").read_text(encoding="utf-8")


def test_other_cases_of_the_question_are_linked(tmp_path):
    for case in ("qom", "yazd"):
        leave_run(tmp_path, manifest(case, title=f"شهر {case}"), notebook())
        put(tmp_path, f"02_sector_structure/{case}.fa")
    html = (tmp_path / "site" / "02_sector_structure" / "yazd.fa.html").read_text(encoding="utf-8")
    assert '<a href="qom.fa.html">شهر qom</a>' in html


def batch(reports, order):
    """Each report published as its run ends, then the links, then the index."""
    for case, language in order:
        leave_run(reports, manifest(case, language, title=f"{case} <{language}>"), notebook(language))
        put(reports, f"02_sector_structure/{case}.{language}")
    names = [f"02_sector_structure/{case}.{language}" for case, language in order]
    again = relink(reports, names, parameters_of=parameters_of)
    build_index(reports)
    return again


@pytest.mark.slow
def test_the_order_in_which_reports_end_does_not_show(tmp_path):
    cases = [
        (case, language) for case in [f"c{number:02}" for number in range(10)] + ["قم&"] for language in ("fa", "en")
    ]
    orders = {"a": cases, "b": cases[::-1], "c": cases[::2] + cases[1::2]}
    trees = []
    for folder, order in orders.items():
        again = batch(tmp_path / folder, order)
        assert 0 < len(again) < len(cases), "only those that need it"
        names = [f"02_sector_structure/{case}.{language}" for case, language in order]
        assert relink(tmp_path / folder, names, parameters_of=parameters_of) == []
        trees.append(
            {path.relative_to(tmp_path / folder): content for path, content in tree(tmp_path / folder).items()}
        )
    assert trees[0] == trees[1] == trees[2]


def everything(reports, **more):
    return publish_all(reports, parameters_of=parameters_of, **more)


def test_a_report_whose_runs_are_gone_is_unpublished(tmp_path):
    for case in ("qom", "yazd", "gone"):
        leave_run(tmp_path, manifest(case, title=case), notebook())
    leave_run(tmp_path, manifest("gone", run=LATER, state="failed", failure=FAILURE), notebook(fails=True))
    assert everything(tmp_path) == 3
    folder = tmp_path / "site" / "02_sector_structure"
    assert len(list(folder.iterdir())) == 4
    (folder / "notes.html").write_text("by hand", encoding="utf-8")
    shutil.rmtree(tmp_path / "runs" / "02_sector_structure" / "gone.fa")
    assert everything(tmp_path) == 2
    assert sorted(path.name for path in folder.iterdir()) == ["notes.html", "qom.fa.html", "yazd.fa.html"]
    assert not list((tmp_path / "site" / "media").glob("*gone*"))
    for path in (folder / "qom.fa.html", tmp_path / "site" / "index.html"):
        assert "gone" not in path.read_text(encoding="utf-8")
    (folder / "notes.html").unlink()
    shutil.rmtree(tmp_path / "runs" / "02_sector_structure")
    assert everything(tmp_path) == 0
    assert not folder.exists()


def test_one_report_that_cannot_be_shown_does_not_stop_the_others(tmp_path):
    for case in ("qom", "yazd"):
        leave_run(tmp_path, manifest(case, title=case), notebook())
    (path,) = (tmp_path / "runs" / "02_sector_structure" / "qom.fa").glob("*/notebook.ipynb")
    path.write_text("{ half", encoding="utf-8")
    faults = []
    assert everything(tmp_path, on_fault=lambda report, error: faults.append(report)) == 1
    assert faults == ["02_sector_structure/qom.fa"]
    assert (tmp_path / "site" / "02_sector_structure" / "yazd.fa.html").exists()


def test_a_stored_manifest_of_another_time_is_passed_over(tmp_path):
    """A unit that was renamed later, a number that JSON has no word for, a shape of its own."""
    leave_run(tmp_path, manifest("yazd"), notebook())
    leave_run(tmp_path, manifest(), notebook())
    latest = leave_run(tmp_path, manifest(run=LATEST), notebook()) / "manifest.json"
    written = latest.read_text(encoding="utf-8")
    for odd in (
        written.replace('"unit": "jobs"', '"unit": "heads"'),
        written.replace('"value": 1.094', '"value": NaN'),
        written.replace('"title": "خراسان رضوی"', '"title": null'),
        "[]",
        '"text"',
    ):
        assert odd != written
        latest.write_text(odd, encoding="utf-8")
        done = put(tmp_path)
        assert (done.page is not None, done.is_stale, done.unreadable) == (True, False, (latest,))
        index = build_index(tmp_path)
        assert (index.reports, index.unreadable) == (2, (latest,))


def test_a_variant_says_what_was_overridden(tmp_path):
    case = "qom~amount=7,name=مشهد-0a1b2c"
    leave_run(tmp_path, manifest(case, title="قم"), notebook())
    leave_run(tmp_path, manifest("qom", title="قم"), notebook())
    put(tmp_path, f"02_sector_structure/{case}.fa")
    put(tmp_path, "02_sector_structure/qom.fa")
    build_index(tmp_path)
    shown = '<p class="variant"><bdi dir="ltr">amount=7</bdi>، <bdi dir="ltr">name=مشهد</bdi></p>'
    page, index, plain = (
        (tmp_path / "site" / path).read_text(encoding="utf-8")
        for path in (f"02_sector_structure/{case}.fa.html", "index.html", "02_sector_structure/qom.fa.html")
    )
    assert page.count(shown) == 1
    assert index.count(shown) == index.count('class="variant"') == 1
    assert 'class="variant"' not in plain


@pytest.mark.parametrize(
    "report", ["nothing", "../x/a.fa", "a/b.de", "a/../b.fa", "a/b/c.fa", "..\\a/b.fa", "media/a.fa"]
)
def test_names_that_are_no_reports_are_refused(tmp_path, report):
    with pytest.raises(HamyariError, match="expected <notebook>/<case>"):
        put(tmp_path, report)


def test_media_that_no_page_uses_is_removed_and_the_rest_stays(tmp_path):
    leave_run(tmp_path, manifest("قم"), notebook())
    put(tmp_path, "02_sector_structure/قم.fa")
    used = tree(tmp_path)
    (tmp_path / "site" / "media" / "old-12345678.csv").write_bytes(b"x")
    removed = build_index(tmp_path).removed
    assert [path.name for path in removed] == ["old-12345678.csv"]
    assert used.items() <= tree(tmp_path).items()


def test_index_groups_by_question_and_shows_badges(tmp_path):
    leave_run(tmp_path, manifest(), notebook())
    leave_run(tmp_path, manifest(run=LATER, state="failed", failure=FAILURE), notebook(fails=True))
    leave_run(tmp_path, manifest(language="en", ledger=(line("market", "illustrative"),)), notebook("en"))
    put(tmp_path)
    put(tmp_path, "02_sector_structure/razavi_khorasan.en")
    assert build_index(tmp_path).reports == 2
    persian = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    english = (tmp_path / "site" / "en.html").read_text(encoding="utf-8")
    assert '<html lang="fa" dir="rtl">' in persian
    assert '<html lang="en" dir="ltr">' in english
    assert "نسخهٔ پیشین" in persian
    assert "Made-up data" in persian
    assert persian.index("خراسان رضوی") < persian.index("Razavi Khorasan")
    assert english.index("Razavi Khorasan</a>") < english.index("خراسان رضوی</a>")
    assert "Which industries stand out" in english


def test_an_empty_folder_has_an_index_too(tmp_path):
    assert build_index(tmp_path).reports == 0
    assert "هنوز گزارشی منتشر نشده" in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_index_of_a_thousand_reports_stays_light(tmp_path):
    for number in range(1000):
        leave_run(tmp_path, manifest(f"case_{number:04}", title=f"شهر {number}"), None)
    assert build_index(tmp_path).reports == 1000
    assert (tmp_path / "site" / "index.html").stat().st_size < 800_000


def test_two_publishers_at_once_leave_whole_pages(tmp_path):
    leave_run(tmp_path, manifest(), notebook())
    leave_run(tmp_path, manifest("qom", title="قم"), notebook())
    faults = []

    def work(case):
        try:
            for _ in range(5):
                put(tmp_path, f"02_sector_structure/{case}.fa")
                build_index(tmp_path)
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=work, args=(case,)) for case in ("razavi_khorasan", "qom")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    for page in (tmp_path / "site" / "02_sector_structure").glob("*.html"):
        html = page.read_text(encoding="utf-8")
        assert html.rstrip().endswith("</html>")
        for href in re.findall(r'(?:src|href)="\.\./(media/[^"#]+)"', html):
            assert (tmp_path / "site" / href).is_file()
    assert not list((tmp_path / "site").rglob(".*.html.*"))


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    with pytest.raises(HamyariError, match="cannot be written"):
        build_index(blocked / "reports")

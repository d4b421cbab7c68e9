"""Reports lead to each other: the same question elsewhere, and other questions about the same."""

import re

import pytest
from site_samples import financing, leave_run, manifest, notebook, parameters_of

from hamyari_lib.site import linking, publish, relink
from hamyari_lib.site.linking import Shelf, leads_to
from hamyari_lib.site.page import PAGE_LIMIT
from hamyari_lib.site.runs import Name
from hamyari_lib.site.view import Link, Links

pytestmark = pytest.mark.slow

GIVEN = {"parameters_of": parameters_of}


def make(reports, *runs):
    """Runs that ended in this order, each published as it ended."""
    for run in runs:
        leave_run(reports, run, notebook(run.language))
        publish(reports, run.report, **GIVEN)


def page(reports, report):
    return (reports / "site" / f"{report}.html").read_text(encoding="utf-8")


def shown(reports, report):
    """Address, title and question of each link to other questions about the same."""
    html = page(reports, report)
    section = re.search(r'<section class="end related" aria-labelledby="same-subject">.*?</section>', html, re.DOTALL)
    return re.findall(r'<a href="(.*?)">(.*?)<span class="of">(.*?)</span>', section[0]) if section else []


STRUCTURE, METRO = "02_sector_structure/razavi_khorasan.fa", "08_financing_options/metro.fa"


def test_reports_on_one_province_lead_to_each_other(tmp_path):
    make(tmp_path, manifest(language="en"), manifest(), manifest("qom", title="قم"), financing())
    assert relink(tmp_path, [STRUCTURE, METRO], **GIVEN) == [STRUCTURE]
    assert shown(tmp_path, METRO) == [
        ("../02_sector_structure/razavi_khorasan.fa.html", "خراسان رضوی", "کدام رشته‌ها در استان پررنگ‌ترند؟")
    ]
    assert shown(tmp_path, STRUCTURE) == [
        ("../08_financing_options/metro.fa.html", "اوراق metro", "هزینهٔ واقعی شیوه‌های تأمین مالی")
    ]
    assert shown(tmp_path, "02_sector_structure/qom.fa") == []
    assert shown(tmp_path, "02_sector_structure/razavi_khorasan.en") == []
    for report in (METRO, STRUCTURE):
        for href, _, _ in shown(tmp_path, report):
            assert (tmp_path / "site" / report).parent.joinpath(href).is_file()
    assert relink(tmp_path, [STRUCTURE, METRO], **GIVEN) == [], "nothing changed"


def test_a_page_of_an_earlier_batch_learns_of_a_new_question(tmp_path):
    make(tmp_path, manifest(), manifest("qom", title="قم"))
    make(tmp_path, financing())
    assert relink(tmp_path, [METRO], **GIVEN) == [STRUCTURE]
    assert len(shown(tmp_path, STRUCTURE)) == 1


def test_an_earlier_page_that_cannot_be_made_again_stays_and_stops_nothing(tmp_path):
    """Nor can its links be put in, since it does not say where they stand, as pages of before did not."""
    make(tmp_path, manifest())
    path = tmp_path / "site" / f"{STRUCTURE}.html"
    before = page(tmp_path, STRUCTURE).replace("<!--leads-->", "")
    path.write_text(before, encoding="utf-8")
    (executed,) = (tmp_path / "runs" / STRUCTURE).glob("*/notebook.ipynb")
    executed.write_text("{ half", encoding="utf-8")
    make(tmp_path, financing())
    assert relink(tmp_path, [METRO], **GIVEN) == []
    assert page(tmp_path, STRUCTURE) == before


def test_links_that_are_put_in_are_those_of_a_page_made_anew(tmp_path):
    make(tmp_path, manifest(), manifest("qom", title="قم"))
    make(tmp_path, manifest(language="en"), financing())
    assert STRUCTURE in relink(tmp_path, [METRO, STRUCTURE], **GIVEN)
    led = page(tmp_path, STRUCTURE)
    publish(tmp_path, STRUCTURE, **GIVEN)
    assert page(tmp_path, STRUCTURE) == led
    assert 'hreflang="en"' in led
    assert len(shown(tmp_path, STRUCTURE)) == 1


def test_reports_that_say_nothing_in_common_are_not_related(tmp_path):
    make(tmp_path, manifest(parameters={}), manifest("b", parameters={"province": None}))
    make(tmp_path, financing(parameters={}), financing("b", parameters={"province": ""}))
    make(tmp_path, financing("c", parameters={"amount": "خراسان رضوی"}))
    assert shown(tmp_path, "08_financing_options/c.fa") == shown(tmp_path, METRO) == []


def test_a_case_with_values_of_its_own_is_no_report_of_the_province(tmp_path):
    make(tmp_path, financing("metro~amount=7-0a1b2c"), manifest())
    assert shown(tmp_path, STRUCTURE) == []


def test_a_report_without_a_page_is_not_linked(tmp_path):
    leave_run(tmp_path, financing(state="invalid"), None)
    make(tmp_path, manifest())
    leave_run(tmp_path, financing("other"), notebook())  # ended, not yet published
    publish(tmp_path, STRUCTURE, **GIVEN)
    assert shown(tmp_path, STRUCTURE) == []


def test_every_question_has_its_part_of_the_eight(tmp_path):
    make(tmp_path, *(financing(f"c{number}") for number in range(9)))
    make(tmp_path, financing("m", notebook="12_meetings", report="12_meetings/m.fa", question="کمیته"), manifest())
    found = shown(tmp_path, STRUCTURE)
    assert [href.split("/")[1] for href, _, _ in found] == ["08_financing_options"] * 7 + ["12_meetings"]
    assert len(page(tmp_path, STRUCTURE).encode()) <= PAGE_LIMIT


def test_the_copy_that_stands_alone_leads_nowhere(tmp_path):
    make(tmp_path, financing(), manifest())
    (alone,) = (tmp_path / "site" / "media").glob("02_sector_structure-razavi*.html")
    assert "same-subject" not in alone.read_text(encoding="utf-8")
    assert "same-subject" in page(tmp_path, STRUCTURE)


EVIL = Link("../a/b.html?x=1&y=2", "<b>&", "</span></a></li> \u2066−3٪\u2069")


@pytest.mark.parametrize("change", ["href", "text", "question"])
def test_a_page_is_known_by_its_links_whatever_their_words(tmp_path, change):
    make(tmp_path, manifest())
    links = Shelf(tmp_path).links(Name.parse(STRUCTURE))
    assert leads_to(page(tmp_path, STRUCTURE), links)
    make(tmp_path, financing(title=EVIL.text, question=EVIL.question))
    publish(tmp_path, STRUCTURE, **GIVEN)
    links = Shelf(tmp_path).links(Name.parse(STRUCTURE))
    html = page(tmp_path, STRUCTURE)
    assert leads_to(html, links)
    (one,) = links.same_subject
    assert (one.text, one.question) == (EVIL.text, EVIL.question)
    other = {"href": one.href, "text": one.text, "question": one.question} | {change: "other"}
    assert not leads_to(html, Links(**(vars(links) | {"same_subject": (Link(**other),)})))
    assert not leads_to(html, Links(**(vars(links) | {"same_subject": ()})))
    assert not leads_to(html, Links(**(vars(links) | {"related": (one,)})))


def test_a_shelf_that_was_told_of_each_report_leads_as_one_that_looks_anew(tmp_path, monkeypatch):
    """And it does not look through all of them for each."""
    looks, look = [], linking.standing
    monkeypatch.setattr(linking, "standing", lambda *given: looks.append(given) or look(*given))
    make(tmp_path, financing("before"))
    shelf = Shelf(tmp_path)
    assert shelf.links(Name.parse(METRO)).related
    runs = [manifest(f"c{number:02}", title=f"c{number}") for number in range(12)]
    later = "20261123T080000Z-000000"
    runs += [manifest("c03", language="en"), financing("after"), financing("after", state="failed", run=later)]
    runs += [manifest("c05", title="another", run=later)]
    for run in runs:
        leave_run(tmp_path, run, notebook(run.language))
        looks.clear()
        publish(tmp_path, run.report, **GIVEN, shelf=shelf)
        assert len(looks) <= 3
    for run in runs:
        name = Name.parse(run.report)
        assert shelf.links(name) == Shelf(tmp_path).links(name)
    assert len(shelf.links(Name.parse("02_sector_structure/c03.fa")).related) == 8
    assert shelf.links(Name.parse("02_sector_structure/c03.fa")).other_language == "c03.en.html"

"""Who may see what, from the room to the page: the same notebook for all and for the organisation's own staff."""

import io
import zipfile
from pathlib import Path

import pytest
from confidential_room import EXPERT, RESERVE_PRICE, SECRETS, TABLES, code, project_at, tender, write_room

from hamyari_lib import cli, text
from hamyari_lib.cli.asked import what_of
from hamyari_lib.run.project import Project

PUBLIC, INTERNAL = "tender/for_public.fa", "tender/for_internal.fa"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The reports for all three audiences, as the command makes them."""
    root = tmp_path_factory.mktemp("audiences")
    write_room(root / "rooms" / "mashhad")
    small = project_at(root / "project")
    small.add_plan("all", "reports: [{notebook: tender}]\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HAMYARI_ROOMS", str(root / "rooms"))
        assert cli.main(["--project", str(small.root), "run", "all"]) == 0
        yield small


def bytes_of(folder: Path) -> bytes:
    """All that the files of a folder hold, their names, and what is packed in workbooks."""
    parts = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        content = path.read_bytes()
        parts += [str(path.relative_to(folder)).encode(), content]
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                parts += [book.read(name) for name in book.namelist()]
    return b"\n".join(parts)


def forms(value: str) -> list[bytes]:
    """A value as it is, as JSON escapes it, and in Persian digits."""
    escaped = value.encode("ascii", "backslashreplace")
    return [value.encode(), escaped, text.digits(value, language="fa").encode()]


RESERVE_FORMS = [*forms(RESERVE_PRICE), *forms("512.34"), *forms("512340000000"), "۵۱۲٫۳۴".encode()]


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["site", "runs"])
def test_what_is_public_holds_no_confidential_value(made, folder):
    found = bytes_of(made.reports / folder)
    assert "روشنان".encode() in found  # the search would find what is there
    assert [one for value in SECRETS for one in forms(value) if one in found] == []
    assert [one for one in RESERVE_FORMS if one in found] == []


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["site", "runs"])
def test_the_report_for_the_staff_holds_them_all(made, folder):
    found = bytes_of(made.reports / "internal" / folder)
    assert [value for value in SECRETS if not any(one in found for one in forms(value))] == []
    assert any(one in found for one in RESERVE_FORMS)


@pytest.mark.slow
def test_the_committee_sees_neither_what_is_for_the_staff(made):
    found = bytes_of(made.reports / "committee")
    assert "روشنان".encode() in found
    assert [value for value in SECRETS if any(one in found for one in forms(value))] == []


@pytest.mark.slow
def test_each_audience_has_an_index_of_its_own_that_names_no_other_report(made):
    for audience in ("public", "committee", "internal"):
        home = made.reports if audience == "public" else made.reports / audience
        pages = sorted(str(page.relative_to(home / "site")) for page in (home / "site").glob("tender/*.html"))
        assert pages == [f"tender/for_{audience}.fa.html"]
        index = (home / "site" / "index.html").read_text(encoding="utf-8")
        assert [one for one in ("public", "committee", "internal") if f"for_{one}" in index] == [audience]
        assert ("banner audience" in index) == (audience != "public")


@pytest.mark.slow
def test_pages_say_who_they_are_for_and_what_is_withheld(made):
    public, internal = (
        (home / "site" / f"{name}.html").read_text(encoding="utf-8")
        for home, name in ((made.reports, PUBLIC), (made.reports / "internal", INTERNAL))
    )
    assert "banner audience" not in public
    assert "<strong>داخلی.</strong> این گزارش برای انتشار عمومی نیست." in internal
    assert "<td>برای این مخاطب نمایش داده نمی‌شود</td>" in public
    assert "برای این مخاطب نمایش داده نمی‌شود" not in internal


@pytest.mark.slow
def test_the_ledger_names_the_columns_that_were_withheld(made):
    lines = {line.table: line for line in made.manifest(PUBLIC).ledger}
    assert lines["kb_firms"].withheld == ("national_id", "revenue_rial", "contact")
    assert lines["experts"].withheld == ("name", "organisation", "contact")
    assert made.manifest(PUBLIC).parameters["reserve_price"] is None


@pytest.mark.slow
def test_a_change_of_what_is_withheld_makes_no_public_report_stale(made, tmp_path, monkeypatch, capsys):
    arguments = ["--project", str(made.root), "run", "all", "--dry-run"]
    assert cli.main(arguments) == 0
    assert capsys.readouterr().out.splitlines() == [f"tender/for_{one}.fa: skip" for one in
                                                    ("committee", "internal", "public")]  # fmt: skip
    changed = {**TABLES, "experts": TABLES["experts"].replace(EXPERT, "کیوان آذرپناه")}
    write_room(tmp_path / "mashhad", changed)
    monkeypatch.setenv("HAMYARI_ROOMS", str(tmp_path))
    for audience in ("public", "internal"):
        made.add_case("tender", f"for_{audience}", f"reserve_price: 611.9 billion rial\naudience: {audience}\n")
    cli.main(arguments)
    committee, internal, public = capsys.readouterr().out.splitlines()
    assert public == f"{PUBLIC}: skip"
    assert internal == f"{INTERNAL}: run: parameter reserve_price changed; table experts of room mashhad changed"
    for audience in ("public", "internal"):
        made.add_case("tender", f"for_{audience}", f"reserve_price: {RESERVE_PRICE}\naudience: {audience}\n")


@pytest.mark.slow
def test_a_page_that_tells_a_secret_is_not_published_and_the_last_good_one_stays(made, capsys):
    page = made.page(PUBLIC)
    before = page.read_bytes()
    arguments = ["--project", str(made.root), "run", "tender", "--case", "for_public"]
    said = f'report.note("با سپاس از {EXPERT.replace(chr(0x200C), " ")}")'
    made.add("tender", tender(code(said)))
    assert cli.main(arguments) == 1
    told = capsys.readouterr().err
    assert f"{PUBLIC}: not published: the page and its one-file copy" in told
    assert "a value of table experts of room mashhad, column name" in told
    assert EXPERT not in told
    assert page.read_bytes() == before
    made.add("tender", tender())
    assert cli.main(arguments) == 0


def test_what_a_waiting_runner_reads_of_this_one_repeats_no_confidential_value(tmp_path):
    project = Project(project_at(tmp_path).root)
    asked = ["run", "tender", "-p", f"reserve_price={RESERVE_PRICE}", "-p", "language=en"]
    assert what_of(project, cli.build_parser().parse_args(asked)) == "tender -p reserve_price=… -p language=en"


@pytest.mark.slow
def test_all_pages_made_again_are_searched_too(made, capsys):
    assert cli.main(["--project", str(made.root), "site"]) == 0
    assert "3 reports published" in capsys.readouterr().out
    assert bytes_of(made.reports / "site").find(EXPERT.encode()) == -1

"""The stamp of a page."""

import pytest

from hamyari_lib.records import Manifest, Stamp, page_of, stamp

SHOWN = Manifest(
    report="a/b.fa", notebook="a", case="b", language="fa", run="20260102T030405.000000Z-abcdef", title="t",
    state="succeeded", started="2026-01-02T03:04:05+00:00", duration_seconds=1.0, parameters={}, text_sha256="0" * 64,
)  # fmt: skip


def _page(tmp_path, made):
    path = tmp_path / "page.html"
    path.write_text(f'<!doctype html>\n<head>\n<meta name="hamyari-page" content="{made}">\n</head>', encoding="utf-8")
    return path


@pytest.mark.parametrize("attempt", [None, SHOWN])
def test_what_a_page_was_made_from_is_read_from_its_head(tmp_path, attempt):
    made = Stamp.of(SHOWN, attempt)
    assert Stamp.read(_page(tmp_path, made)) == made
    assert Stamp.of(SHOWN) == made or attempt


def test_a_run_of_before_its_text_was_hashed_has_a_stamp(tmp_path):
    old = Stamp.of(Manifest(**{**SHOWN.__dict__, "text_sha256": ""}))
    assert Stamp.read(_page(tmp_path, old)) == old


@pytest.mark.parametrize("written", ["", "a b", "a b c d e"])
def test_another_page_has_none(tmp_path, written):
    assert Stamp.read(_page(tmp_path, written)) is None
    with pytest.raises(OSError, match="missing"):
        Stamp.read(tmp_path / "missing.html")


def test_a_page_stands_where_its_reports_name_says(tmp_path):
    assert page_of(tmp_path, "a/b~c=1.5.fa") == tmp_path / "site" / "a" / "b~c=1.5.fa.html"


def test_the_code_is_that_of_when_the_process_first_asked(monkeypatch):
    before = stamp.site_version()
    monkeypatch.setattr(stamp.modules, "sha256", pytest.fail)
    assert stamp.site_version() == before

"""Small rooms that a test spoils in one place, and desks from which files are imported."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from people_files import Desk

ROOM = """
schema_version = 2
name = "own"
province = "خراسان رضوی"
currency = "rial"
title = { fa = "خودی", en = "own" }
as_of = { fa = "۱۴۰۴", en = "1404" }
"""
TABLE = """
[tables.%s]
file = "%s.csv"
kind = "illustrative"
licence = "none"
source = { fa = "آزمون", en = "test" }
as_of = { fa = "۱۴۰۴", en = "1404" }
caveats = { fa = "ساختگی", en = "made up" }
"""
TABLES = {
    "provinces": "province_code,province,province_fa,population_1390,population_1395\n"
    "9,Razavi Khorasan,خراسان رضوی,10,20\n"
    "21,Yazd,یزد,30,40\n",
    "jobs": "year,province_code,isic_section,isic_division,sample_n,jobs\n"
    "1398,9,A,01,7,700\n"
    "1399,9,A,01,8,800\n"
    "1399,21,A,01,9,900\n",
    "municipalities": "municipality,county,population_1395,municipality_grade\nمشهد,مشهد,3,12\nبار,نیشابور,,\n",
}


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A room ``own`` with three sound tables."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "room.toml").write_text(ROOM + "".join(TABLE % (name, name) for name in TABLES), encoding="utf-8")
    for name, content in TABLES.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    monkeypatch.setenv("HAMYARI_ROOMS", str(tmp_path))
    return folder


@pytest.fixture
def spoil(own: Path) -> Callable[..., None]:
    """``spoil(file, old, new)`` replaces a text that must be there once."""

    def replace(file: str, old: str, new: str) -> None:
        content = (own / file).read_text(encoding="utf-8")
        assert content.count(old) == 1, f"{old!r} is in {file} {content.count(old)} times"
        (own / file).write_text(content.replace(old, new), encoding="utf-8")

    return replace


@pytest.fixture
def add(own: Path) -> Callable[[str, str], None]:
    """``add(table, content)`` puts one more table into the room."""

    def write(table: str, content: str) -> None:
        with (own / "room.toml").open("a", encoding="utf-8") as room:
            room.write(TABLE % (table, table))
        (own / f"{table}.csv").write_text(content, encoding="utf-8")

    return write


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk for a whole file of tests: rooms are told apart by name."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HAMYARI_ROOMS", str(desk.rooms))
        yield desk


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk of the test's own."""
    desk = Desk(tmp_path)
    monkeypatch.setenv("HAMYARI_ROOMS", str(desk.rooms))
    return desk

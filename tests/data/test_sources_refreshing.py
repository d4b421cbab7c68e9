"""What a refresh does to a room: rows laid over the older ones by key, all at once, or nothing."""

import datetime as dt

import pytest

from hamyari_lib import data
from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.keeping import NewTable, holding, make_room, put_tables
from hamyari_lib.data.sources import refreshing
from hamyari_lib.data.sources.fetched import Fetched, Origin, checked
from hamyari_lib.data.sources.merging import Change
from hamyari_lib.data.sources.refreshing import put_fetched, snapshot
from hamyari_lib.errors import DataError

FIRST = [
    {"year": "2022", "inflation_pct": "43.5", "gdp_musd": "422662.3", "population": "89524246"},
    {"year": "2023", "inflation_pct": "44.6", "gdp_musd": "457510.5", "population": "90608707"},
]
DAY = dt.date(2026, 11, 13)


@pytest.fixture
def own(tmp_path, monkeypatch):
    """The folder of a room without tables."""
    monkeypatch.setenv("HAMYARI_ROOMS", str(tmp_path))
    return make_room("own", province="خراسان رضوی")


def both(text):
    return Bilingual(fa=f"{text} فارسی", en=text)


def fetched(rows, *, table="macro", day=DAY, source="the Bank", where="the service"):
    origin = Origin(
        table=table,
        source=both(source),
        licence=both("CC BY"),
        caveats=both("a caveat"),
        as_of=lambda frame: both(f"{len(frame)} rows, retrieved {day}"),
    )
    return Fetched(origin, checked(table, rows, where=where))


def put(rows, **about):
    (done,) = put_fetched("own", [fetched(rows, **about)])
    return done


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name not in (".lock", ".kept")}


def test_a_room_without_the_table_gets_the_fetched_rows_alone(own):
    done = put(FIRST)
    assert (done.merge.added, done.merge.changed, done.merge.unchanged, done.merge.kept) == (2, 0, 0, 0)
    frame = data.load("macro", room="own")
    assert frame["year"].tolist() == [2022, 2023]  # the sample's begin in 1960
    assert frame["gdp_musd_2015prices"].isna().all()
    entry = data.provenance("own", "macro")
    assert (entry.kind, entry.source.en, entry.as_of.en) == ("real", "the Bank", "2 rows, retrieved 2026-11-13")
    assert entry.as_of.fa.endswith("فارسی")
    assert data.check_room("own") == {"macro": 2}


def test_the_same_again_changes_nothing(own):
    put(FIRST)
    before = contents(own)
    done = put(FIRST, day=dt.date(2027, 1, 1))
    assert (done.merge.added, done.merge.changed, done.merge.unchanged) == (0, 0, 2)
    assert not done.merge.is_news
    assert done.as_of.en == "2 rows, retrieved 2026-11-13"
    assert contents(own) == before


def test_what_the_service_changed_is_named_and_what_it_no_longer_gives_stays(own):
    put(FIRST)
    done = put([{"year": "2023", "inflation_pct": "44.7"}, {"year": "2024", "population": "91567738"}])
    assert done.merge.changes == (Change((2023,), "inflation_pct", 44.6, 44.7),)
    assert (done.merge.added, done.merge.changed, done.merge.unchanged, done.merge.kept) == (1, 1, 0, 1)
    frame = data.load("macro", room="own").set_index("year")
    assert frame.loc[2022, "inflation_pct"] == 43.5  # a row that no longer comes
    assert frame.loc[2023, "inflation_pct"] == 44.7
    assert frame.loc[2023, "population"] == 90608707  # a cell that no longer comes
    assert frame.loc[2024].isna().sum() == 3
    assert data.provenance("own", "macro").as_of.en == "3 rows, retrieved 2026-11-13"


def test_a_blank_that_is_filled_is_a_change_from_nothing(own):
    put(FIRST)
    done = put([{"year": "2023", "gdp_musd_2015prices": "515368.2"}])
    assert done.merge.changes == (Change((2023,), "gdp_musd_2015prices", None, 515368.2),)


def test_the_old_file_goes_and_nothing_else_is_left(own):
    put(FIRST)
    put([{"year": "2024", "population": "91567738"}])
    files = sorted(path.name for path in own.iterdir() if path.name != ".kept")
    assert [name for name in files if name not in (".lock", "room.toml")] == [data.provenance("own", "macro").file]


def test_rows_that_do_not_fit_are_refused_by_key_before_they_reach_a_room():
    rows = [*FIRST, {"year": "2024", "inflation_pct": "4000", "population": "-1"}]
    with pytest.raises(DataError) as refused:
        fetched(rows)
    assert refused.value.faults == (
        "the service: year 2024, column inflation_pct: found '4000'; expected a number (per cent a year), -50 to 1000 "
        "(and 1 more); none of it is taken over: look whether the source says so itself, and run again later.",
    )
    with pytest.raises(DataError, match=r"year 2022, columns? year: found 2022, as on year 2022; expected each only"):
        fetched([FIRST[0], FIRST[0]])
    with pytest.raises(DataError, match="the service: the answer has no rows; expected at least one"):
        fetched([])


def test_a_room_that_cannot_be_written_is_whole(own, monkeypatch):
    put(FIRST)
    before = contents(own)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DataError, match="No space left on device"):
        put([{"year": "2024", "population": "91567738"}])
    assert contents(own) == before


@pytest.mark.parametrize("at", ["sha256_of", "write_atomically"])
def test_ctrl_c_on_the_way_leaves_the_room_whole(own, monkeypatch, at):
    put(FIRST)
    before = contents(own)

    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(f"hamyari_lib.data.keeping.{at}", interrupt)
    with pytest.raises(KeyboardInterrupt):
        put([{"year": "2024", "population": "91567738"}])
    assert contents(own) == before


def test_tables_are_replaced_together_or_not_at_all(own, monkeypatch):
    put(FIRST)
    before = contents(own)
    month = fetched([{"jalali_month": "1405-07", "usd_irr_free_mean": "1"}], table="market")
    year = fetched([{"year": "2024", "population": "91567738"}])
    real = refreshing._written

    def fails_at_market(folder, frame, table):
        if table == "market":
            raise DataError("no")
        return real(folder, frame, table)

    monkeypatch.setattr(refreshing, "_written", fails_at_market)
    with pytest.raises(DataError, match="no"):
        put_fetched("own", [year, month])
    assert contents(own) == before
    monkeypatch.setattr(refreshing, "_written", real)
    assert [done.table for done in put_fetched("own", [year, month])] == ["macro", "market"]
    assert data.check_room("own") == {"macro": 3, "market": 1}


def test_series_of_one_table_fill_its_rows_together(own):
    dollar = fetched([{"jalali_month": "1405-07", "usd_irr_free_mean": "1200000.5"}], table="market")
    index = fetched([{"jalali_month": "1405-07", "tedpix_month_end": "3500000.1"}], table="market")
    (done,) = put_fetched("own", [dollar, index])
    assert (done.merge.added, done.merge.changes) == (1, ())
    row = data.load("market", room="own").iloc[0]
    assert (row["usd_irr_free_mean"], row["tedpix_month_end"]) == (1200000.5, 3500000.1)


def by_hand(folder, *, kind="real"):
    """Put a table into the room as an import does."""
    file = folder / ".new-by-hand.csv"
    file.write_text("year,inflation_pct,gdp_musd,gdp_musd_2015prices,population\n2021,40.1,,,\n", encoding="utf-8")
    text = {"source": both("a book"), "licence": both("ours"), "as_of": both("1400"), "caveats": both("typed in")}
    with holding(folder):
        put_tables("own", [NewTable("macro", file, kind, **text)])


def test_made_up_rows_are_not_mixed_with_real_ones(own):
    by_hand(own, kind="illustrative")
    before = contents(own)
    with pytest.raises(
        DataError, match=r"own: macro is marked as illustrative; expected real, .* refresh another room"
    ):
        put(FIRST)
    assert contents(own) == before


def test_what_is_known_of_older_rows_from_elsewhere_is_said_on(own):
    by_hand(own)
    put(FIRST)
    put([{"year": "2024", "population": "91567738"}], day=dt.date(2027, 1, 1))
    entry = data.provenance("own", "macro")
    assert entry.source.en == "the Bank; older rows: a book"
    assert entry.source.fa == "the Bank فارسی؛ سطرهای پیشین: a book فارسی"
    assert entry.as_of.en == "4 rows, retrieved 2027-01-01; older rows: 1400"
    assert entry.licence.en == "CC BY; older rows: ours"
    assert entry.caveats.en == "a caveat; older rows: typed in"


def test_a_damaged_older_table_is_told_and_left(own):
    put(FIRST)
    file = own / data.provenance("own", "macro").file
    file.write_bytes(file.read_bytes().replace(b"43.5", b"4350"))
    before = contents(own)
    with pytest.raises(DataError, match="the file changed since its provenance was recorded"):
        put([{"year": "2024", "population": "91567738"}])
    assert contents(own) == before


def test_what_stays_is_named_with_its_date(own):
    assert snapshot("own", "macro") == "own: has no macro yet"
    put(FIRST)
    assert snapshot("own", "macro") == "own: macro stays as of 2 rows, retrieved 2026-11-13"

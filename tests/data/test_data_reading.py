"""What comes out of a sound table: types, Persian letters, the ledger, the choices of a form, the codebook."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time

import pandas as pd
import pytest

from hamyari_lib import data
from hamyari_lib.data import room_line
from hamyari_lib.data.confidential import withheld
from hamyari_lib.data.ledger_line import LEDGER_MIME
from hamyari_lib.errors import DataError
from hamyari_lib.text import normalise


def test_types_and_unknown_values(own):
    frame = data.load("municipalities", room="own")
    assert list(frame.columns) == ["municipality", "county", "population_1395", "municipality_grade"]
    assert str(frame["population_1395"].dtype) == "Int64"
    assert frame["population_1395"].isna().tolist() == [False, True]
    assert isinstance(frame.index, pd.RangeIndex)


def test_arabic_letters_become_persian_and_na_stays_a_name(spoil):
    spoil("provinces.csv", "Yazd,یزد", "NA,  كرمان  شمالي")
    frame = data.load("provinces", room="own")
    assert frame["province"].tolist() == ["Razavi Khorasan", "NA"]
    assert frame["province_fa"].tolist() == ["خراسان رضوی", "کرمان شمالی"]


def test_persian_digits_in_a_number_mean_the_same(spoil):
    spoil("jobs.csv", "8,800", "8,۸۰۰")
    assert data.load("jobs", room="own")["jobs"].tolist() == [700, 800, 900]


def test_byte_order_mark_column_order_and_blank_rows_do_not_matter(own):
    plain = data.load("jobs", room="own")
    rows = [line.split(",") for line in (own / "jobs.csv").read_text(encoding="utf-8").splitlines()]
    turned = "\r\n".join(",".join(reversed(row)) for row in rows) + "\r\n,,,,,\r\n\r\n"
    (own / "jobs.csv").write_bytes(turned.encode("utf-8-sig"))
    pd.testing.assert_frame_equal(data.load("jobs", room="own"), plain)


def test_a_reading_writes_one_ledger_line(own):
    before = len(data.ledger())
    data.load("jobs", room="own")
    (line,) = data.ledger()[before:]
    assert (line.table, line.room, line.kind, line.rows) == ("jobs", "own", "illustrative", 3)
    assert line.sha256 == hashlib.sha256((own / "jobs.csv").read_bytes()).hexdigest()
    assert str(line) == "jobs: 3 rows, illustrative, as of 1404"
    assert data.LedgerLine.from_json(json.loads(json.dumps(line.to_json()))) == line
    assert str(own.parent) not in json.dumps(line.to_json())


def test_a_refused_table_writes_none(spoil):
    spoil("jobs.csv", "8,800", "8,x")
    before = data.ledger()
    with pytest.raises(DataError):
        data.load("jobs", room="own")
    assert data.ledger() == before


def test_the_ledger_line_is_shown_in_a_cell(monkeypatch):
    from hamyari_lib.data import ledger_line as module

    shown: list[dict[str, object]] = []
    monkeypatch.setattr(module, "display", shown.append)
    data.load("provinces")
    assert [set(bundle) for bundle in shown] == [{LEDGER_MIME, "text/plain"}]
    assert shown[0]["text/plain"] == "provinces: 31 rows, real, as of 1395"


def test_display_publishes_raw_in_ipython(monkeypatch):
    import IPython.core.getipython
    import IPython.display

    from hamyari_lib.display import display

    seen: list[tuple[object, bool]] = []
    monkeypatch.setattr(IPython.display, "display", lambda bundle, raw: seen.append((bundle, raw)))
    display({"text/plain": "no cell"})
    monkeypatch.setattr(IPython.core.getipython, "get_ipython", object)
    display({"text/plain": "cell"})
    assert seen == [({"text/plain": "cell"}, True)]


def test_choices_lead_every_spelling_to_the_canonical_name(own):
    before = data.ledger()
    accepted = data.choices("provinces", "province_fa")
    assert len(set(accepted.values())) == 31
    for spelling in ("خراسان رضوی", "Razavi Khorasan", "razavi khorasan", normalise("خراسان رضوي")):
        assert accepted[spelling] == "خراسان رضوی"
    assert set(data.choices("provinces", "province_fa", room="own").values()) == {"خراسان رضوی", "یزد"}
    assert data.ledger() == before
    assert data.choices("municipalities", "municipality")["فیض آباد"] == "فیض‌آباد"


def test_a_spelling_that_stands_for_two_is_left_out(own):
    accepted = data.choices("jobs", "year", room="own", aliases=("isic_division",))
    assert "01" not in accepted
    assert accepted["1399"] == "1399"


def test_choices_of_an_unknown_column():
    with pytest.raises(DataError, match=r"has no column province_f; .* did you mean province_fa\?"):
        data.choices("provinces", "province_f")


def test_choices_do_not_need_pandas():
    code = (
        "import sys; from hamyari_lib import data; data.choices('provinces', 'province_fa');"
        "print([name for name in ('pandas', 'pandera', 'IPython') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_the_codebook_has_every_column_in_both_languages():
    rows = data.codebook()
    assert {row.table for row in rows} >= set(data.tables("sample"))
    for table in data.tables("sample"):
        seen = [row.column for row in data.codebook(table) if row.column not in withheld(table, "public")]
        assert seen == list(data.load(table).columns)
        assert data.title(table).fa
        assert data.title(table).en
    for row in rows:
        assert all((row.dtype, row.unit.fa, row.unit.en, row.meaning.en))
        assert any("\u0600" <= letter <= "\u06ff" for letter in row.meaning.fa), row
        assert any("\u0600" <= letter <= "\u06ff" for letter in row.unit.fa), row


def test_the_jobs_are_read_fast():
    data.load("jobs")  # pandera is imported by now
    times = []
    for _ in range(5):
        start = time.perf_counter()
        data.load("jobs")
        times.append(time.perf_counter() - start)
    assert min(times) < 0.2


def test_the_line_of_a_table_as_it_is_now(own, spoil):
    data.load("jobs", room="own")
    line = data.ledger()[-1]
    assert data.line_now(line) == line
    spoil("jobs.csv", "700", "701")
    now = data.line_now(line)
    assert now.sha256 != line.sha256
    data.load("jobs", room="own")
    assert data.ledger()[-1] == now


def test_an_optional_table_that_is_not_there_is_none_and_the_look_is_recorded(own, add, monkeypatch):
    shown: list[dict[str, object]] = []
    monkeypatch.setattr(room_line, "display", shown.append)
    assert data.load("match_labels", room="own", optional=True) is None
    line = data.RoomLine(**shown[0][data.ROOM_MIME])
    assert line == data.room_line_now(line)
    add("match_labels", "")
    assert line != data.room_line_now(line)
    with pytest.raises(DataError, match="did you mean match_labels"):
        data.load("match_label", room="own", optional=True)
    assert len(data.load("jobs", room="own", optional=True)) > 0


def test_the_line_of_a_table_that_is_gone(own):
    data.load("jobs", room="own")
    line = data.ledger()[-1]
    (own / "jobs.csv").unlink()
    with pytest.raises(DataError, match=r"^own/jobs\.csv: the file cannot be read"):
        data.line_now(line)

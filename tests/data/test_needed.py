"""What each report needs: held against the notebooks that stand, and against the tables that there are."""

import json
import re
from pathlib import Path

import pytest

from hamyari_lib import params
from hamyari_lib.data import needed
from hamyari_lib.data.schemas import SCHEMAS

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def _cells(path, kind):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell | {"source": "".join(cell["source"])} for cell in cells if cell["cell_type"] == kind]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_needs_what_it_loads_and_what_its_form_offers(path):
    loaded = {table for cell in _cells(path, "code") for table in re.findall(r'data\.load\("(\w+)"', cell["source"])}
    form = params.read_form(path)
    offered = {one.meaning.from_room.table for one in form.parameters if one.meaning.from_room}
    assert set(needed.NEEDED[path.stem].tables) == (loaded | offered) - needed.MEASURING, (
        "say so in hamyari_lib/data/needed.py"
    )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_report_is_called_as_its_notebook(path):
    headings = {cell["metadata"]["tags"][0]: cell["source"].splitlines()[0] for cell in _cells(path, "markdown")[:2]}
    title = needed.NEEDED[path.stem].title
    assert headings == {"fa": f"# {title.fa}", "en": f"# {title.en}"}


def test_reports_are_numbered_in_order():
    assert [one.number for one in needed.NEEDED.values()] == list(range(1, 15))


def test_every_table_is_needed_and_known():
    named = {table for one in needed.NEEDED.values() for table in one.tables}
    assert named == set(SCHEMAS) - needed.MEASURING
    assert set(SCHEMAS) >= needed.LASTING


@pytest.mark.parametrize("table", sorted(SCHEMAS.keys() - needed.MEASURING))
def test_a_missing_table_rules_out_the_reports_that_need_it(table):
    found = needed.reports_without(table)
    assert found
    assert [one.notebook for one in found] == [name for name, one in needed.NEEDED.items() if table in one.tables]


def test_the_report_on_the_room_needs_no_table():
    assert needed.NEEDED["01_data_room"].tables == ()
    assert "01_data_room" not in needed.tables_of_reports()

"""A form that uses every type, and the ways to check a case against it."""

import pytest

from hamyari_lib import params, text

FORM = """\
province: Province = "خراسان رضوی"  # استان | province
map_sector: Sector = "C"  # رشته | industry
base_years: YearSpan = "1392-1394"  # سال‌ها | years
confidence: Confidence = 0.95  # سطح | level
design_effect: DesignEffect | None = None  # اثر طرح | design effect
minimum: Observations = 10  # کمترین | fewest
data_room: DataRoom = "sample"  # اتاق | room
language: Language = "fa"  # زبان | language
"""


@pytest.fixture(autouse=True)
def persian_afterwards():
    yield
    text.use_language("fa")


@pytest.fixture(scope="session")
def form():
    return params.parse_form(FORM, where="form.ipynb")


@pytest.fixture(scope="session")
def check(form):
    """``check(name=value, …)``: the checked case, with the choices of the sample room."""
    choices = params.room_choices(form, {})

    def run(**values):
        return params.check_case(form, values, choices=choices, where="case.yaml")

    return run

"""Complexity by ecomplexity 0.5.3 (MIT, of the Growth Lab): its scores of a table drawn at random.

The package is an oracle for these four on an ordinary table only: its opportunity gain lacks a term of the Atlas, and
one region without a speciality makes all of its scores NaN.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hamyari_lib.models.complexity import complexity

PUBLISHED = json.loads((Path(__file__).parent / "ecomplexity.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("measure", ["eci", "pci", "proximity", "density"])
def test_scores_are_those_of_the_package(measure):
    found = complexity(pd.DataFrame(PUBLISHED["activity"]))
    assert np.allclose(getattr(found, measure), PUBLISHED[measure], rtol=0, atol=1e-12)

"""Ishigami and Homma (1990), sin x1 + 7 sin² x2 + 0.1 x3⁴ sin x1 on -π to π: its Sobol indices in closed form."""

import numpy as np
import pytest
from scipy import stats

from hamyari_lib.models.risk import sobol

A, B = 7.0, 0.1
OF_FIRST = (1 + B * np.pi**4 / 5) ** 2 / 2
OF_SECOND = A**2 / 8
OF_BOTH = B**2 * np.pi**8 * (1 / 18 - 1 / 50)
WHOLE = OF_FIRST + OF_SECOND + OF_BOTH


def test_first_and_total_indices():
    things = {name: stats.uniform(-np.pi, 2 * np.pi) for name in ("x1", "x2", "x3")}
    found = sobol(
        lambda x: np.sin(x["x1"]) + A * np.sin(x["x2"]) ** 2 + B * x["x3"] ** 4 * np.sin(x["x1"]),
        things, n=2**12, rng=np.random.default_rng(1),
    )  # fmt: skip
    expected = {"x1": (OF_FIRST, OF_FIRST + OF_BOTH), "x2": (OF_SECOND, OF_SECOND), "x3": (0, OF_BOTH)}
    for name, (first, total) in expected.items():
        assert found.loc[name, "first"] == pytest.approx(first / WHOLE, abs=0.005)
        assert found.loc[name, "total"] == pytest.approx(total / WHOLE, abs=0.005)
        assert found.loc[name, "total_low"] <= total / WHOLE <= found.loc[name, "total_high"]

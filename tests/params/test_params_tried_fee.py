"""A fee that is only tried out in an analysis is never 0: nothing would be tried."""

import pytest

from hamyari_lib import params
from hamyari_lib.errors import ParameterError

FORM = params.parse_form("highest_fee: TriedFee = 0.06  # بیشترین | highest", where="08_x.ipynb")


@pytest.mark.parametrize("given", [0, 0.005, 1.5])
def test_a_tried_fee_out_of_bounds_is_refused_and_not_raised_in_silence(given):
    with pytest.raises(ParameterError, match=f"highest_fee is {given}; expected a fraction of face from 0.01 to 1"):
        params.check_case(FORM, {"highest_fee": given}, where="case.yaml")


def test_a_tried_fee_within_bounds_is_taken_as_given():
    assert params.check_case(FORM, {"highest_fee": 0.01}, where="case.yaml") == {"highest_fee": 0.01}

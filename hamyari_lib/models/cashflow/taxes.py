"""The tax of a project by who holds it, from dated rules."""

from __future__ import annotations

import pandas as pd

from hamyari_lib.errors import DataError
from hamyari_lib.models.cashflow.terms import Tax


def tax_in_force(rules: pd.DataFrame, vehicle: str | None, month: str) -> Tax:
    """The tax on profit in a month: the latest rule that has begun and has not ended.

    Parameters
    ----------
    rules
        Of the table ``tax_rules``. A blank beginning counts as begun, a blank end as none.
    vehicle
        Who holds the project; None where that is not decided, and then nothing is known of its tax.
    month
        Such as ``1405-01``.

    Returns
    -------
    What is blank is None: no tax is counted for a rate that is not known, no relief for a share that is not.

    Raises
    ------
    DataError
        Two rules of one beginning hold for it.

    >>> rules = pd.DataFrame({"vehicle": ["company"], "from_month": ["1380-12"], "until_month": [None],
    ...                       "rate": [0.25], "exempt_years": [0], "exempt_share": [1.0]})
    >>> tax_in_force(rules, "company", "1405-01").rate, tax_in_force(rules, "hamyari", "1405-01").rate
    (0.25, None)
    """
    known = vehicle is not None and not pd.isna(vehicle)
    held = (rules[rules["vehicle"] == vehicle] if known else rules.head(0)).reset_index(drop=True)
    begins, ends = held["from_month"].fillna("0000-00"), held["until_month"].fillna("9999-99")
    begins = begins[(begins <= month) & (ends >= month)]
    held = held.loc[begins.index[begins == begins.max()]]
    if len(held) > 1:
        raise DataError(f"tax_rules has {len(held)} rules of {vehicle} from {begins.max()}; keep one.")
    if held.empty:
        return Tax(None, 0, None)
    rate, years, share = (
        None if pd.isna(held[name].iloc[0]) else float(held[name].iloc[0])
        for name in ("rate", "exempt_years", "exempt_share")
    )
    return Tax(rate, int(years or 0), share)

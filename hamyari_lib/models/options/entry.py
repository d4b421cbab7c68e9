"""Which doors are open to a way of paying: its parts held against the rules at what each of them would issue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from hamyari_lib.models.instruments import Asked, doors, screen
from hamyari_lib.models.options.paying import Paying
from hamyari_lib.models.options.ways import Way


def doors_of(paying: Paying, ways: Iterable[Way], rules: pd.DataFrame, asked: Asked, *, on: str) -> pd.DataFrame:
    """The door of each part of each way, at the face that the part issues and for the time that it runs.

    Parameters
    ----------
    paying
        What the ways were made with.
    rules, asked, on
        As :func:`~hamyari_lib.models.instruments.screen` takes them; a way that brings nothing is held against the
        rules at the amount of ``asked``.

    Returns
    -------
    ``way``, ``part`` and, as :func:`~hamyari_lib.models.instruments.doors` says them, ``door``, ``against`` and
    ``wanting``; a part that has no rule (a bank loan) is left out.
    """
    found = []
    for way in ways:
        faces = paying.faces(way)
        for part in way.name.split("+"):
            tenor = paying.tenors.get(part, asked.tenor_months)
            amount = max(float(round(faces[part])), 1.0) if part in faces else asked.amount_rial
            own = screen(
                rules[rules["instrument"] == part], replace(asked, amount_rial=amount, tenor_months=tenor), on=on
            )
            found.append(doors(own).assign(way=way.name, part=part))
    columns = ["way", "part", "door", "against", "wanting"]
    return pd.concat(found, ignore_index=True)[columns] if found else pd.DataFrame(columns=columns)

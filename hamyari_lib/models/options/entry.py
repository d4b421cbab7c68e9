"""Which doors are open to a way of paying: its parts held against the rules at what each of them would issue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from hamyari_lib.models.instruments import Asked, doors, screen
from hamyari_lib.models.options.paying import Paying, parts_of
from hamyari_lib.models.options.project import DEBT_LIKE
from hamyari_lib.models.options.ways import Way


def doors_of(paying: Paying, ways: Iterable[Way], rules: pd.DataFrame, asked: Asked, *, on: str) -> pd.DataFrame:
    """The door of each part of each way, at the face that the part issues and for the time that it runs.

    A share runs as long as the project. The owner's own share is, of a debt's way, its part of the money, and of a
    company or fund what the investors leave.

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
    found, life = [], int(paying.lines.timeline.months.sum())
    for way in ways:
        faces = paying.faces(way)
        for part in filter(None, parts_of(way.name)):
            is_debt = part in DEBT_LIKE
            there = replace(asked, tenor_months=paying.tenors.get(part, asked.tenor_months) if is_debt else life)
            if part in faces:
                own = way.short / way.wanted if is_debt else 1 - way.given_up
                there = replace(there, amount_rial=max(float(round(faces[part])), 1.0), own_share=own)
            own_rules = rules[rules["instrument"] == part]
            found.append(doors(screen(own_rules, there, on=on)).assign(way=way.name, part=part))
    columns = ["way", "part", "door", "against", "wanting"]
    return pd.concat(found, ignore_index=True)[columns] if found else pd.DataFrame(columns=columns)

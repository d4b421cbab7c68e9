"""The frame of matches, with the reasons of each in words."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from hamyari_lib.models.matching.sides import Side
from hamyari_lib.text import listing, t

SHOWN_WORDS = 4
_PERSIAN, _LATIN = re.compile("[ء-ی]"), re.compile("[a-z]")


def matches_of(
    wanted: Side, offered: Side, pairs: pd.DataFrame, *, top: int, least: float, isic_titles: Mapping[str, str]
) -> pd.DataFrame:
    """The ``top`` of the ``pairs`` of each need, of ``least`` or more, and a row for each need that has none.

    ``pairs`` has ``need`` and ``firm`` (their places), ``score``, ``same_class`` and ``same_division``.
    """
    ordered = pairs.sort_values(["need", "score", "firm"], ascending=[True, False, True], kind="stable")
    nearest = ordered.drop_duplicates("need").set_index("need")
    kept = ordered[(ordered.groupby("need").cumcount() < top) & (ordered["score"] >= least)]
    found = [
        (pair.need, offered.names[pair.firm], pair.score, _reasons(wanted, offered, pair, isic_titles))
        for pair in kept.itertuples(index=False)
    ]
    for need in np.setdiff1d(np.arange(len(wanted.names)), kept["need"]):
        near = nearest.loc[need] if need in nearest.index else None
        name = None if near is None else offered.names[int(near["firm"])]
        found.append((need, None, 0.0 if near is None else near["score"], _no_match(wanted.said[need], name)))
    found.sort(key=lambda one: one[0])
    return pd.DataFrame(
        {
            "need_id": wanted.names[[one[0] for one in found]],
            "firm_id": pd.Series([one[1] for one in found], dtype=object),
            "score": [float(one[2]) for one in found],
            "reasons": [one[3] for one in found],
        }
    )


def _reasons(wanted: Side, offered: Side, pair, isic_titles: Mapping[str, str]) -> str:
    theirs = set(offered.said[pair.firm])
    shared = [word for word in dict.fromkeys(wanted.said[pair.need]) if word in theirs][:SHOWN_WORDS]
    if shared:
        parts = [
            t(fa=f"ریشه‌ها و هم‌معنی‌های مشترک: {listing(shared)}", en=f"stems and synonyms in common: {listing(shared)}")
        ]
    else:
        parts = [t(fa="واژهٔ یکسان ندارد، واژه‌های نزدیک دارد", en="words alike, none the same")]
    if pair.same_class or pair.same_division:
        title = isic_titles.get(str(wanted.isic[pair.need])[:2])
        same = t(fa="همان کد چهاررقمی ISIC", en="the same ISIC class") if pair.same_class else t(
            fa="همان قسمت دورقمی ISIC", en="the same ISIC division"
        )  # fmt: skip
        parts.append(f"{same} ({title})" if title else same)
    return t(fa="؛ ", en="; ").join(parts)


def _no_match(said: list[str], near: object) -> str:
    if not said:
        return t(fa="متنی برای سنجیدن ندارد", en="has no text to go by")
    if near is not None:
        return t(
            fa=f"هیچ شرکتی به آستانه نرسید؛ نزدیک‌ترین: {near}", en=f"no firm comes near enough; the nearest: {near}"
        )
    if _LATIN.search(" ".join(said)) and not _PERSIAN.search(" ".join(said)):
        return t(
            fa="هیچ شرکتی واژه‌ای مشترک با آن ندارد؛ متن با حروف لاتین است: فارسی بنویسید یا هم‌معنی آن را بیفزایید",
            en="no firm has a word in common; the text is in Latin letters: write Persian or add a synonym",
        )
    return t(fa="هیچ شرکتی واژه‌ای مشترک با آن ندارد", en="no firm has a word in common")

"""What is read of a table of needs or of firms, and how the texts of the two are compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hamyari_lib.models.matching.words import words
from hamyari_lib.text import latin_digits

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


@dataclass(frozen=True)
class Side:
    """Needs or firms with the words of each, by row."""

    names: np.ndarray
    isic: np.ndarray
    said: list[list[str]]


def side_of(what: str, frame: pd.DataFrame, key: str, texts: Sequence[str], synonyms: Mapping[str, str]) -> Side:
    """The texts and codes of a table. ``ValueError``: a column is missing, or an identifier blank or there twice."""
    for column in (key, texts[0]):
        if column not in frame:
            raise ValueError(f"{what} has no column {column}; it has {', '.join(map(str, frame.columns))}; add it")
    names = frame[key]
    if names.isna().any() or (names.astype(str).str.strip() == "").any():
        raise ValueError(f"{what} has a row without {key}; give each one of its own")
    if names.duplicated().any():
        raise ValueError(f"{what} has {key} {names[names.duplicated()].iloc[0]} more than once; remove or rename one")
    parts = [frame[one].fillna("").astype(str) for one in texts if one in frame]
    said = [words(" . ".join(row), synonyms) for row in zip(*parts, strict=True)]
    isic = _codes(what, frame["isic"]) if "isic" in frame else pd.Series("", frame.index)
    return Side(names.to_numpy(), isic.to_numpy(dtype=object), said)


def _codes(what: str, isic: pd.Series) -> pd.Series:
    """ISIC codes as texts; a file read without their type has numbers, which have lost a zero in front."""
    if not pd.api.types.is_numeric_dtype(isic):
        return isic.fillna("").astype(str).map(latin_digits).str.strip()
    known = isic.dropna()
    whole = known.astype("int64").astype(str)
    if len(odd := whole[(known != known.astype("int64")) | ~whole.str.len().isin([2, 4])]):
        raise ValueError(
            f"{what} has the number {odd.iloc[0]} for an ISIC code, which may have lost a zero in front; "
            "read the column as text (dtype=str)"
        )
    return whole.reindex(isic.index, fill_value="")


def weighted(wanted: Side, offered: Side, word: float, character: float) -> tuple[csr_matrix, csr_matrix]:
    """Needs and firms by terms; the product of two rows is their weighted sum of cosines."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.feature_extraction.text import TfidfVectorizer

    sides = ([], [])
    for weight, options in (
        (word, {"analyzer": lambda said: said}),
        (character, {"analyzer": "char_wb", "ngram_range": (3, 5), "lowercase": False, "preprocessor": " ".join}),
    ):
        if not weight or not any(offered.said):
            continue
        seen = TfidfVectorizer(**options).fit(offered.said)
        for side, of in zip(sides, (wanted, offered), strict=True):
            side.append(np.sqrt(weight) * seen.transform(of.said))
    if not sides[0]:
        return csr_matrix((len(wanted.names), 1)), csr_matrix((len(offered.names), 1))
    return tuple(hstack(side, format="csr") for side in sides)

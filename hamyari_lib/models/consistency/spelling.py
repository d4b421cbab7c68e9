"""One thing under two names: names reduced to what distinguishes them, and the rules that find doubles."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from hamyari_lib import text
from hamyari_lib.models.consistency.rules import Frames, Rule, Settings, compared

# What stands before or behind a firm's name and is no part of it.
_FORM_WORDS = frozenset({
    "شرکت", "سهامی", "خاص", "عام", "با", "مسیولیت", "مسوولیت", "محدود", "دانش", "بنیان", "دانشبنیان",
    "co", "company", "ltd",
})  # fmt: skip
_SAME_LETTERS = str.maketrans({"آ": "ا", "أ": "ا", "إ": "ا", "ة": "ه", "ؤ": "و", "ئ": "ی", "ٔ": None, "ء": None})
_BETWEEN = re.compile(r"[\W_]+")


def plain_name(name: str, *, is_firm: bool = False) -> str:
    """A name without what people write differently: spaces, half-spaces, marks, kinds of the same letter, digits.

    With ``is_firm`` also without the words for its legal form; a name of nothing else stays as it is.

    >>> plain_name("شركت روشن آب (سهامی خاص)", is_firm=True) == plain_name("روشن‌آب", is_firm=True)
    True
    >>> plain_name("مه‌ولات") == plain_name("مه ولات")
    True
    """
    plain = text.latin_digits(text.normalise(name)).lower().translate(_SAME_LETTERS)
    words = [one for one in _BETWEEN.split(plain) if one]
    kept = [one for one in words if not is_firm or one not in _FORM_WORDS]
    return "".join(kept or words)


def _twice(table: str, row: str, column: str, groups: pd.Series, frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of one group: each but the first is told, with the first's key."""
    firsts = frame[row].groupby(groups, sort=False).transform("first")
    return compared(table, frame[row], column, frame[column], "once", firsts, groups.duplicated())


def firm_twice(frames: Frames, _: Settings) -> pd.DataFrame:
    """Firms of one name under two identifiers."""
    firms = frames["kb_firms"]
    groups = firms["name"].map(lambda name: plain_name(name, is_firm=True))
    return _twice("kb_firms", "firm_id", "name", groups, firms)


def national_id_twice(frames: Frames, _: Settings) -> pd.DataFrame:
    """Firms of one national identifier under two identifiers of the room."""
    firms = frames["kb_firms"].dropna(subset=["national_id"])
    return _twice("kb_firms", "firm_id", "national_id", firms["national_id"], firms)


def need_twice(frames: Frames, _: Settings) -> pd.DataFrame:
    """Needs of one municipality that say the same of themselves."""
    needs = frames["needs"]
    parts = [needs[one].astype(object).where(needs[one].notna(), "").map(plain_name)
             for one in ("municipality", "title", "description", "unit")]  # fmt: skip
    groups = parts[0] + "|" + parts[1] + "|" + parts[2] + "|" + parts[3]
    return _twice("needs", "need_id", "title", groups, needs)


def project_twice(frames: Frames, _: Settings) -> pd.DataFrame:
    """Projects of one municipality with the same title."""
    projects = frames["projects"]
    groups = projects["municipality"].map(plain_name) + "|" + projects["title"].map(plain_name)
    return _twice("projects", "project_id", "title", groups, projects)


def spellings(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """Each ``value`` of a column with how often it occurs, and its ``usual`` spelling: the commonest of those alike."""
    counts = frame[column].dropna().value_counts(sort=False).rename_axis("value").reset_index(name="times")
    order = counts.sort_values("times", ascending=False, kind="stable")
    usual = order.assign(plain=order["value"].map(plain_name)).groupby("plain", sort=False)["value"].transform("first")
    return counts.assign(usual=usual.sort_index())


def _spelling_rule(table: str, columns: Sequence[str], fa: str, en: str) -> Rule:
    def check(frames: Frames, _: Settings) -> pd.DataFrame:
        parts = []
        for column in columns:
            found = spellings(frames[table], column)
            other = found["value"] != found["usual"]
            parts.append(compared(table, found["value"], column, found["value"], "as spelt", found["usual"], other))
        return pd.concat(parts, ignore_index=True)

    return Rule(f"spelling_{table}", fa, en, "doubt", {table: tuple(columns)}, check)


SPELLING_RULES: tuple[Rule, ...] = (
    Rule("firm_twice", "هیچ شرکتی با دو شناسه نیامده است (به نام)",
         "no firm is there under two identifiers (by name)", "doubt",
         {"kb_firms": ("firm_id", "name")}, firm_twice),
    Rule("national_id_twice", "هیچ شناسهٔ ملی از آنِ دو شرکت نیست", "no national identifier belongs to two firms",
         "error", {"kb_firms": ("firm_id", "national_id")}, national_id_twice),
    Rule("need_twice", "هیچ نیازی دو بار نیامده است", "no need is there twice", "doubt",
         {"needs": ("need_id", "municipality", "title", "description", "unit")}, need_twice),
    Rule("project_twice", "هیچ پروژه‌ای دو بار نیامده است", "no project is there twice", "doubt",
         {"projects": ("project_id", "municipality", "title")}, project_twice),
    _spelling_rule("municipalities", ("county", "municipality"), "نام هر شهر و شهرستان همه‌جا به یک املا نوشته شده است",
                   "each city and county is spelt in one way"),
    _spelling_rule("needs", ("category", "unit"), "دسته و واحد شمارش نیازها همه‌جا به یک املا نوشته شده است",
                   "categories and units of needs are spelt in one way"),
    _spelling_rule("projects", ("sector",), "نام بخش پروژه‌ها همه‌جا به یک املا نوشته شده است",
                   "sectors of projects are spelt in one way"),
    _spelling_rule("kb_firms", ("technology_field", "capacity_unit"),
                   "حوزهٔ فناوری و واحد ظرفیت شرکت‌ها همه‌جا به یک املا نوشته شده است",
                   "fields of technology and units of capacity are spelt in one way"),
)  # fmt: skip

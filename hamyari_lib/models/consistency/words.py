"""What the rules found, in words of the language in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import pandas as pd

from hamyari_lib import text, units
from hamyari_lib.models.consistency.rules import Relation, Rule

# what is reckoned from columns and stands in none
_RECKONED = {
    "budget_per_head": {"fa": "بودجهٔ سرانه، ریال", "en": "budget per inhabitant, rial"},
    "jobs_per_observation": {"fa": "شغل به ازای هر شغل نمونه", "en": "jobs for each survey job"},
    "revenue_per_head": {"fa": "درآمد به ازای هر کارمند، ریال", "en": "revenue per person of the staff, rial"},
    "quantity_times_cost": {"fa": "مقدار ضرب در بهای واحد، ریال", "en": "quantity times unit cost, rial"},
    "sum_of_weights": {"fa": "جمع وزن‌ها", "en": "sum of the weights"},
}
_RELATIONS: dict[Relation, dict[str, str]] = {
    "equals": {"fa": "{}", "en": "{}"},
    "about": {"fa": "نزدیک به {}", "en": "about {}"},
    "at most": {"fa": "حداکثر {}", "en": "at most {}"},
    "at least": {"fa": "دست‌کم {}", "en": "at least {}"},
    "after": {"fa": "پس از {}", "en": "after {}"},
    "not before": {"fa": "{} یا پس از آن", "en": "{} or later"},
    "between": {"fa": "{}", "en": "{}"},
    "once": {"fa": "تنها یک بار؛ در ردیف {} هم هست", "en": "only once; it is in row {} too"},
    "as spelt": {"fa": "«{}»", "en": "{}"},
    "listed": {"fa": "ردیفی در جدول «{}»", "en": "a row in the table “{}”"},
}  # fmt: skip
_LARGE = 1e9


class Both(Protocol):
    """A text in both languages."""

    fa: str
    en: str


def value_in_words(value: Any, *, is_plain: bool = False) -> str:
    """A value as a table shows it; a large one in billions, one that ``is_plain`` (a year, a code) without separators.

    >>> text.use_language("en")
    >>> value_in_words(15_000_000_000_000), value_in_words((0.5, 2)), value_in_words("1403/02/01")
    ('15,000 billion', '0.5 to 2', '1403/02/01')
    >>> text.use_language("fa")
    """
    if isinstance(value, tuple):
        return text.interval(*(value_in_words(one) for one in value))
    if isinstance(value, str) or is_plain:
        return text.digits(value)
    if abs(value) >= _LARGE:
        return f"{units.plain(round(value / _LARGE, 1))} {text.t(fa='میلیارد', en='billion')}"
    return units.plain(float(f"{value:.4g}") if abs(value) < 1000 else round(value))


def findings_in_words(
    findings: pd.DataFrame, rules: Iterable[Rule], titles: Mapping[str, Both], names: Mapping[tuple[str, str], Both]
) -> pd.DataFrame:
    """Each finding as ``table``, ``row``, ``what``, ``found``, ``expected``, ``statement`` and ``severity`` in words.

    ``titles`` are those of the tables, ``names`` those of their columns.
    """
    said = {rule.key: statement(rule, titles, names) for rule in rules}
    severities = {"error": text.t(fa="خطا", en="error"), "doubt": text.t(fa="نیازمند بررسی", en="to check")}
    rows = []
    for one in findings.itertuples():
        plain_number = one.column in ("jalali_year", "year")
        is_table = one.relation == "listed"
        found, expected = (value_in_words(value, is_plain=plain_number) for value in (one.found, one.expected))
        if found == expected and not isinstance(one.found, str):  # they differ beyond what is shown
            found, expected = (units.plain(value) for value in (one.found, one.expected))
        expected = _of(titles[one.expected]) if is_table else expected
        what = _RECKONED[one.column][text.language()] if one.column in _RECKONED else _of(names[one.table, one.column])
        rows.append({
            "table": _of(titles[one.table]),
            "row": text.digits(one.row) or "—",
            "what": what,
            "found": found,
            "expected": _RELATIONS[one.relation][text.language()].format(expected),
            "statement": said[one.rule],
            "severity": severities[one.severity],
        })  # fmt: skip
    names_of_columns = ["table", "row", "what", "found", "expected", "statement", "severity"]
    return pd.DataFrame(rows, columns=names_of_columns, dtype=object)


def outcomes_in_words(
    outcomes: pd.DataFrame, rules: Iterable[Rule], titles: Mapping[str, Both], names: Mapping[tuple[str, str], Both]
) -> pd.DataFrame:
    """What became of each rule, with its ``statement``, the ``result`` and, where it was not checked, ``because``."""
    results = {
        "holds": text.t(fa="برقرار", en="holds"),
        "broken": text.t(fa="نقض شده", en="broken"),
        "nothing to compare": text.t(fa="موردی برای سنجش نبود", en="nothing to compare"),
        "not checked": text.t(fa="آزموده نشد", en="not checked"),
    }
    said = {rule.key: statement(rule, titles, names) for rule in rules}
    because = [_because(one.why, one.lacks, titles, names) for one in outcomes.itertuples()]
    result = [results[one] for one in outcomes["state"]]
    return outcomes.assign(statement=[said[one] for one in outcomes["rule"]], result=result, because=because)


def _because(
    why: str, lacks: Iterable[str], titles: Mapping[str, Both], names: Mapping[tuple[str, str], Both]
) -> str | None:
    if why == "table":
        absent = text.listing([_of(titles[one]) for one in lacks], is_quoted=True)
        return text.t(fa=f"جدول {absent} نیست", en=f"Missing table: {absent}")
    if why == "withheld":
        pairs = [tuple(one.split(".")) for one in lacks]
        hidden = text.listing([_of(names[table, column]) for table, column in pairs], is_quoted=True)
        where = text.listing(list(dict.fromkeys(_of(titles[table]) for table, _ in pairs)), is_quoted=True)
        return text.t(fa=f"ستون {hidden} از جدول {where} محرمانه است", en=f"Withheld: {hidden} of “{where}”")
    return text.t(fa="روزی برای سنجش داده نشده است", en="No day of measuring is given") if why == "day" else None


def statement(rule: Rule, titles: Mapping[str, Both], names: Mapping[tuple[str, str], Both]) -> str:
    """What a rule says must hold; that of a reference is made from the names of what it joins."""
    if rule.fa:
        said = text.t(fa=rule.fa, en=rule.en)
        return said if text.language() == "fa" else said[:1].upper() + said[1:]
    (table, (column, *_)), (other, _) = list(rule.reads.items())[0], list(rule.reads.items())[-1]
    what, where, there = _of(names[table, column]), _of(titles[table]), _of(titles[other])
    return text.t(fa=f"هر «{what}» جدول «{where}» در جدول «{there}» هست",
                  en=f"Every {what} of “{where}” is in “{there}”")  # fmt: skip


def _of(both: Both) -> str:
    return text.t(fa=both.fa, en=both.en)

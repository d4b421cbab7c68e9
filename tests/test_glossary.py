"""One term for each thing, and no forbidden word in any Persian text that a reader meets."""

import ast
import html
import io
import json
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyari_lib import data, text
from hamyari_lib.glossary import FORBIDDEN, GLOSSARY, forbidden_in
from hamyari_lib.models import instruments

ROOT = Path(__file__).parents[1]

# terms


# items of a cash flow, beside the fees, and what a cost may lack
ITEMS = (
    "face", "discount", "profit", "final_profit", "principal", "blocked_deposit", "deposit_return",
    "state_share", "state_profit", "state_principal", "state_guarantee",
)  # fmt: skip


def test_every_key_of_the_instruments_has_a_term():
    fees = {fee for applying in instruments.FEES_OF.values() for fee in applying}
    assert {"underwriting", "market_making", "guarantee", "trustee", "admission", "appraisal"} <= fees
    assert {*ITEMS, *fees, *instruments.INSTRUMENTS, *instruments.PAYERS} - set(GLOSSARY) == set()


@pytest.mark.parametrize("key", GLOSSARY)
def test_a_term_is_in_both_languages_each_in_its_own_letters(key):
    term = GLOSSARY[key]
    assert set(term) == set(text.LANGUAGES)
    assert term["fa"] == text.normalise(term["fa"])
    assert not any(letter.isascii() and letter.isalnum() for letter in term["fa"])
    assert term["en"] == term["en"].strip()
    assert term["en"].replace("–", "-").isascii()
    assert forbidden_in(term["fa"]) == []


@pytest.mark.parametrize("language", text.LANGUAGES)
def test_no_two_keys_have_the_same_term(language):
    terms = [term[language] for term in GLOSSARY.values()]
    assert sorted(terms) == sorted(set(terms))


def test_instruments_are_called_as_in_the_room():
    def plain(name: str) -> str:
        return name.replace("هٔ", "ه")

    types = data.load("instrument_types").set_index("code")
    both = set(types.index) & set(GLOSSARY)
    assert {"musharaka_municipal", "ijara", "murabaha", "manfaa", "istisna", "salam_parallel", "treasury_bill"} <= both
    for code in both:
        assert GLOSSARY[code]["en"] == types.at[code, "name_en"]
        assert plain(GLOSSARY[code]["fa"]) == plain(types.at[code, "name_fa"])


# forbidden words


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("نرخ بهره", ["بهره"]),
        ("نرخ بهرهٔ بانکی", ["بهرهٔ"]),
        ("بهرۀ وام", ["بهرۀ"]),
        ("بهره‌ی وام", ["بهره"]),
        ("بهره‌ها و بهره‌های مرکب", ["بهره", "بهره"]),
        ("بَهـره", ["بَهـره"]),
        ("نرخ بهره کشور", ["بهره"]),
        ("بهره مندرج در قرارداد", ["بهره"]),
        ("بهره بر پایهٔ سال", ["بهره"]),
        ("بهره برای سرمایه‌گذار", ["بهره"]),
        ("بهره ورود", ["بهره"]),
        ("ربا و نزول", ["ربا", "نزول"]),
        ("رباخواری", ["رباخواری"]),
        ("اوراق قرضه", ["قرضه"]),
        ("اوراق‌قرضهٔ شهرداری", ["قرضهٔ"]),
        ("كوپن", ["كوپن", "ك"]),
        ("کوپن‌های بی‌کوپن", ["کوپن", "کوپن"]),
        ("اصل و فرع وام", ["اصل و فرع"]),
        ("دیتا و دیتابیس", ["دیتا", "دیتابیس"]),
        ("ریتِ بازار", ["ریتِ"]),
        ("کراودفاندینگ و فاندینگ", ["کراودفاندینگ", "فاندینگ"]),
        ("آپشن و اپشن", ["آپشن", "اپشن"]),
        ("صندوق‌های هج", ["هج"]),
        ("مارکت‌میکر", ["مارکت‌میکر"]),
        ("می شود و نمی رسد", ["می ", "نمی "]),
        ("شهرداری ها و شهر های", [" ها", " های"]),
        ("علي‌الحساب", ["ي"]),
    ],
)
def test_a_forbidden_word_is_found_in_every_spelling(written, found):
    assert [finding.found for finding in forbidden_in(written)] == found


@pytest.mark.parametrize(
    "written",
    [
        "بهره‌وری", "بهره وری", "بهرهوری", "بهره‌ور", "بهره‌برداری", "بهره برداری", "بهره\nبرداران", "بهره‌مند",
        "بهره‌مندی‌ها", "بهره‌گیری", "بهره گرفت", "از آن بهره می‌برد", "بهره نمی‌گیرد", "بهره خواهد برد", "بی‌بهره",
        "بهره‌کشی", "روند نزولی", "نزولات جوی", "آذربایجان", "آهن‌ربا", "قانون عملیات بانکی بدون ربا", "قرض‌الحسنه",
        "مدیریت", "کبریت", "یلدا", "تهاجمی", "می‌شود", "قدیمی شود", "اسلامی شود", "هاشمی", "سود", "ي و ك", "[يىئ]",
        "bahre", "",
    ],
)  # fmt: skip
def test_a_word_of_another_sense_is_not(written):
    assert forbidden_in(written) == []


def test_a_finding_says_what_to_write():
    (finding,) = forbidden_in("این نرخ بهره است")
    assert finding.start == 8
    assert str(finding) == "«بهره»: write سود (Iranian contracts pay profit; interest is another thing in law)"


@pytest.mark.parametrize("rule", FORBIDDEN, ids=lambda rule: rule.word)
def test_what_to_write_instead_is_itself_allowed(rule):
    assert rule.why
    assert forbidden_in(rule.instead) == []
    for spelling in rule.word.split("|"):
        assert spelling in [finding.found for finding in forbidden_in(f"این {spelling} است")]


@given(st.lists(st.sampled_from(["بهره", "بهره‌وری", "سود", "ربا", " ", "\u200c", "\n", "ٔ", "ی", "در"]), max_size=12))
def test_findings_are_in_order_and_stand_where_they_say(parts):
    written = "".join(parts)
    found = forbidden_in(written)
    assert [finding.start for finding in found] == sorted(finding.start for finding in found)
    for finding in found:
        assert written[finding.start :].startswith(finding.found)


# what readers meet


def python_texts(source: str) -> Iterator[tuple[int, str]]:
    """Strings and comments with their lines; docstrings, which are for developers, left out."""
    tree = ast.parse(source)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings:
            yield node.lineno, node.value
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def texts(path: Path) -> Iterator[tuple[str, str]]:
    """What a reader may meet of a file: (place, text)."""
    content = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        for index, cell in enumerate(json.loads(content)["cells"], start=1):
            source = "".join(cell["source"])
            if cell["cell_type"] == "code":
                yield from ((f"cell {index}, line {line}", said) for line, said in python_texts(source))
            else:
                yield f"cell {index}", html.unescape(source)
    elif path.suffix == ".py":
        yield from ((f"line {line}", said) for line, said in python_texts(content))
    else:
        yield "", html.unescape(content)  # a template may write &zwnj;


def faults(path: Path) -> list[str]:
    return [f"{path.name}: {place}: {finding}" for place, said in texts(path) for finding in forbidden_in(said)]


READ = sorted(
    path
    for pattern in (
        "notebooks/*.ipynb", "params/**/*.yaml", "hamyari_lib/**/*.py", "hamyari_lib/**/*.j2", "hamyari_lib/**/*.js",
        "hamyari_lib/data/sample/room.toml", "hamyari_lib/data/sample/README.md", "README*.md",
    )
    for path in ROOT.glob(pattern)
    if path.name != "forbidden.py"
)  # fmt: skip


def test_all_kinds_of_files_are_read():
    assert {path.suffix for path in READ} == {".ipynb", ".yaml", ".py", ".j2", ".js", ".toml", ".md"}
    assert {"README.fa.md", "02_sector_structure.ipynb", "page.html.j2", "wording.py"} <= {path.name for path in READ}


@pytest.mark.parametrize("path", READ, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_forbidden_word_stands_where_a_reader_meets_it(path):
    assert faults(path) == []


def notebook(kind: str, source: str) -> str:
    return json.dumps({"cells": [{"cell_type": kind, "source": source.splitlines(keepends=True)}]}, ensure_ascii=False)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.ipynb", notebook("markdown", "## هزینه\nنرخ بهره ۱۸٪ است")),
        ("a.ipynb", notebook("code", 'x = 18\nreport.text(f"نرخ {x} بهره‌ی")')),
        ("a.ipynb", notebook("code", "x = 18  # بهره")),
        ("a.yaml", "rate: 0.18  # نرخ بهره\n"),
        ("a.yaml", "title: نرخ بهره‌ی وام\n"),
        ("a.py", 'def f():\n    """بهره"""\n    return t(fa="نرخ " "بهره", en="rate")\n'),
        ("a.py", "LABELS = {'بهره': 1}\n"),
        ("a.html.j2", "<p>نرخ بهره&zwnj;ی {{ name }}</p>"),
        ("a.js", 'say("بهره");'),
        ("a.toml", 'caveats.fa = "نرخ بهره"\n'),
        ("a.md", "نرخ بهره"),
    ],
)
def test_a_planted_word_is_found(tmp_path, name, content):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    (fault,) = faults(path)
    assert fault.startswith(f"{name}: ")
    assert "«بهره»: write سود" in fault
    path.write_text(content.replace("بهره", "بهره‌وری"), encoding="utf-8")
    assert faults(path) == []

"""The labels that matching is measured by: frozen with the texts that were judged, even, and of every kind of case."""

import hashlib

import pytest

from hamyari_lib import data, text

LABELS = "bbaf76258fd72a9df6088c606b689e5fd9c0c451280a56d277b4d64be2fb44bb"
TEXTS = "2f9663c236f9041fddc0d9206425f75e5ce343be8a5f7f3068caf1124c82012b"
STOP = frozenset(["و", "از", "به", "در", "با", "برای", "یا", "بر", "هر", "تا", "که", "را", "نه", "ولی", "است"])


@pytest.fixture(scope="module")
def labels():
    return data.load("match_labels")


@pytest.fixture(scope="module")
def texts():
    """What the readers saw: the needs that were drawn, and all firms."""
    needs = data.load("needs").set_index("need_id").fillna({"description": "-"})
    firms = data.load("kb_firms").set_index("firm_id")
    return needs[["title", "description", "unit"]].agg(" | ".join, axis=1), firms["products"]


def test_labels_and_the_texts_they_were_written_from_are_frozen(labels, texts):
    """A label is worth nothing for another text: whoever changes the made-up firms must have them judged anew."""
    content = (data.room_path("sample") / "match_labels.csv").read_bytes()
    assert hashlib.sha256(content).hexdigest() == LABELS
    needs, firms = texts
    judged = [*needs[sorted(labels["need_id"].unique())].items(), *firms.items()]
    said = "\n".join(f"{name} {words}" for name, words in judged)
    assert hashlib.sha256(said.encode()).hexdigest() == TEXTS


def test_halves_are_of_needs_and_alike(labels):
    by_need = labels.groupby("need_id")
    assert by_need["half"].nunique().eq(1).all()
    served = by_need["relevance"].max().ge(2)
    half = by_need["half"].first()
    assert half.value_counts().to_dict() == {"development": 30, "final": 30}
    assert served.groupby(half).sum().to_dict() == {"development": 20, "final": 20}


def test_there_are_easy_and_hard_cases_and_needs_that_no_firm_serves(labels, texts):
    needs, firms = texts
    shared = [
        bool(words(needs[need]) & words(firms[firm]))
        for need, firm in zip(labels["need_id"], labels["firm_id"], strict=True)
    ]
    cases = labels.assign(shared=shared, served=labels["relevance"].ge(2)).groupby(["served", "shared"]).size()
    assert cases[True, True] >= 50, "easy: the same words, served"
    assert cases[True, False] >= 10, "other words, the same trade"
    assert cases[False, True] >= 50, "shared words, another trade"
    assert labels.groupby("need_id")["relevance"].max().lt(2).sum() >= 10, "no firm serves them"
    assert len(labels) >= 150


def words(said):
    parts = text.normalise(said).replace("\u200c", " ").replace("،", " ").split()
    return {word for word in parts if len(word) > 2} - STOP


def test_each_reason_is_a_line_of_its_own(labels):
    assert labels["reason"].str.len().between(10, 100).all()
    assert labels["reason"].str.contains(r"[\u0600-\u06ff]").all()
    assert not labels["reason"].str.contains("\n").any()

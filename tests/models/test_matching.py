"""Matching: what is read into a text, what makes a score, what has no match, and the constants' own origin."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamyari_lib import data
from hamyari_lib.models.matching import NO_MATCH, SYNONYMS, match_needs, measures, scoring
from hamyari_lib.models.matching.words import plain, words
from hamyari_lib.text import use_language

FIRMS = pd.DataFrame(
    {
        "firm_id": ["light", "lamp", "pump", "insulin", "scada"],
        "products": [
            "چراغ معابر با ماژول ال‌ای‌دی", "چراغ اتاق عمل", "الکتروپمپ مستغرق چاه عمیق", "پمپ تزریق انسولین",
            "پایانهٔ راه دور و مرکز دیسپاچینگ آب",
        ],
        "isic": ["2740", "3250", "2813", "3250", None],
    }
)  # fmt: skip


@pytest.fixture(autouse=True)
def persian_again():
    yield
    use_language("fa")


def needs(*titles, **columns):
    return pd.DataFrame({"need_id": [f"n{place}" for place in range(len(titles))], "title": list(titles)} | columns)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("چراغ‌های خیابانی", "چراغ های خیابانی"),
        ("سامانهٔ پایش", "سامانه پایش"),
        ("كنتور هوشمند چاه‌ها", "کنتور هوشمند چاه"),
        ("لولهٔ ۱۱۰", "لوله 110"),
        ("SCADA", "اسکادا"),
        ("مخزن زباله", "سطل پسماند"),
    ],
)
def test_spellings_of_one_thing_are_one(one, other):
    assert words(one) == words(other)


@settings(max_examples=50)
@given(st.text(alphabet="ابپچدرسشکگلمنوهی‌ ۱2aB،.()-ٔ", max_size=30))
def test_a_plain_text_stays_as_it_is(written):
    assert plain(plain(written)) == plain(written)


def test_each_need_finds_its_firm_and_not_one_that_shares_a_word():
    found = match_needs(needs("چراغ خیابانی LED", "پمپ شناور چاه", "سامانهٔ اسکادای چاه‌ها"), FIRMS)
    first = found.drop_duplicates("need_id")
    assert first["firm_id"].tolist() == ["light", "pump", "scada"]


def test_a_score_is_the_models_probability_and_a_code_adds_to_it():
    asked = needs("چراغ خیابانی LED", "چراغ خیابانی LED", "چراغ خیابانی LED", isic=["2740", "27", None])
    found = match_needs(asked, FIRMS, least=0).query("firm_id == 'light'").set_index("need_id")["score"]
    assert found["n0"] > found["n1"] > found["n2"]
    odds = np.log(found / (1 - found))
    assert odds["n0"] - odds["n2"] == pytest.approx(scoring.ISIC * scoring.SAME_CLASS)
    assert odds["n1"] - odds["n2"] == pytest.approx(scoring.ISIC * scoring.SAME_DIVISION)


def test_taking_the_nearest_texts_first_loses_nothing():
    asked, firms = data.load("needs").head(60), data.load("kb_firms")
    word, character, isic = scoring.features(asked, firms)
    linear = scoring.WORD * word + scoring.CHARACTER * character + scoring.ISIC * isic + scoring.CONSTANT
    whole = pd.DataFrame(1 / (1 + np.exp(-linear)), asked["need_id"], firms["firm_id"])
    found = match_needs(asked, firms, top=len(firms), least=0)
    for row in found.dropna(subset="firm_id").itertuples():
        assert row.score == pytest.approx(whole.loc[row.need_id, row.firm_id], abs=1e-5)
    ten = match_needs(asked, firms, top=10, least=NO_MATCH)
    for need, row in whole.iterrows():
        best = row[row >= NO_MATCH + 1e-6].nlargest(10)
        got = ten[(ten["need_id"] == need) & ten["firm_id"].notna()]["score"]
        assert np.allclose(sorted(got, reverse=True)[: len(best)], best.to_numpy(), atol=1e-5)


def test_the_nearest_firm_does_not_hang_on_how_many_are_asked_for():
    asked, firms = data.load("needs"), data.load("kb_firms")
    one, ten = (match_needs(asked, firms, top=top, least=0).drop_duplicates("need_id") for top in (1, 10))
    assert one["firm_id"].fillna("").tolist() == ten["firm_id"].fillna("").tolist()


def test_what_has_no_match_says_so_and_what_came_nearest():
    use_language("en")
    asked = needs("بیمهٔ درمان کارکنان", "", "چراغ", "ژژژ", "cheragh khiabani")
    found = match_needs(asked, FIRMS, least=1.0).set_index("need_id")
    assert found["firm_id"].isna().all()
    assert found.loc["n1", "reasons"] == "has no text to go by"
    assert "the nearest: " in found.loc["n2", "reasons"]
    assert found.loc["n3", "reasons"] == "no firm has a word in common"
    assert "the text is in Latin letters: write Persian" in found.loc["n4", "reasons"]
    assert found["score"].between(0, 1).all()


def test_reasons_name_the_words_and_the_code_in_both_languages():
    asked = needs("چراغ خیابانی LED", isic=["2740"])
    use_language("fa")
    persian = match_needs(asked, FIRMS, least=0).iloc[0]["reasons"]
    use_language("en")
    english = match_needs(asked, FIRMS, least=0).iloc[0]["reasons"]
    assert persian == "ریشه‌ها و هم‌معنی‌های مشترک: چراغ، خیابان و led؛ همان کد چهاررقمی ISIC"
    assert english.startswith("stems and synonyms in common: ")
    assert english.endswith("; the same ISIC class")


def test_reasons_can_name_the_division():
    use_language("en")
    asked = needs("چراغ خیابانی", "پمپ چاه", isic=["27", "2813"])
    found = match_needs(asked, FIRMS, isic_titles={"27": "electrical equipment"}).set_index("firm_id")["reasons"]
    assert found["light"].endswith("; the same ISIC division (electrical equipment)")
    assert found["pump"].endswith("; the same ISIC class")


def test_codes_that_were_read_as_numbers_are_codes_or_refused():
    asked = needs("چراغ خیابانی", "پمپ چاه", isic=[2740.0, np.nan])
    told = match_needs(asked.assign(isic=["2740", None]), FIRMS)
    pd.testing.assert_frame_equal(match_needs(asked, FIRMS), told)
    with pytest.raises(ValueError, match="needs has the number 111 for an ISIC code, which may have lost a zero"):
        match_needs(needs("x", isic=[111]), FIRMS)


def test_a_user_adds_words_and_takes_all_away():
    lamp = needs("لامپ خیابانی")
    assert (
        match_needs(lamp, FIRMS, least=0)["score"].max() > match_needs(lamp, FIRMS, least=0, synonyms={})["score"].max()
    )

    asked = needs("ژرفاپیما")
    assert match_needs(asked, FIRMS)["firm_id"].isna().all()
    taught = match_needs(asked, FIRMS, synonyms=SYNONYMS | {"ژرفاپیما": "الکتروپمپ مستغرق"})
    assert taught.iloc[0]["firm_id"] == "pump"


def test_what_stands_for_a_word_may_have_another_in_its_place():
    chain = {"سم": "آفت", "آفت": "آفات گیاه", "تله متری": "راه دور", "راه": "خیابان"}
    assert words("سم", chain) == words("آفت", chain) == ["آفات", "گیاه"]
    assert words("تله متری", chain) == words("راه دور", chain) == ["خیابان", "دور"]
    assert words("راه", {"راه": "پایانه راه دور", "پایانه راه دور": "scada"}) == ["scada"]


@pytest.mark.parametrize(
    ("ring", "said"),
    [
        ({"آب": "آب شرب"}, "آب comes to mean آب شرب"),
        ({"الف": "ب", "ب": "پ", "پ": "الف"}, "synonyms go round"),
    ],
)
def test_synonyms_that_go_round_are_refused(ring, said):
    with pytest.raises(ValueError, match=said):
        match_needs(needs("x"), FIRMS, synonyms=ring)


def test_no_word_of_ours_leads_to_another():
    for written, word in SYNONYMS.items():
        assert words(written) == words(word)


@pytest.mark.parametrize(
    ("asked", "firms", "options", "said"),
    [
        (needs("x").drop(columns="title"), FIRMS, {}, "needs has no column title"),
        (needs("x"), FIRMS.drop(columns="products"), {}, "firms has no column products"),
        (needs("x", "y").assign(need_id="n"), FIRMS, {}, "need_id n more than once"),
        (needs("x").assign(need_id=None), FIRMS, {}, "a row without need_id"),
        (needs("x"), FIRMS.head(0), {}, "firms has no row"),
        (needs("x"), FIRMS, {"top": 0}, "top is 0"),
        (needs("x"), FIRMS, {"least": 2}, "least is 2"),
    ],
)
def test_bad_input_is_refused(asked, firms, options, said):
    with pytest.raises(ValueError, match=said):
        match_needs(asked, firms, **options)


def test_no_needs_no_rows():
    assert match_needs(needs().astype({"title": str}), FIRMS).empty


# the labels: the development half only


@pytest.fixture(scope="module")
def development():
    labels = data.load("match_labels").query("half == 'development'")
    asked = data.load("needs")
    asked = asked[asked["need_id"].isin(set(labels["need_id"]))].reset_index(drop=True)
    return labels, asked, data.load("kb_firms")


def serving(labels, asked, firms):
    pairs = set(
        labels[labels["relevance"] >= measures.SERVES][["need_id", "firm_id"]].itertuples(index=False, name=None)
    )
    return np.array([[(need, firm) in pairs for firm in firms["firm_id"]] for need in asked["need_id"]])


@pytest.mark.slow
def test_the_constants_are_those_of_the_development_half(development):
    from sklearn.linear_model import LogisticRegression

    labels, asked, firms = development
    seen, serves = np.stack(scoring.features(asked, firms), axis=2), serving(*development)
    fitted = LogisticRegression(C=10, max_iter=5000).fit(seen.reshape(-1, 3), serves.ravel())
    constants = [scoring.WORD, scoring.CHARACTER, scoring.ISIC, scoring.CONSTANT]
    assert np.allclose([*fitted.coef_[0], fitted.intercept_[0]], constants, atol=0.02)
    left_out = np.zeros(serves.shape)
    for place in range(len(asked)):
        rest = np.arange(len(asked)) != place
        again = LogisticRegression(C=10, max_iter=5000).fit(seen[rest].reshape(-1, 3), serves[rest].ravel())
        left_out[place] = again.predict_proba(seen[place])[:, 1]

    def harmony(least):
        said = left_out >= least
        return 2 * (said & serves).sum() / (said.sum() + serves.sum())

    assert max(np.arange(0.05, 1, 0.05), key=harmony) == pytest.approx(NO_MATCH)


def test_scores_are_calibrated_where_they_were_fitted(development):
    labels, asked, firms = development
    found = match_needs(asked, firms, top=len(firms), least=0)
    assert found["score"].sum() == pytest.approx(serving(*development).sum(), rel=0.1)


# measures


LABELS = pd.DataFrame({"need_id": ["n", "n", "n", "m"], "firm_id": ["a", "b", "c", "a"], "relevance": [3, 2, 1, 1]})


def order(*firms, need="n"):
    return pd.DataFrame({"need_id": need, "firm_id": list(firms), "score": np.linspace(1, 0.1, len(firms))})


def test_the_best_order_measures_1_and_one_by_hand():
    assert measures.measured(order("a", "b", "c"), LABELS).loc["n"].tolist() == pytest.approx([2 / 3, 1, 1])
    found = measures.measured(order("x", "c", "a"), LABELS).loc["n"]
    gain = 1 / np.log2(3) + 7 / np.log2(4)
    best = 7 + 3 / np.log2(3) + 1 / np.log2(4)
    assert found.tolist() == pytest.approx([1 / 3, 1 / 2, gain / best])
    assert list(measures.measured(order("a"), LABELS).index) == ["n"], "nobody serves m"


def test_a_need_without_an_order_measures_0():
    assert measures.measured(order("a", need="m"), LABELS).loc["n"].tolist() == [0, 0, 0]
    with pytest.raises(ValueError, match="no need with a firm of relevance 2"):
        measures.measured(order("a"), LABELS[LABELS["relevance"] < 2])


def test_the_interval_of_a_difference_holds_it_and_is_paired():
    rng = np.random.default_rng(1)
    hard = pd.Series(rng.random(60))
    better = (hard + 0.05 + rng.normal(0, 0.02, 60)).clip(0, 1)
    found = measures.difference(better, hard, seed=2)
    assert found.low < found.mean < found.high
    assert found.low > 0, "needs that are hard for both take nothing from it"
    assert measures.difference(better, hard, seed=2) == found
    with pytest.raises(ValueError, match="other needs"):
        measures.difference(better, hard.head(5), seed=2)


def test_bm25_is_its_formula():
    documents = [["a", "b", "b"], ["b"], ["c", "c", "d", "e"]]
    found = measures.bm25([["b", "c"], ["z"]], documents)
    mean = 8 / 3
    rare = np.log(1 + (3 - 2 + 0.5) / 2.5), np.log(1 + (3 - 1 + 0.5) / 1.5)
    by_hand = [
        rare[0] * 2 * 2.5 / (2 + 1.5 * (0.25 + 0.75 * 3 / mean)),
        rare[0] * 1 * 2.5 / (1 + 1.5 * (0.25 + 0.75 * 1 / mean)),
        rare[1] * 2 * 2.5 / (2 + 1.5 * (0.25 + 0.75 * 4 / mean)),
    ]
    assert found[0] == pytest.approx(by_hand)
    assert found[1].tolist() == [0, 0, 0]

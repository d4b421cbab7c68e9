"""The sample room: complete, unchanged, and adding up to the totals that its sources state."""

from __future__ import annotations

import csv
import hashlib
import re

import pandas as pd
import pytest
from persiantools.jdatetime import JalaliDate

from hamyari_lib import data, text
from hamyari_lib.glossary.forbidden import forbidden_in

TABLES = (
    "jobs", "provinces", "municipalities", "isic_titles", "sector_labels", "division_labels", "synonyms",
    "purchase_rules", "tax_rules", "reference_classes", "sector_groups", "macro", "market", "bond_terms",
    "instrument_types", "instrument_rules", "instrument_precedents", "published_yields", "bond_ceilings",
    "state_shares", "holidays",
)  # fmt: skip
MADE_UP = (
    "match_labels", "needs", "kb_firms", "projects", "project_cashflow", "experts", "judgements", "scores",
    "municipal_budget", "instruments", "quotes", "price_index", "share_prices", "cash_plan", "tender_thresholds",
    "events", "attendance", "decisions",
)  # fmt: skip

LABELS = ("label_fa", "label_en")
TRANSLATIONS = {
    "instrument_types": ("municipal_use", "cash_flow_shape", "parties_needed", "term_or_limit"),
    "instrument_precedents": ("issuer", "credit_support"),
}


def test_the_room_has_its_tables_and_holds_together():
    assert data.tables("sample") == TABLES + MADE_UP
    assert set(data.check_room("sample")) == {*TABLES, *MADE_UP}


@pytest.mark.parametrize("table", TABLES + MADE_UP)
def test_provenance_is_complete_and_the_file_is_the_recorded_one(table):
    entry = data.provenance("sample", table)
    assert entry.kind == ("illustrative" if table in MADE_UP else "real")
    assert ("made up" in f"{entry.source.en} {entry.caveats.en}".lower()) == (table in MADE_UP)
    for said in (entry.source, entry.licence, entry.as_of, entry.caveats):
        assert said.en
        assert said.fa
    content = (data.room_path("sample") / entry.file).read_bytes()
    assert entry.sha256 == hashlib.sha256(content).hexdigest()


def test_every_table_is_in_the_readme():
    readme = (data.room_path("sample") / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.*?`) \|", readme, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert named == {*TABLES, *MADE_UP}


def test_jobs_add_up_to_the_stated_totals():
    jobs = data.load("jobs")
    last = jobs[jobs["year"] == 1399]
    assert last["jobs"].sum() == 24_938_267  # stated as 24.9 million
    assert (len(last), int((last["sample_n"] < 10).sum())) == (1662, 1144)
    assert sorted(jobs["year"].unique()) == list(range(1392, 1400))
    assert jobs["province_code"].nunique() == 31
    ict = last[(last["province_code"] == 9) & (last["isic_section"] == "J")]
    assert ict["sample_n"].sum() == 6  # the thin sample that TRAPS names


def test_sections_agree_with_divisions():
    titles = data.load("isic_titles")
    assert titles["level"].value_counts().to_dict() == {"division": 88, "section": 21}
    section = titles.set_index("code")["section"]
    jobs = data.load("jobs")
    assert (jobs["isic_division"].map(section) == jobs["isic_section"]).all()


def test_the_census_adds_up():
    provinces = data.load("provinces")
    assert len(provinces) == 31
    assert provinces["population_1395"].sum() == 79_926_270
    assert provinces["population_1390"].sum() == 75_149_669


def test_municipalities_without_a_source_are_unknown():
    towns = data.load("municipalities")
    assert (len(towns), int(towns["population_1395"].isna().sum())) == (79, 50)
    assert (towns["population_1395"].isna() == towns["municipality_grade"].isna()).all()
    assert towns.loc[towns["municipality"] == "مشهد", "population_1395"].item() == 3_001_184


def test_each_market_series_has_its_stated_span():
    market = data.load("market").set_index("jalali_month")
    spans = {name: (series.first_valid_index(), series.last_valid_index()) for name, series in market.items()}
    assert spans == {
        "tedpix_month_end": ("1387-10", "1399-12"),
        "usd_irr_free_mean": ("1390-09", "1403-12"),
        "risk_free_annual_mean": ("1395-05", "1399-05"),
    }
    assert len(market) == 195  # no month is left out


def test_macro_and_instruments():
    macro = data.load("macro")
    assert (macro["year"].min(), macro["year"].max(), len(macro)) == (1960, 2023, 64)
    bonds = data.load("bond_terms")
    municipal = bonds[bonds["category_fa"] == "اوراق مشارکت شهرداری ها"]
    assert (len(bonds), len(municipal)) == (47, 7)
    assert municipal["name_fa"].str.contains("مشهد").sum() == 3
    assert (len(data.load("instrument_types")), len(data.load("instrument_precedents"))) == (15, 7)


def test_published_yields_are_dated_but_for_one():
    yields = data.load("published_yields").set_index("case")
    assert yields["yield_pct"].to_dict() == {
        "ssic_semiannual_19": 19.9,
        "pgpic_quarterly_16": 17.0,
        "sabanaft_quarterly_15": 15.9,
        "akhza_1400_02_22_1y": 22.57,
        "akhza_1400_02_22_2y": 22.63,
        "akhza_1400_02_22_fwd": 22.69,
        "akhza_late_1404": 38.0,
    }
    undated = yields[yields["as_of"].isna()]
    assert list(undated.index) == ["akhza_late_1404"]
    assert "undated" in undated["given_en"].item()
    for case, day in yields["as_of"].dropna().items():  # one date, however the source writes it
        year, month, of_month = map(int, day.split("/"))
        gregorian = JalaliDate(year, month, of_month).to_gregorian().isoformat()
        assert gregorian in yields.at[case, "source"] or day.replace("/", "_") in case


def test_the_forward_is_that_of_the_two_bills():
    yields = data.load("published_yields").set_index("case")["yield_pct"] / 100
    forward = (1 + yields["akhza_1400_02_22_2y"]) ** 2 / (1 + yields["akhza_1400_02_22_1y"]) - 1
    assert forward == pytest.approx(yields["akhza_1400_02_22_fwd"], abs=5e-5)  # as printed


def test_ceilings_of_1403_are_of_the_bill_stage():
    ceilings = data.load("bond_ceilings")
    found = list(zip(ceilings["jalali_year"], ceilings["ceiling_bn_rial"], strict=True))
    assert found == [
        (1397, 55_000), (1400, 80_000), (1401, 60_000), (1402, 180_000), (1403, 300_000), (1403, 120_000),
        (1405, 500_000),
    ]  # fmt: skip
    is_of_bill = ceilings["status"] == "bill stage"
    assert is_of_bill.equals(ceilings["jalali_year"] == 1403)
    assert is_of_bill.equals(ceilings["what_en"].str.contains("bill stage"))
    assert is_of_bill.equals(ceilings["what_fa"].str.contains("مرحلهٔ لایحه"))
    assert "never one municipality's room" in data.provenance("sample", "bond_ceilings").caveats.en


def test_the_states_share_of_the_guarantee_is_unknown():
    shares = data.load("state_shares").set_index("share_id")
    assert shares["purpose"].to_dict() == {"mashhad_1397_metro3": "rail", "transport_1403": "transport"}
    assert (shares[["profit_share", "principal_share"]] == 0.5).all(axis=None)
    assert shares["guarantee_share"].isna().all()
    assert shares["valid_from"].to_dict() == {"mashhad_1397_metro3": "1397/04/12", "transport_1403": "1403"}
    assert shares["status"].to_dict() == {"mashhad_1397_metro3": "published", "transport_1403": "bill stage"}
    assert shares["precedent"].isna().to_dict() == {"mashhad_1397_metro3": False, "transport_1403": True}
    assert shares.at["mashhad_1397_metro3", "law_en"].endswith("no law that commits the state was found")
    assert shares.at["mashhad_1397_metro3", "law_fa"].endswith("قانونی که دولت را متعهد کند یافت نشد")


def test_every_instrument_has_rules_that_cite_what_its_row_cites():
    types, rules = data.load("instrument_types").set_index("code"), data.load("instrument_rules")
    assert set(rules["instrument"]) == set(types.index) - {"energy_saving_certificate"}  # a revenue
    found = rules[rules["status"] != "not found"]
    assert (found["source"] == found["instrument"].map(types["source"])).all()
    assert (found["source_fa"] == found["instrument"].map(types["source_fa"])).all()
    assert (found["status"] == found["instrument"].map(types["status"])).all()
    assert rules.loc[rules["status"] == "not found", ["source", "source_fa"]].isna().all(axis=None)
    limits = {"least_amount": "amount_rial", "most_amount": "amount_rial", "own_share": "share", "most_tenor": "months"}
    for requirement, column in limits.items():
        assert rules.loc[rules["requirement"] == requirement, column].notna().all()
    assert rules.loc[rules["requirement"] == "time_to_cash", ["amount_rial", "share", "months"]].isna().all(axis=None)
    assert (rules["issuers"].notna() == (rules["requirement"] == "issuer")).all()


@pytest.mark.parametrize(
    ("table", "digest"),
    [
        ("instrument_types", "c7a4c30775f528de9149c59d36d66a03b63d61350d84f1edf750d54b3a4a75ca"),
        ("instrument_precedents", "322b3336a8207b057b773284733f9f3fbb472db191322ab1450fb019b3ff2595"),
    ],
)
def test_what_the_sources_say_is_kept_beside_its_translation(table, digest):
    added = {*LABELS, "source_fa", *(f"{column}_fa" for column in TRANSLATIONS[table])}
    with (data.room_path("sample") / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    kept = [place for place, column in enumerate(header) if column not in added]
    found = [[row[place] for place in kept] for row in (header, *rows)]
    assert hashlib.sha256(repr(found).encode()).hexdigest() == digest  # of the table before it was translated


def figures(written: str) -> list[float]:
    """The numbers in a text of either language, in ascending order; the 3 of m3 is none."""
    plain = re.sub(r"(?<=\d)[ ٬](?=\d{3}(?!\d))", "", text.latin_digits(written)).replace("٫", ".").replace("m3", "")
    return sorted(map(float, re.findall(r"\d+(?:\.\d+)?", plain)))


@pytest.mark.parametrize(
    ("table", "column"), [(table, one) for table, columns in TRANSLATIONS.items() for one in columns]
)
def test_a_translation_says_what_the_english_says(table, column):
    frame = data.load(table)
    english, persian = frame[column], frame[f"{column}_fa"]
    assert persian.isna().equals(english.isna())
    roles = {
        "guarantor": "ضامن", "underwriter": "متعهد پذیره‌نویسی", "market.maker": "بازارگردان", "trustee": "امین|متولی",
        "sale agent": "عامل فروش", "payment agent": "عامل پرداخت", "SPV": "نهاد واسط", "originator": "بانی",
    }  # fmt: skip
    for said, written in zip(english.dropna(), persian.dropna(), strict=True):
        assert figures(written) == figures(said)
        assert not re.search("[A-Za-z0-9]", written)
        assert written == text.normalise(written)
        assert forbidden_in(written) == []
        for role, term in roles.items():
            assert bool(re.search(role, said)) <= bool(re.search(term, written)), (role, written)


def test_the_trustee_of_a_fund_has_a_name_of_its_own():
    types = data.load("instrument_types").set_index("family")["parties_needed_fa"].dropna()
    assert types[types.str.contains("متولی")].index.unique().tolist() == ["equity-like"]
    assert not types["equity-like"].str.contains("امین").any()


def test_a_precedents_labels_name_it_alone_by_instrument_and_year():
    precedents = data.load("instrument_precedents")
    names = data.load("instrument_types").set_index("code")["name_fa"]
    for row in precedents.itertuples():
        assert row.label_fa.startswith(names[row.instrument])
        year = [] if row.year_jalali is pd.NA else [row.year_jalali]
        assert figures(row.label_fa)[-1:] == figures(row.label_en)[-1:] == year
    assert all(precedents[label].is_unique for label in LABELS)


def test_the_codebook_lists_every_column_of_the_room():
    rows = data.codebook()
    assert {row.table for row in rows} >= set(TABLES)
    for table in TABLES:
        assert [row.column for row in rows if row.table == table] == list(data.load(table).columns)


def test_sector_groups_are_as_eurostat_lists_them():
    table = data.load("sector_groups")
    groups = {name: set(rows) for name, rows in table.groupby("group")["division"]}
    services = groups["knowledge_intensive_services"]
    assert len(services) == 29
    assert {"84", "85", "86"} <= services
    assert groups["knowledge_intensive_market"] == {"50", "51", "69", "70", "71", "73", "74", "78", "80"}
    assert groups["knowledge_intensive_high_tech"] == {"59", "60", "61", "62", "63", "72"}
    assert groups["knowledge_intensive_market"] | groups["knowledge_intensive_high_tech"] < services
    assert groups["high_tech_manufacturing"] == {"21", "26"}
    assert groups["medium_high_tech_manufacturing"] == {"20", "27", "28", "29", "30"}
    assert groups["water_waste"] == {"36", "37", "38", "39"}
    is_of_eurostat = table["source"].str.startswith("Eurostat")
    assert (table["family"] == "knowledge_proxy").equals(is_of_eurostat)


def test_plain_groups_are_whole_sections():
    table, titles = data.load("sector_groups"), data.load("isic_titles")
    divisions = titles[titles["level"] == "division"]
    for group, section in {
        "water_waste": "E",
        "energy": "D",
        "construction": "F",
        "transport": "H",
        "ict": "J",
    }.items():
        expected = set(divisions.loc[divisions["section"] == section, "code"])
        assert set(table.loc[table["group"] == group, "division"]) == expected

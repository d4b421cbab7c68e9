"""A small room of one's own whose tables fit their schemas, with a known error for each of several rules, and a table
that does not fit: what the report on a data room must find, and nothing else.

All of it is made up, and its provenance says so.
"""

from __future__ import annotations

from pathlib import Path

ROOM = """schema_version = 2
name = "errors"
province = "خراسان رضوی"
currency = "rial"
title = { fa = "اتاق آزمون", en = "Test room" }
as_of = { fa = "۱۴۰۴", en = "1404" }
"""
ENTRY = """
[tables.%s]
file = "%s.csv"
kind = "%s"
source = { fa = "آزمون", en = "test" }
licence = { fa = "ندارد", en = "none" }
as_of = { fa = "%s", en = "%s" }
caveats = { fa = "ساختگی", en = "made up" }
"""
DAY = "1405/04/31"
NATIONAL_ID, CONTACT, REVENUE, SUPPLIER = "10862947351", "051-38427719", 7_391_846_205_173, "پیمان‌گستر توس"
SECRETS = (NATIONAL_ID, CONTACT, "7391846205173", SUPPLIER, "80123456789")

CITIES = {
    "مشهد": 3_001_184,
    "نیشابور": 264_375,
    "سبزوار": 243_700,
    "قوچان": 101_604,
    "کاشمر": 102_282,
    "تربت حیدریه": 140_019,
}


def _budgets() -> str:
    rows = ["municipality,jalali_year,own_revenue_rial,total_budget_rial,debt_service_rial,guarantees_rial,source"]
    for place, (city, people) in enumerate(CITIES.items()):
        each = 30_000_000 + 1_000_000 * place
        for year in (1403, 1404):
            usual = each * people
            total = usual * (10 if (city, year) == ("کاشمر", 1404) else 1)
            own = total + 1 if (city, year) == ("قوچان", 1403) else usual // 2
            rows.append(f"{city},{year},{own},{total},,,تفریغ بودجه")
    return "\n".join(rows) + "\n"


TABLES = {
    "provinces": "province_code,province,province_fa,population_1390,population_1395\n"
    "9,Razavi Khorasan,خراسان رضوی,5994402,6434501\n"
    "25,Qom,قم,1151672,515000\n",
    "municipalities": "municipality,county,population_1395,municipality_grade\n"
    + "".join(f"{city},{city},{people},\n" for city, people in CITIES.items()),
    "needs": "need_id,municipality,title,description,category,isic,yearly_quantity,unit,unit_cost_rial,urgency,"
    "budget_line,current_supplier,current_cost_rial\n"
    f"N-01,نیشابور,چراغ خیابانی,۹۰ وات,روشنایی,27,1000,دستگاه,80000000,high,,{SUPPLIER},80123456789\n"
    "N-02,سبزوار,چراغ خیابانی,۹۰ وات,روشنایی,27,500,دستگاه,78000000,high,,,3900000000\n"  # a tenth of what it costs
    "N-03,سبزوار,چراغ خيابانى,۹۰ وات,روشنائی,27,500,دستگاه,78000000,,,,\n"  # N-02 again, in other letters
    "N-04,بردسکن,کنتور آب,,آب,,,,,,,,\n",  # no such municipality here
    "kb_firms": "firm_id,name,national_id,province,licence_class,licence_from,licence_until,technology_field,isic,"
    "products,yearly_capacity,capacity_unit,revenue_rial,staff,contact\n"
    f"F-01,روشنان‌توس,{NATIONAL_ID},خراسان رضوی,,1403/02/01,1406/02/01,,,چراغ,,,{REVENUE},45,{CONTACT}\n"
    "F-02,آبان سنجش,,خراسان رضوی,,1401/02/01,1404/02/01,,,کنتور,,,,,\n"  # its licence has ended
    "F-03,شرکت روشنان توس (سهامی خاص),,خراسان رضوی,,,,,,چراغ,,,,,\n"  # F-01 again
    f"F-04,نورپردازان,{NATIONAL_ID},خراسان رضوی,,,,,,چراغ,,,,,\n",  # the national identifier of F-01
    "projects": "project_id,title,idea,municipality,sector,land,permits,phases,revenue_type,vehicle,status,"
    "reserve_price_rial\n"
    "P-01,نیروگاه خورشیدی,,نیشابور,انرژی,,,,,,study,\n"
    "P-02,بازیافت پسماند,,مشهد,پسماند,,,,,,construction,\n",  # and no cost
    "project_cashflow": "project_id,item,line,period,amount,currency,price_year,indexation\n"
    "P-01,capital_cost,پنل,1405,120000000000,rial,1404,inflation\n"
    "P-99,revenue,فروش,1406,20000000000,rial,1404,inflation\n",  # no such project
    "municipal_budget": _budgets(),
    "experts": "expert_id,name,field,organisation,weight,contact\nE-1,خبرهٔ نمونه,مالی,,5,\n",  # a weight above 1
}
AS_OF = {"provinces": "1395", "municipalities": "1395"}

OPEN_TO_ALL = {
    ("reference_needs_municipality", "N-04"),
    ("reference_project_cashflow_project_id", "P-99 / revenue / فروش / 1406"),
    ("budget_parts", "قوچان / 1403"),
    ("budgets_of_needs", "بردسکن"),
    ("costs_of_projects", "P-02"),
    ("licence_in_force", "F-02"),
    ("population_halved", "قم"),
    ("tenfold_budget", "کاشمر / 1404"),
    ("outlier_budget", "کاشمر / 1404"),
    ("firm_twice", "F-03"),
    ("need_twice", "N-03"),
    ("spelling_needs", "روشنائی"),
}
FOR_THE_COMMITTEE = OPEN_TO_ALL | {("need_cost", "N-02")}
FOR_INTERNAL_USE = FOR_THE_COMMITTEE | {("national_id_twice", "F-04")}


def write_room(folder: Path, tables: dict[str, str] = TABLES) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = ROOM.replace('name = "errors"', f'name = "{folder.name}"')
    for table, content in tables.items():
        date = AS_OF.get(table, "1404")
        kind = "real" if table in AS_OF else "illustrative"
        text += ENTRY % (table, table, kind, date, date)
        (folder / f"{table}.csv").write_text(content, encoding="utf-8")
    (folder / "room.toml").write_text(text, encoding="utf-8")

"""A small room of one's own with national identifiers, an expert's name and a firm's revenue, and a notebook on it.

Its form has a reserve price: what a report for all must not tell.
"""

from __future__ import annotations

from pathlib import Path

from small_project import SmallProject, code, markdown, notebook

ROOM = """schema_version = 2
name = "mashhad"
province = "خراسان رضوی"
currency = "rial"
title = { fa = "مشهد", en = "Mashhad" }
as_of = { fa = "۱۴۰۴", en = "1404" }
"""
ENTRY = """
[tables.%s]
file = "%s.csv"
kind = "illustrative"
source = { fa = "آزمون", en = "test" }
licence = { fa = "ندارد", en = "none" }
as_of = { fa = "۱۴۰۴", en = "1404" }
caveats = { fa = "ساختگی", en = "made up" }
"""
NATIONAL_ID, REVENUE, CONTACT = "10862947351", "7391846205173", "051-38427719"
EXPERT, ORGANISATION = "نرگس پاک‌نیا تهرانی", "پژوهشکدهٔ شهرسازی توس"
RESERVE_PRICE = "512.34 billion rial"
TABLES = {
    "provinces": "province_code,province,province_fa,population_1390,population_1395\n"
    "9,Razavi Khorasan,خراسان رضوی,5994402,6434501\n",
    "kb_firms": "firm_id,name,national_id,province,licence_class,licence_from,licence_until,technology_field,isic,"
    "products,yearly_capacity,capacity_unit,revenue_rial,staff,contact\n"
    f"F-001,روشنان,{NATIONAL_ID},خراسان رضوی,فناور,1403/02/01,1406/02/01,,,چراغ خیابانی,,,{REVENUE},45,{CONTACT}\n"
    "F-002,آبان,,خراسان رضوی,,,,,,سنجهٔ آب,,,,,\n",
    "experts": "expert_id,name,field,organisation,weight,contact\n"
    f"E-1,{EXPERT},مالی,{ORGANISATION},0.5,n.paknia@example.ir\n",
}
SECRETS = (NATIONAL_ID, REVENUE, CONTACT, EXPERT, ORGANISATION, "n.paknia@example.ir")
"""Cells that only the organisation's own staff may see."""

FORM = """reserve_price: ReservePrice | None = None  # قیمت پایه | reserve price
data_room: DataRoom = "mashhad"  # اتاق داده | data room
language: Language = "fa"  # زبان | language
audience: Audience = "public"  # مخاطب | audience
"""
IMPORTS = """from hamyari_lib import data, params, report
from hamyari_lib.params import Audience, DataRoom, Language, ReservePrice
"""
TABLE = """for table in ("kb_firms", "experts"):
    frame = data.load(table, room=p.data_room)
    report.table(frame, key=table, title=table, columns={name: name for name in frame}, source="x")"""
NOTE = "report.note(f\"{p.reserve_price} {globals()['reserve_price']}\")"


def write_room(folder: Path, tables: dict[str, str] = TABLES) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "room.toml").write_text(ROOM + "".join(ENTRY % (one, one) for one in tables), encoding="utf-8")
    for table, content in tables.items():
        (folder / f"{table}.csv").write_text(content, encoding="utf-8")


def tender(*body: dict) -> dict:
    """A notebook that shows all that it gets, and then ``body``."""
    return notebook(
        markdown("# کدام شرکت؟", "fa"), markdown("# Which firm?", "en"), code(IMPORTS), code(FORM, "parameters"),
        code("p = params.checked(globals())"), code('report.title("مناقصه")'), code(TABLE), code(NOTE), *body,
    )  # fmt: skip


def project_at(root: Path) -> SmallProject:
    """A project with the notebook ``tender``, and a case for each audience with the same reserve price."""
    small = SmallProject.at(root)
    small.add("tender", tender())
    for case in ("public", "committee", "internal"):
        small.add_case("tender", f"for_{case}", f"reserve_price: {RESERVE_PRICE}\naudience: {case}\n")
    return small

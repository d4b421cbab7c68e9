"""Synthetic runs for the tests of pages: a realistic notebook, its manifest, and a folder of runs to publish from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from hamyari_lib.data import LEDGER_MIME, Bilingual, LedgerLine
from hamyari_lib.records import (
    RESULT_MIME,
    Column,
    Failure,
    Figure,
    Headline,
    Manifest,
    Note,
    Record,
    Statement,
    Table,
    record_to_json,
)
from hamyari_lib.site import publish
from hamyari_lib.text import Language, digits

PARAMETERS = (("استان", "خراسان رضوی"), ("سطح اطمینان", "۹۵٪"))

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="300" viewBox="0 0 640 300">'
    + "".join(
        f'<rect x="{40 + 60 * i}" y="{260 - 20 * i}" width="40" height="{20 * i + 10}" fill="#0b4f62"/>'
        for i in range(9)
    )
    + "</svg>"
)


def line(table: str = "jobs", kind: str = "real") -> LedgerLine:
    return LedgerLine(
        table=table,
        room="sample",
        kind=kind,
        rows=1_240,
        sha256="9f" * 32,
        source=Bilingual(fa="مرکز آمار ایران، طرح آمارگیری نیروی کار", en="Statistical Centre of Iran, labour survey"),
        licence="CC BY 4.0",
        as_of=Bilingual(fa="سال ۱۳۹۹", en="1399 (2020-21)"),
        caveats=Bilingual(fa="نمونه در برخی رشته‌ها کوچک است.", en="The sample is thin in some industries."),
        title=Bilingual(fa=f"جدول {table}", en=f"Table {table}"),
    )


def output(record: Record, **more: Any) -> Any:
    return new_output("display_data", data={RESULT_MIME: record_to_json(record), "text/plain": "a record", **more})


def code(source: str, *outputs: Any, count: int = 1, tags: tuple[str, ...] = ()) -> Any:
    return new_code_cell(source, outputs=list(outputs), execution_count=count, metadata={"tags": list(tags)})


def prose(source: str, *tags: str) -> Any:
    return new_markdown_cell(source, metadata={"tags": list(tags)})


def headlines(language: Language = "fa") -> tuple[Headline, ...]:
    fa = language == "fa"
    return (
        Headline(
            "lq",
            "ضریب مکانی دانش‌بنیان" if fa else "Knowledge-based location quotient",
            1.094,
            "ratio",
            1.02,
            1.17,
            0.95,
        ),
        Headline(
            "local",
            "اثر محلی، از ۱۳۹۲ تا ۱۳۹۹" if fa else "Local effect, 1392 to 1399",
            -0.0312,
            "fraction",
            -0.051,
            -0.011,
            0.95,
            sign=True,
        ),
        Headline("jobs", "شاغلان دانش‌بنیان استان" if fa else "Knowledge-based jobs", 48_210, "jobs"),
        Headline(
            "cost",
            "هزینهٔ کل تأمین مالی" if fa else "All-in cost",
            0.318,
            "fraction/year",
            missing=("کارمزد ضامن" if fa else "guarantor's fee",),
        ),
    )


def table(rows: int = 20, language: Language = "fa") -> Table:
    fa = language == "fa"
    return Table(
        key="location_quotients",
        title="سه رشته از بیست رشته در استان پررنگ‌ترند"
        if fa
        else "Three of twenty industries stand out in the province",
        columns=(
            Column("sector", "رشته‌فعالیت" if fa else "Industry"),
            Column("lq", "ضریب مکانی" if fa else "Location quotient", "ratio"),
            Column("change", "تغییر سهم" if fa else "Change of share", "fraction", sign=True),
            Column("jobs", "شاغلان" if fa else "Jobs", "jobs"),
            Column("wage", "دستمزد ماهانه" if fa else "Monthly wage", "rial"),
        ),
        rows=tuple(
            (
                digits(f"ساخت فراورده‌های شیمیایی، گروه {i}", language="fa") if fa else f"Chemicals, group {i}",
                0.4 + i / 9,
                (i - 8) / 100,
                1200 * i + 45 if i % 5 else None,
                125_000_000.0 + i * 1_000_000,
            )
            for i in range(rows)
        ),
        source="مرکز آمار ایران، ۱۳۹۹" if fa else "Statistical Centre of Iran, 1399",
        note="خانهٔ خالی یعنی نمونه ناکافی است." if fa else "An empty cell means too few observations.",
    )


def summary(language: Language = "fa") -> Note:
    if language == "en":
        return Note(
            "summary",
            (
                Statement(
                    "Knowledge-based industries weigh 9% more here than in the country.",
                    "High: the 95% interval lies above 1.",
                ),
            ),
        )
    return Note(
        "summary",
        (
            Statement(
                "سهم رشته‌های دانش‌بنیان در خراسان رضوی ۹٪ بیش از میانگین کشور است.",
                "اطمینان زیاد: بازهٔ ۹۵٪ سراسر بالای ۱ است.",
            ),
            Statement(
                "با این حال استان در این رشته‌ها کندتر از کشور رشد کرده است: \u2066−۳٫۱٪\u2069 در هفت سال.",
                "اطمینان متوسط: نوسان سالانهٔ نمونه زیاد است.",
            ),
        ),
    )


def notebook(language: Language = "fa", *, rows: int = 20, fails: bool = False) -> Any:
    """A notebook with all that a page can show; with ``fails`` its third section ends in an error."""
    fa = language == "fa"
    figure = Figure(
        "lq_by_sector",
        "شیمی و غذا پیشتازند" if fa else "Chemicals and food lead",
        "نمودار میله‌ای ضریب مکانی" if fa else "Bar chart of location quotients",
        "مرکز آمار ایران" if fa else "SCI",
        "image/svg+xml",
        640,
        300,
    )
    error = new_output(
        "error",
        ename="ZeroDivisionError",
        evalue="division by zero",
        traceback=["\x1b[31mZeroDivisionError\x1b[0m: division by <zero>"],
    )
    cells = [
        prose("# کدام رشته‌ها در استان پررنگ‌ترند؟\n\nاین گزارش جایگاه رشته‌های دانش‌بنیان را می‌سنجد.", "fa"),
        prose("# Which industries stand out?\n\nThis report measures knowledge-based industries.", "en"),
        code(
            "from hamyari_lib import data, report\nprovince = 'خراسان رضوی'  # استان | province", tags=("parameters",)
        ),
        code("province = 'secret injected'", tags=("injected-parameters",)),
        code(
            "jobs = data.load('jobs')",
            new_output("display_data", data={LEDGER_MIME: line().to_json(), "text/plain": "LEDGER-TEXT"}),
        ),
        code("headlines = summarise(jobs)", output(summary(language)), *[output(one) for one in headlines(language)]),
        prose("## ضریب مکانی رشته‌ها\n\nکدام رشته‌ها سهمی بیش از میانگین کشور دارند؟", "fa"),
        prose("## Location quotients\n\nWhich industries weigh more than in the country?", "en"),
        code("report.figure(fig)", output(figure, **{"image/svg+xml": SVG})),
        code(
            "report.table(frame)",
            output(table(rows, language)),
            new_output("stream", name="stdout", text="printed <b>words</b>\n"),
        ),
        prose("## پایداری نتیجه‌ها\n\n| سناریو | اثر |\n| --- | --- |\n| پایه | کم |", "fa"),
        prose("## Sensitivity\n\nDo the results hold?", "en"),
        code(
            "check()",
            *(
                [error]
                if fails
                else [
                    output(
                        Note(
                            "finding",
                            (
                                Statement(
                                    "رتبهٔ سه رشتهٔ نخست در همهٔ آزمون‌ها پایدار است."
                                    if fa
                                    else "The first three keep their rank.",
                                    "اطمینان زیاد" if fa else "High",
                                ),
                            ),
                        )
                    )
                ]
            ),
        ),
        prose("## محدودیت‌ها\n\nمتن پس از خطا", "fa"),
        prose("## Limits", "en"),
        code(
            "report.note(limits)",
            *(
                []
                if fails
                else [
                    output(
                        Note(
                            "limits", (Statement("داده‌ها پس از ۱۳۹۹ منتشر نشده است." if fa else "No data after 1399."),)
                        )
                    )
                ]
            ),
            count=0 if fails else 9,
        ),
    ]
    return new_notebook(cells=cells)


def manifest(
    case: str = "razavi_khorasan", language: Language = "fa", *, run: str = "20261122T105517Z-ab12cd", **changes: Any
) -> Manifest:
    made = Manifest(
        report=f"02_sector_structure/{case}.{language}",
        notebook="02_sector_structure",
        case=case,
        language=language,
        run=run,
        title="خراسان رضوی" if language == "fa" else "Razavi Khorasan",
        state="succeeded",
        started=f"{run[:4]}-{run[4:6]}-{run[6:8]}T{run[9:11]}:{run[11:13]}:{run[13:15]}+00:00",
        duration_seconds=12.34,
        parameters={"province": {"qom": "قم", "yazd": "یزد"}.get(case, "خراسان رضوی")},
        question="کدام رشته‌ها در استان پررنگ‌ترند؟"
        if language == "fa"
        else "Which industries stand out in the province?",
        theme="opportunities",
        ledger=(line(),),
        headlines=headlines(language),
        code_version="0.1.0+g1a2b3c4",
        code_dirty=True,
        notebook_sha256="ab" * 32,
        packages={"numpy": "2.2.1", "pandas": "3.0.0"},
        seed=1405,
    )
    return replace(made, **changes)


def financing(case: str = "metro", language: Language = "fa", **changes: Any) -> Manifest:
    """A run of another question, of another theme, in the same province."""
    fa = language == "fa"
    given = {
        "report": f"08_financing_options/{case}.{language}",
        "notebook": "08_financing_options",
        "title": f"اوراق {case}" if fa else f"Bond {case}",
        "question": "هزینهٔ واقعی شیوه‌های تأمین مالی" if fa else "What each way of borrowing really costs",
        "theme": "financing",
        "headlines": (
            Headline("cost", "هزینهٔ مؤثر شهرداری" if fa else "Effective cost", 0.2318, "fraction/year",
                     missing=("کارمزد ضامن" if fa else "the guarantor's fee",)),
            Headline("amount", "مبلغ انتشار" if fa else "Amount", 3000, "billion rial"),
            Headline("gap", "فاصله با تسهیلات بانکی" if fa else "Gap to a bank loan", -0.0134, "point/year",
                     -0.021, -0.004, 0.9, sign=True),
        ),
    }  # fmt: skip
    return manifest(case, language, **(given | changes))


FAILURE = Failure("ZeroDivisionError: division by zero", cell=12, section="پایداری نتیجه‌ها")


def leave_run(reports: Path, made: Manifest, content: Any | None) -> Path:
    """Write a run into its folder as the runner does; ``None`` leaves no notebook."""
    folder = reports / "runs" / made.report / made.run
    folder.mkdir(parents=True)
    if content is not None:
        (folder / "notebook.ipynb").write_text(nbformat.writes(nbformat.from_dict(content)), encoding="utf-8")
    (folder / "manifest.json").write_text(made.to_json(), encoding="utf-8")
    return folder


def parameters_of(content: Any, language: Language) -> tuple[tuple[str, str], ...]:
    return PARAMETERS if language == "fa" else (("Province", "Razavi Khorasan"), ("Confidence", "95%"))


REPORT = "02_sector_structure/razavi_khorasan.fa"


def put(reports: Path, report: str = REPORT) -> Any:
    """Publish a report of these samples."""
    return publish(reports, report, parameters_of=parameters_of)

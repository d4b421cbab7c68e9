"""Tables of the municipalities' budgets, and of seminars and who came."""

from __future__ import annotations

from hamyari_lib.data.schemas.columns import date, money, table, whole, words

EVENT_KINDS = {"seminar": "سمینار", "meeting": "نشست", "exhibition": "نمایشگاه", "visit": "بازدید"}
ROLES = {"city": "شهرداری", "firm": "شرکت", "investor": "سرمایه‌گذار", "speaker": "سخنران", "other": "دیگر"}

municipal_budget = table(
    "municipal_budget",
    {
        "municipality": words("municipality", "شهرداری", aliases=("نام شهرداری", "شهر"), example="نیشابور"),
        "jalali_year": whole(
            "Jalali year", "سال", unit="Jalali year", low=1380, high=1450, aliases=("سال مالی", "سال بودجه"),
            example="1404",
        ),
        "own_revenue_rial": money(
            "own revenue; blank = unknown", "درآمد پایدار؛ درآمد خود شهرداری، خالی = نامعلوم", blank=True,
            aliases=("درآمد", "درآمد شهرداری", "درآمد عمومی"), example="9000000000000",
        ),
        "total_budget_rial": money(
            "whole budget; blank = unknown", "کل بودجه؛ خالی = نامعلوم", blank=True,
            aliases=("بودجه", "بودجهٔ مصوب"), example="15000000000000",
        ),
        "debt_service_rial": money(
            "principal and profit due in the year; blank = unknown",
            "بازپرداخت بدهی؛ اصل و سود همان سال، خالی = نامعلوم", blank=True, aliases=("اقساط بدهی", "اقساط"),
            example="700000000000",
        ),
        "guarantees_rial": money(
            "guarantees in force; blank = unknown", "تضمین‌ها؛ تضمین‌های جاری، خالی = نامعلوم", blank=True,
            aliases=("ضمانت‌ها", "تعهدات تضمینی"), example="0",
        ),
        "source": words("source", "منبع", aliases=("مأخذ",), example="تفریغ بودجه"),
    },
    key=("municipality", "jalali_year"),
    references={"municipality": ("municipalities", "municipality")},
    aliases=("بودجهٔ شهرداری‌ها", "بودجه و بدهی", "بودجه"),
    en="Budgets, debt service and guarantees of municipalities",
    fa="بودجه، بازپرداخت بدهی و تضمین‌های شهرداری‌ها",
)  # fmt: skip

events = table(
    "events",
    {
        "event_id": words("event", "شناسهٔ رویداد", unit="code", unique=True, aliases=("کد رویداد",), example="S-01"),
        "title": words(
            "title", "عنوان رویداد", aliases=("عنوان", "نام رویداد", "رویداد"), example="سمینار روشنایی شهری",
        ),
        "date": date("day", "تاریخ", aliases=("تاریخ برگزاری", "روز"), example="1405/05/12"),
        "place": words(
            "place; blank = not set", "محل؛ خالی = تعیین نشده", blank=True, aliases=("مکان", "محل برگزاری"),
            example="مشهد",
        ),
        "kind": words("kind", "نوع رویداد", among=EVENT_KINDS, aliases=("نوع",), example="سمینار"),
        "topic": words("topic; blank = unknown", "موضوع؛ خالی = نامعلوم", blank=True, example="روشنایی"),
    },
    key=("event_id",),
    aliases=("رویدادها", "سمینارها", "نشست‌ها"),
    en="Seminars and other events",
    fa="سمینارها و رویدادها",
)  # fmt: skip

attendance = table(
    "attendance",
    {
        "event_id": words("event", "شناسهٔ رویداد", unit="code", aliases=("کد رویداد",), example="S-01"),
        "organisation": words(
            "organisation", "سازمان یا شرکت", aliases=("سازمان", "شرکت", "دستگاه"), example="شهرداری نیشابور",
        ),
        "participant": words(
            "person", "نام شرکت‌کننده", seen_by="internal", aliases=("نام", "نام و نام خانوادگی"),
            example="شرکت‌کنندهٔ نمونه",
        ),
        "role": words("came as", "نقش", among=ROLES, aliases=("سمت", "نوع شرکت‌کننده"), example="شهرداری"),
        "contact": words(
            "how to reach; blank = unknown", "راه تماس؛ خالی = نامعلوم", blank=True, seen_by="internal",
            aliases=("تلفن", "ایمیل", "موبایل"), example="09000000000",
        ),
    },
    key=("event_id", "organisation", "participant"),
    references={"event_id": ("events", "event_id")},
    aliases=("حاضران", "شرکت‌کنندگان", "حضور"),
    en="Who came to the events",
    fa="شرکت‌کنندگان رویدادها",
)  # fmt: skip

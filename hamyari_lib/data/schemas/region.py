"""Tables of provinces, municipalities, industries and jobs."""

from __future__ import annotations

from hamyari_lib.data.schemas.columns import table, whole, words

DIVISION = "[0-9][0-9]"
SECTION = "[A-U]"

jobs = table(
    "jobs",
    {
        "year": whole("Jalali year of the survey", "سال آمارگیری", unit="Jalali year", low=1300, high=1499),
        "province_code": whole("province, survey code", "استان، کد آمارگیری", unit="code", low=0, high=99),
        "isic_section": words(
            "ISIC Rev.4 section", "بخش ISIC ویرایش ۴", unit="code", pattern=SECTION, like="a section, A to U"
        ),
        "isic_division": words(
            "ISIC Rev.4 division", "قسمت (دورقمی) ISIC ویرایش ۴", unit="code", pattern=DIVISION,
            like="a division of two digits such as 01",
        ),
        "sample_n": whole("survey jobs behind the estimate", "شمار شغل‌های نمونه پشت برآورد", unit="survey jobs", low=1),
        "jobs": whole("jobs, estimated with survey weights", "شغل، برآورد با وزن‌های آمارگیری", unit="jobs", low=0),
    },
    key=("year", "province_code", "isic_division"),
    references={
        "province_code": ("provinces", "province_code"),
        "isic_section": ("isic_titles", "code"),
        "isic_division": ("isic_titles", "code"),
    },
    en="Estimated jobs by year, province and industry",
    fa="برآورد شغل به تفکیک سال، استان و رشته‌فعالیت",
)  # fmt: skip

provinces = table(
    "provinces",
    {
        "province_code": whole("province, survey code", "استان، کد آمارگیری", unit="code", low=0, high=99),
        "province": words("name in English", "نام انگلیسی", unique=True),
        "province_fa": words("name in Persian", "نام فارسی", unique=True),
        "population_1390": whole("census population 1390", "جمعیت سرشماری ۱۳۹۰", unit="persons", low=0),
        "population_1395": whole("census population 1395", "جمعیت سرشماری ۱۳۹۵", unit="persons", low=0),
    },
    key=("province_code",),
    en="Provinces and their population",
    fa="استان‌ها و جمعیت آن‌ها",
)

municipalities = table(
    "municipalities",
    {
        "municipality": words("municipality", "شهرداری"),
        "county": words("county", "شهرستان"),
        "population_1395": whole(
            "census population 1395; blank = not sourced", "جمعیت سرشماری ۱۳۹۵؛ خالی = منبعی نیست", unit="persons",
            low=0, blank=True,
        ),
        "municipality_grade": whole(
            "grade of the municipality, 1 to 12; blank = not sourced", "درجهٔ شهرداری از ۱ تا ۱۲؛ خالی = منبعی نیست",
            unit="grade", low=1, high=12, blank=True,
        ),
    },
    key=("county", "municipality"),
    en="Municipalities of the province",
    fa="شهرداری‌های استان",
)  # fmt: skip

isic_titles = table(
    "isic_titles",
    {
        "code": words(
            "section letter or division of two digits", "حرف بخش یا کد دورقمی قسمت", unit="code",
            pattern=f"{SECTION}|{DIVISION}", like="a section, A to U, or a division of two digits such as 01",
        ),
        "level": words("section or division", "سطح: بخش یا قسمت", among=("section", "division")),
        "section": words(
            "section that the code belongs to", "بخشی که کد در آن است", unit="code", pattern=SECTION,
            like="a section, A to U",
        ),
        "title_en": words("title in English", "عنوان انگلیسی"),
        "title_fa": words("title in Persian", "عنوان فارسی"),
    },
    key=("code",),
    references={"section": ("isic_titles", "code")},
    en="Titles of ISIC Rev.4 sections and divisions",
    fa="عنوان‌های بخش‌ها و قسمت‌های ISIC ویرایش ۴",
)  # fmt: skip

sector_labels = table(
    "sector_labels",
    {
        "section": words(
            "ISIC Rev.4 section", "بخش ISIC ویرایش ۴", unit="code", pattern=SECTION, like="a section, A to U"
        ),
        "label_fa": words("short name in Persian", "نام کوتاه فارسی", unique=True),
        "label_en": words("short name in English", "نام کوتاه انگلیسی", unique=True),
    },
    key=("section",),
    references={"section": ("isic_titles", "code")},
    en="Short names of the ISIC Rev.4 sections",
    fa="نام‌های کوتاه بخش‌های ISIC ویرایش ۴",
)

division_labels = table(
    "division_labels",
    {
        "division": words(
            "ISIC Rev.4 division", "قسمت (دورقمی) ISIC ویرایش ۴", unit="code", pattern=DIVISION,
            like="a division of two digits such as 01",
        ),
        "label_fa": words("short name in Persian", "نام کوتاه فارسی", unique=True),
        "label_en": words("short name in English", "نام کوتاه انگلیسی", unique=True),
    },
    key=("division",),
    references={"division": ("isic_titles", "code")},
    en="Short names of the ISIC Rev.4 divisions",
    fa="نام‌های کوتاه قسمت‌های ISIC ویرایش ۴",
)  # fmt: skip

sector_groups = table(
    "sector_groups",
    {
        "family": words(
            "what the group is for: what cities buy, or a proxy for knowledge intensity",
            "کاربرد گروه: آنچه شهرها می‌خرند، یا تقریب دانش‌بری", among=("municipal_supply", "knowledge_proxy"),
        ),
        "group": words(
            "group of industries", "گروه رشته‌فعالیت‌ها", unit="code", pattern="[a-z][a-z0-9_]*",
            like="a name in small letters such as water_waste",
        ),
        "group_fa": words("name in Persian", "نام فارسی"),
        "group_en": words("name in English", "نام انگلیسی"),
        "division": words(
            "ISIC Rev.4 division in the group", "قسمت (دورقمی) ISIC ویرایش ۴ در گروه", unit="code", pattern=DIVISION,
            like="a division of two digits such as 01",
        ),
        "source": words("who defines the group so", "مرجع تعریف گروه"),
    },
    key=("group", "division"),
    references={"division": ("isic_titles", "code")},
    en="Groups of industries, among them proxies for knowledge intensity",
    fa="گروه‌های رشته‌فعالیت، از جمله تقریب‌های دانش‌بری",
)  # fmt: skip

"""The words of the page on the sample room; :mod:`hamyari_lib.site.wording` gives them out with others."""

from __future__ import annotations

SAMPLE_WORDS: dict[str, tuple[str, str]] = {
    "sample_page": ("دادهٔ نمونه: واقعی یا ساختگی", "Sample data: real or made up"),
    "sample_title": (
        "دادهٔ نمونه: چه چیز واقعی است و چه چیز ساختگی",
        "The sample data: what is real and what is made up",
    ),
    "sample_intro": (
        "دادهٔ نمونه همراه کارگاه پژوهشی همیاری می‌آید تا بتوانید گزارش‌ها را پیش از گردآوری داده‌های خودتان ببینید.",
        "The sample data come with the workbench, so that you can see the reports before your own data are collected.",
    ),
    "sample_all_real": (
        "هر {real} جدول آن واقعی است و هیچ جدول ساختگی در آن نیست. منبع و تاریخ هر جدول در همین صفحه آمده است.",
        "All {real} tables are real and none is made up. This page gives the source and date of each.",
    ),
    "sample_some_made_up": (
        "از جدول‌های آن، {real} جدول واقعی است و منبع و تاریخ هر یک در همین صفحه آمده است. {made_up} جدول دیگر ساختگی "
        "است: محتوای آن‌ها را فقط برای نمایش نوشته‌ایم و نباید مبنای تصمیم‌گیری باشد، حتی اگر نام شهر یا نهادی واقعی در "
        "آن آمده باشد. گزارشی که از جدول ساختگی استفاده کند، این را در بالای صفحه می‌گوید.",
        "{real} of the tables are real; this page gives the source and date of each. The other {made_up} are made up: "
        "they only show how things work and are no basis for decisions, even where they name a real city or body. A "
        "report that uses a made-up table says so at its top.",
    ),
    "sample_about_tables": (
        "نام هر جدول شما را به شرح ستون‌های آن در {codebook} می‌برد. گزارش‌هایی که زیر آن آمده است به این جدول نیاز "
        "دارند، چه آماده باشند و چه در برنامه.",
        "The name of each table leads to its columns in the {codebook}. The reports named under it need the table, "
        "whether they are ready or planned.",
    ),
    "sample_steps": ("چگونه داده‌های خودتان را جایگزین کنید", "How to put your own data in its place"),
    "sample_steps_intro": (
        "دادهٔ نمونه تغییر نمی‌کند. جدول‌های شما در اتاق دادهٔ جداگانه‌ای قرار می‌گیرد، که نامش در این صفحه {room} است، و "
        "گزارش‌ها از آن اتاق تهیه می‌شود. فرمان‌ها را همکاری اجرا می‌کند که کارگاه روی رایانهٔ او نصب است.",
        "The sample stays as it is. Your tables go into a data room of your own, called {room} on this page, and the "
        "reports are made from that. The commands are for the colleague who runs the workbench.",
    ),
    "sample_step_template": (
        "فرم اکسل جدول‌های لازم را بسازید و برای کسانی بفرستید که آن‌ها را پر می‌کنند.",
        "Make the Excel workbook of the tables that you need, and send it to those who fill it in.",
    ),
    "sample_step_import": (
        "فرم پرشده را وارد کنید. نخستین ورود، اتاق داده را برای استانی که نام برده‌اید می‌سازد.",
        "Import the workbook when it is filled in. The first import makes the room, for the province that you name.",
    ),
    "sample_step_run": (
        "جدول‌های منتشرشده را از دادهٔ نمونه به اتاق خود بیاورید و گزارش را تهیه کنید.",
        "Take the sample's published tables into your room, and make the report.",
    ),
    "sample_heading_illustrative": ("جدول‌های ساختگی", "Made-up tables"),
    "sample_about_illustrative": (
        "جای این جدول‌ها را باید داده‌های خودتان بگیرد. تا آن زمان، رقم‌ها و نام‌های آن‌ها فقط نشان می‌دهد گزارش چه شکلی "
        "دارد. هیچ‌یک از آن‌ها با گام ۳ به اتاق شما نمی‌آید.",
        "Your own data should take the place of these. Until then their figures and names only show what a report "
        "looks like. Step 3 brings none of them into your room.",
    ),
    "sample_heading_real": ("جدول‌های واقعی", "Real tables"),
    "sample_about_real": (
        "این جدول‌ها را می‌توانید با منبع و تاریخشان به اتاق خود بیاورید. اگر نسخهٔ تازه‌تری از یکی دارید، آن را هم مانند "
        "گام‌های ۱ و ۲ با فرم اکسل وارد کنید.",
        "You can take these tables into your room with their sources and dates. If you have a newer version of one, "
        "bring it in with a workbook, as in steps 1 and 2.",
    ),
    "sample_reports": ("گزارش‌ها", "Reports"),
    "sample_no_report": ("فقط «{overview}»، که همهٔ جدول‌ها را می‌خواند", "only “{overview}”, which reads every table"),
    "sample_measuring": (
        "«{overview}»؛ این جدول روش تطبیق کارگاه را می‌سنجد و جایگزینی نمی‌خواهد",
        "“{overview}”; this table measures the workbench's matching and needs no replacement",
    ),
    "sample_ways_illustrative": ("جایگزینی با دادهٔ خودتان", "Put your own data in its place"),
    "sample_ways_real": ("آوردن به اتاق خودتان", "Bring it into your own room"),
    "sample_way_fill": (
        "فرم اکسل این جدول را بسازید و پس از پر شدن وارد کنید:",
        "Make the workbook of this table, and import it when it is filled in:",
    ),
    "sample_way_before": ("{tables} را پیش از این جدول وارد کنید.", "Import {tables} before this table."),
    "sample_way_take": ("از دادهٔ نمونه بردارید:", "Take it from the sample:"),
    "sample_way_take_here": (
        "اگر شهرداری‌های شما در همین استان است ({province})، از دادهٔ نمونه بردارید:",
        "If your municipalities are in the same province ({province}), take it from the sample:",
    ),
    "sample_way_fetch": (
        "از راه اینترنت از پایگاه‌های عمومی بگیرید:",
        "Fetch it from public services, over the internet:",
    ),
    "sample_way_fetch_fima": (
        "از راه اینترنت از پایگاه‌های عمومی بگیرید؛ بستهٔ {package} باید نصب شده باشد:",
        "Fetch it from public services, over the internet; the package {package} has to be installed:",
    ),
}

"""How long an import takes, beside the plain reading of the same files, and how long a checked table takes to load.

Run it from the project's folder with ``python benchmarks/data_room.py [rows]`` (1 000 000 rows of needs where no number
is given, and a tenth of them as a workbook). Pandas and polars read the CSV into memory and do nothing else: no letter
is mended, no cell checked, no row written. Polars is optional (``pip install polars`` into any folder on the path).
Each work is done in a process of its own, whose time and peak memory, with its children's, are shown; the ratios are
of times of the same run. The rows are made up from a seed: a third has Persian digits, a fifth Arabic letters, one in
fifty a cell to refuse.
"""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
ARABIC = str.maketrans({"ی": "ي", "ک": "ك"})
CITIES = ("مشهد", "نیشابور", "سبزوار", "قوچان", "کاشمر", "تایباد", "چناران", "سرخس", "فریمان", "گناباد")
THINGS = ("چراغ LED", "کنتور آب", "سطل زباله", "پمپ شناور", "دوربین", "لولهٔ پلی‌اتیلن", "آسفالت", "نیمکت پارکی")
HEADER = (
    "شناسهٔ نیاز", "شهرداری", "عنوان نیاز", "دستهٔ نیاز", "کد ISIC نیاز", "مقدار سالانه", "واحد شمارش",
    "بهای واحد (تومان)", "فوریت", "ردیف بودجه", "هزینهٔ سالانهٔ کنونی (ریال)",
)  # fmt: skip


def made_up(rows: int, seed: int = 1404):
    """Rows of a table of needs as cities would send it."""
    dice = random.Random(seed)
    for number in range(rows):
        cells = [
            f"N-{number:07d}", dice.choice(CITIES), f"{dice.choice(THINGS)} {dice.choice(THINGS)} مدل {number % 977}",
            "عمرانی", dice.choice(("27", "42", "28", "62")), str(dice.randint(1, 9000)), "دستگاه",
            f"{dice.randint(10**4, 10**7):,}", dice.choice(("زیاد", "متوسط", "کم", "")), str(150000 + number % 300),
            str(dice.randint(10**8, 10**10)) if number % 50 else "-5",
        ]  # fmt: skip
        if number % 3 == 0:
            cells[5], cells[7] = cells[5].translate(PERSIAN), cells[7].translate(PERSIAN).replace(",", "٬")
        if number % 5 == 0:
            cells = [cell.translate(ARABIC) for cell in cells]
        yield cells


WORKS = {
    "import": (
        "from hamyari_lib.data.importing import import_files\n"
        "from hamyari_lib.data.importing.prepared import About\n"
        "if __name__ == '__main__':\n"
        "    found = import_files([FILE], room_name='bench', about=About('illustrative'), province='خراسان رضوی')\n"
        "    print(sum(sheet.read for sheet in found.sheets), 'rows,', found.refused, 'refused')\n"
    ),
    "pandas": "import pandas\nprint(len(pandas.read_csv(FILE, dtype=str)), 'rows')\n",
    "polars": "import polars\nprint(len(polars.read_csv(FILE, infer_schema_length=0)), 'rows')\n",
    "pandas, openpyxl": "import pandas\nprint(len(pandas.read_excel(FILE)), 'rows')\n",
    "pandas, calamine": "import pandas\nprint(len(pandas.read_excel(FILE, engine='calamine')), 'rows')\n",
}


def measured(work: str, file: Path, folder: Path) -> tuple[float, float, str]:
    """Seconds, peak memory of the process and its children together in MiB, and what it said."""
    script = folder / f"{abs(hash(work))}.py"
    script.write_text(f"FILE = {str(file)!r}\n{WORKS[work]}", encoding="utf-8")
    path = os.pathsep.join([str(ROOT), *sys.path[1:]])
    environment = {**os.environ, "HAMYARI_ROOMS": str(folder / "rooms"), "PYTHONPATH": path}
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    )
    peak = [0.0]
    watch = threading.Thread(target=_watch, args=(process, peak))
    watch.start()
    said, _ = process.communicate()
    seconds = time.perf_counter() - begun
    watch.join()
    if process.returncode:
        raise SystemExit(f"{work}: {said}")
    return seconds, peak[0], said.strip()


def _watch(process: subprocess.Popen, peak: list[float]) -> None:
    import psutil

    try:
        parent = psutil.Process(process.pid)
        while process.poll() is None:
            together = 0
            for one in (parent, *parent.children(recursive=True)):
                try:
                    together += one.memory_full_info().pss  # shared pages once
                except psutil.Error:
                    continue
            peak[0] = max(peak[0], together / 2**20)
            time.sleep(0.1)
    except psutil.Error:
        return


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "rooms").mkdir()
        table, book = folder / "needs.csv", folder / "needs.xlsx"
        with table.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([HEADER, *made_up(rows)])
        _write_workbook(book, rows // 10)
        for file, works, count in (
            (table, ("import", "pandas", "polars"), rows),
            (book, ("import", "pandas, openpyxl", "pandas, calamine"), rows // 10),
        ):
            print(f"{file.name}: {count:,} rows, {file.stat().st_size / 1e6:.0f} MB")
            seconds: dict[str, float] = {}
            for work in works:
                if work == "polars" and not _has("polars"):
                    print("  polars            is not installed")
                    continue
                if work == "import":
                    subprocess.run(["rm", "-rf", str(folder / "rooms" / "bench")], check=True)
                seconds[work], peak, said = measured(work, file, folder)
                ratio = f"{seconds['import'] / seconds[work]:5.1f} x" if work != "import" else "       "
                print(f"  {work:17} {seconds[work]:6.1f} s  {peak:6.0f} MiB  {ratio}  {said}")
    _loads()


def _write_workbook(book: Path, rows: int) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(book, {"constant_memory": True}) as made:
        sheet = made.add_worksheet("نیازها")
        for place, cells in enumerate([HEADER, *made_up(rows, seed=7)]):
            sheet.write_row(place, 0, [int(cell) if cell.isascii() and cell.isdigit() else cell for cell in cells])


def _has(package: str) -> bool:
    from importlib.util import find_spec

    return find_spec(package) is not None


def _loads() -> None:
    """Loading the sample's largest table: the first time, and when it is kept."""
    sys.path.insert(0, str(ROOT))
    from hamyari_lib import data
    from hamyari_lib.data import kept

    look_up = kept.look_up
    times = {}
    for label, is_kept in (("read and checked", False), ("kept", True)):
        data.reading.look_up = look_up if is_kept else lambda room, key: None
        data.load("jobs")
        best = 9.0
        for _ in range(10):
            begun = time.perf_counter()
            data.load("jobs")
            best = min(best, time.perf_counter() - begun)
        times[label] = best
        print(f"jobs, 13 000 rows, {label}: {best * 1000:.1f} ms")
    print(f"kept is {times['read and checked'] / times['kept']:.0f} times as fast")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)

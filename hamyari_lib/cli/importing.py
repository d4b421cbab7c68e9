"""``hamyari data import``: files into a room, and what became of them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hamyari_lib.cli.saying import EXIT_FAILED
from hamyari_lib.errors import DataError, HamyariError

if TYPE_CHECKING:
    from hamyari_lib.data.importing.result import ImportResult
    from hamyari_lib.text import Language


def add_import(actions: Any) -> None:
    """Add ``import`` to the commands on data."""
    parser = actions.add_parser("import", help="bring Excel, CSV or Parquet files into a room, checked row by row")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="files to import, together")
    parser.add_argument("--room", required=True, metavar="NAME", help="the room; made where it is not there yet")
    parser.add_argument("--province", default=None, metavar="PROVINCE", help="Persian name of a new room's province")
    parser.add_argument("--table", default=None, metavar="TABLE", help="what the files hold, where headers do not tell")
    parser.add_argument(
        "--kind", choices=("real", "illustrative"), default=None, help="whether the figures are real or made up"
    )
    parser.add_argument("--source", default=None, metavar="TEXT", help="who made the figures (default: the files)")
    parser.add_argument("--licence", default=None, metavar="TEXT", help="on which terms they may be used")
    parser.add_argument("--as-of", default=None, metavar="DATE", help="Jalali date that the figures are of")
    parser.add_argument(
        "--money",
        default=None,
        metavar="UNIT",
        help="unit of amounts whose header has none: rial, toman, میلیون ریال …",
    )
    parser.add_argument("--whole", action="store_true", help="remove the rows of the room that the files do not have")
    parser.add_argument(
        "--language", choices=("fa", "en"), default="en", help="language of what is said here (default: en)"
    )


def import_(options: argparse.Namespace) -> int:
    """Import, and say what became of each row; 1 where some were refused, so that a script sees it."""
    from hamyari_lib.data.importing import import_files
    from hamyari_lib.data.importing.numerals import rials_of
    from hamyari_lib.data.importing.prepared import About

    rials = None if options.money is None else rials_of(options.money)
    if options.money is not None and rials is None:
        raise DataError(
            f"--money is {options.money!r}; expected a unit such as rial, toman, «میلیون ریال» or new rial."
        )
    result = import_files(
        options.files, room_name=options.room, province=options.province, table=options.table, rials=rials,
        about=About(options.kind, options.source, options.licence, options.as_of), is_whole=options.whole,
    )  # fmt: skip
    for line in result.lines(options.language):
        print(line)
    return EXIT_FAILED if not _tell(result, options.language) or result.refused else 0


def _tell(result: ImportResult, language: Language) -> bool:
    """Write the page of an import and say where it is; where it cannot be written the import stands all the same."""
    from hamyari_lib import text
    from hamyari_lib.data.rooms import room, room_path
    from hamyari_lib.site.imported import write_imported

    try:
        page = write_imported(room_path(result.room), result, title=room(result.room).title)
    except HamyariError as error:
        print(error, file=sys.stderr)
        return False
    print(text.t(fa=f"همهٔ اینها در یک صفحه: {page}", en=f"all of this on a page: {page}", language=language))
    return True

"""In which encoding a text file is written: UTF-8, UTF-16 or Windows Arabic; one that mixes them is refused."""

from __future__ import annotations

from pathlib import Path

from hamyari_lib.data.files import looks_like_cp1256
from hamyari_lib.errors import DataError

BLOCK_BYTES = 2 * 2**20
SAVE = "save it from Excel as 'CSV UTF-8 (comma delimited)' or as .xlsx"


def encoding_of(path: Path) -> tuple[str, int]:
    """The encoding of a text file, and how many bytes of it are its mark; the whole file is looked at."""
    where = path.name
    begins, line = 0, 1
    found: bool | None = None  # whether what is beyond ASCII is UTF-8
    with path.open("rb") as file:
        begin = file.read(4096)
        if begin.startswith((b"\xff\xfe", b"\xfe\xff")):
            return ("utf-16-le" if begin[0] == 0xFF else "utf-16-be"), 2
        zeros = begin.count(0)
        if zeros > len(begin) // 8:
            return ("utf-16-le" if begin[1::2].count(0) > begin[::2].count(0) else "utf-16-be"), 0
        file.seek(0)
        mark = 3 if begin.startswith(b"\xef\xbb\xbf") else 0
        for content in iter(lambda: file.read(BLOCK_BYTES), b""):
            end = len(content) if len(content) < BLOCK_BYTES else content.rfind(b"\n") + 1 or len(content)
            file.seek(begins + end)
            content = content[:end]
            if b"\0" in content:
                at = line + content.count(b"\n", 0, content.index(b"\0"))
                raise DataError(f"{where}: line {at}: has a zero byte and is no text; {SAVE}.")
            if not content.isascii():
                try:
                    content.decode("utf-8")
                    is_utf8, start = True, 0
                except UnicodeDecodeError as error:
                    is_utf8, start = False, error.start
                at = line + content.count(b"\n", 0, start)
                if found == (not is_utf8) or (not is_utf8 and _has_utf8_lines(content)):
                    raise DataError(f"{where}: line {at}: mixes UTF-8 and another encoding; {SAVE}.")
                if not is_utf8 and (mark or not looks_like_cp1256(content)):
                    raise DataError(f"{where}: line {at}: is not UTF-8; {SAVE}.")
                found = is_utf8
            begins += end
            line += content.count(b"\n")
    return ("cp1256" if found is False else "utf-8"), mark


def _has_utf8_lines(content: bytes) -> bool:
    """Whether some lines beyond ASCII are UTF-8 though others are not."""
    for one in content.splitlines():
        if not one.isascii():
            try:
                one.decode("utf-8")
            except UnicodeDecodeError:
                continue
            return True
    return False

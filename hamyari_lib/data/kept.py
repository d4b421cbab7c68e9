"""Checked tables, kept ready: a table that was checked once is read in milliseconds until anything about it changes.

What is kept is found by the bytes of the table's file, the audience, the code that reads and checks, and the versions
of Python, pandas and pandera; so an old one is never taken for a new one. A room's tables are kept within the room and
go with it, the sample's in the user's cache. Nothing here is needed: what is missing or damaged is read anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hamyari_lib.data.rooms import SAMPLE, room_path
from hamyari_lib.errors import HamyariError
from hamyari_lib.files import write_atomically

if TYPE_CHECKING:
    import pandas as pd

FOLDER = ".kept"
LARGEST = 64 * 2**20
MOST_FILES = 400
_FORM = b"hamyari table 1\n"
_BETWEEN, _UNKNOWN = "\x1e", "\x1d"


def key_of(content_sha256: str, table: str, audience: str) -> str:
    """What a checked table is found by, in hexadecimal."""
    return hashlib.sha256("\n".join((content_sha256, table, audience, _code())).encode()).hexdigest()


def look_up(room: str, key: str) -> tuple[pd.DataFrame, dict[str, Any]] | None:
    """A kept table with what was said of it when it was kept; ``None`` where it is not to be had whole."""
    try:
        content = (_folder(room) / key[:32]).read_bytes()
        return _unpacked(content, key)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(room: str, key: str, frame: pd.DataFrame, about: dict[str, Any]) -> None:
    """Keep a checked table; nothing is said where that is not possible, for nothing depends on it."""
    with contextlib.suppress(OSError, HamyariError, ValueError):
        folder = _folder(room)
        packed = _packed(frame, key, about)
        if len(packed) > LARGEST:
            return
        folder.mkdir(parents=True, exist_ok=True)
        os.chmod(folder, 0o700)
        write_atomically(folder / key[:32], packed)
        os.chmod(folder / key[:32], 0o600)
        _prune(folder)


def _folder(room: str) -> Path:
    if room != SAMPLE:
        return room_path(room) / FOLDER
    from platformdirs import user_cache_path

    return user_cache_path("hamyari", appauthor=False) / "tables"


@lru_cache(maxsize=1)
def _code() -> str:
    """The code that decides what a checked table looks like, and what it is run with."""
    here = Path(__file__).parent
    files = [*sorted(here.glob("*.py")), *sorted((here / "schemas").glob("*.py"))]
    files += [here.parent / "text.py", here.parent / "jalali.py"]
    code = hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()
    versions = [f"{name} {metadata.version(name)}" for name in ("pandas", "pandera", "numpy")]
    return "\n".join([code, sys.version, *versions])


def _packed(frame: pd.DataFrame, key: str, about: dict[str, Any]) -> bytes:
    """A header of JSON, and each column's values behind it; ``ValueError`` where a text holds what parts them."""
    import numpy as np

    columns, parts = [], []
    for name, values in frame.items():
        dtype = str(values.dtype)
        unknown = values.isna().to_numpy()
        if dtype in ("int64", "float64"):
            data = np.ascontiguousarray(values.to_numpy(), dtype="<i8" if dtype == "int64" else "<f8").tobytes()
        elif dtype == "Int64":
            data = values.fillna(0).to_numpy(dtype="<i8").tobytes() + unknown.tobytes()
        elif dtype == "str":
            texts = [_UNKNOWN if blank else one for one, blank in zip(values, unknown, strict=True)]
            joined = _BETWEEN.join(texts)
            if joined.count(_BETWEEN) != max(len(texts) - 1, 0) or joined.count(_UNKNOWN) != int(unknown.sum()):
                raise ValueError(name)
            data = joined.encode()
        else:
            raise ValueError(dtype)
        columns.append([name, dtype, len(data)])
        parts.append(data)
    body = b"".join(parts)
    header = {
        "key": key, "rows": len(frame), "columns": columns, "about": about, "body": hashlib.sha256(body).hexdigest(),
    }  # fmt: skip
    return _FORM + json.dumps(header, ensure_ascii=False).encode() + b"\n" + body


def _unpacked(content: bytes, key: str) -> tuple[pd.DataFrame, dict[str, Any]] | None:
    import numpy as np
    import pandas as pd

    if not content.startswith(_FORM):
        return None
    written, _, body = content[len(_FORM) :].partition(b"\n")
    header = json.loads(written)
    if header["key"] != key or hashlib.sha256(body).hexdigest() != header["body"]:
        return None
    rows, begin, series = header["rows"], 0, {}
    for name, dtype, length in header["columns"]:
        data, begin = body[begin : begin + length], begin + length
        if dtype == "int64":
            series[name] = pd.Series(np.frombuffer(data, "<i8").copy())
        elif dtype == "float64":
            series[name] = pd.Series(np.frombuffer(data, "<f8").copy())
        elif dtype == "Int64":
            numbers = np.frombuffer(data, "<i8", count=rows).copy()
            blank = np.frombuffer(data, "?", offset=8 * rows).copy()
            series[name] = pd.Series(pd.arrays.IntegerArray(numbers, blank))
        else:
            texts = data.decode().split(_BETWEEN) if rows else []
            known = {one: (np.nan if one == _UNKNOWN else one) for one in set(texts)}  # one object a spelling
            series[name] = pd.Series([known[one] for one in texts], dtype="str")
        if len(series[name]) != rows:
            return None
    return pd.DataFrame(series), header["about"]


def _prune(folder: Path) -> None:
    """Let go of the tables that were kept longest ago."""
    files = sorted((path for path in folder.iterdir() if path.is_file()), key=lambda path: path.stat().st_mtime)
    for path in files[:-MOST_FILES]:
        path.unlink(missing_ok=True)

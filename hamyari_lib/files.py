"""Writing files so that a reader sees the old one or the new one, never a half."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from hamyari_lib.errors import HamyariError


def write_atomically(path: Path, content: bytes | str) -> None:
    """Write ``content`` to a temporary file in the same folder, sync it, and rename it to ``path``.

    Raises ``HamyariError`` when the file is held open by another program (Excel on Windows) or cannot be written.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise HamyariError(
            f"{path}: cannot be written ({error.strerror}); check the folder's rights and space."
        ) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except PermissionError:
        raise HamyariError(f"{path}: is open in another program; close it there and run again.") from None
    except OSError as error:
        raise HamyariError(
            f"{path}: cannot be written ({error.strerror}); check the folder's rights and space."
        ) from None
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)

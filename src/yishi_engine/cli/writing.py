"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def write_lines(target: str, lines: Iterable[str | bytes]) -> int:
    """Write lines, each with its end, as UTF-8; a file appears, or changes, only once all of them are there.

    Args:
        target: Path of the file; ``-`` for standard output.
        lines: What to write; bytes are written as they are.

    Returns:
        How many lines were written.

    Raises:
        OSError: It cannot be written; then the file is as it was.
    """
    if target == "-":
        written = _write(sys.stdout.buffer, lines)
        sys.stdout.buffer.flush()
        return written
    path = Path(target).resolve()  # a link goes on leading to the file
    if path.exists() and not path.is_file():
        with path.open("wb") as device:  # it takes what comes, and must not be replaced; a folder refuses here
            return _write(device, lines)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as stream:
            written = _write(stream, lines)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            shutil.copymode(path, draft)
        draft.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, target) from error
    finally:
        with suppress(OSError):  # what went wrong before is what counts
            draft.unlink()
    return written


def _write(stream: IO[bytes], lines: Iterable[str | bytes]) -> int:
    number = 0
    for number, line in enumerate(lines, start=1):  # noqa: B007  (the last number is the count)
        stream.write(line if isinstance(line, bytes) else line.encode())
    return number

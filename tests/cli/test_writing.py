"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import stat
import threading
from typing import TYPE_CHECKING

import pytest

from yishi_engine.cli.writing import write_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def breaking() -> Iterator[str]:
    """Yield a line, then fail."""
    yield "first\n"
    raise RuntimeError("second")


def test_lines_are_written_and_counted(tmp_path: Path) -> None:
    """Lines are written as UTF-8 with their own ends, and counted."""
    target = tmp_path / "out.jsonl"
    assert write_lines(str(target), ["一\n", "2\n"]) == 2
    assert target.read_bytes() == "一\n2\n".encode()


def test_nothing_is_a_file_too(tmp_path: Path) -> None:
    """Without lines there is an empty file."""
    target = tmp_path / "out.jsonl"
    assert write_lines(str(target), []) == 0
    assert target.read_bytes() == b""


@pytest.mark.parametrize("before", [None, b"before"])
def test_failure_leaves_the_file_as_it_was(tmp_path: Path, before: bytes | None) -> None:
    """When a line cannot be made, an old file keeps its content, a new one does not appear, and no draft stays."""
    target = tmp_path / "out.jsonl"
    if before is not None:
        target.write_bytes(before)
    with pytest.raises(RuntimeError, match="second"):
        write_lines(str(target), breaking())
    assert [file.read_bytes() for file in tmp_path.iterdir()] == ([before] if before is not None else [])


def test_permissions_stay(tmp_path: Path) -> None:
    """A file that is replaced keeps who may read it."""
    target = tmp_path / "out.jsonl"
    target.touch(mode=0o600)
    write_lines(str(target), ["x\n"])
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """A file that is reached by a link is written where it lies."""
    target, link = tmp_path / "real.jsonl", tmp_path / "link.jsonl"
    target.write_text("before")
    link.symlink_to(target)
    write_lines(str(link), ["after\n"])
    assert link.is_symlink()
    assert target.read_text() == "after\n"


def test_a_pipe_is_not_replaced(tmp_path: Path) -> None:
    """What is no regular file is written to, not replaced."""
    pipe, read = tmp_path / "pipe", list[bytes]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_lines(str(pipe), ["through\n"])
    reader.join()
    assert read == [b"through\n"]
    assert pipe.is_fifo()


def test_standard_output(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """A hyphen stands for standard output, which gets the same bytes."""
    assert write_lines("-", ["一\n"]) == 1
    assert capsysbinary.readouterr().out == "一\n".encode()


@pytest.mark.parametrize(("name", "why"), [("", "directory"), ("file/out", "directory"), ("none/out", "No such")])
def test_unwritable_places_are_named_as_the_user_did(tmp_path: Path, name: str, why: str) -> None:
    """Where nothing can be written the error names the path that was given, not that of a draft."""
    (tmp_path / "file").touch()
    target = str(tmp_path / name)
    with pytest.raises(OSError, match=why) as caught:
        write_lines(target, ["x\n"])
    assert str(caught.value.filename).rstrip("/") == target.rstrip("/")

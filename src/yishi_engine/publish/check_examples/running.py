"""What the checker says to an example."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from yishi_engine.bundle import Published, check_path, load_bundles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yishi_engine.errors import Fault
    from yishi_engine.publish.check_examples.example import Example


def faults_of(example: Example, *, good: bool) -> tuple[Fault, ...]:
    """Return the faults of the good or the bad example, as if its folder were called ``mine``."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        before = None if good else example.before()
        published = None
        if before is not None:
            _write(folder / "published", before)
            published = Published.of(load_bundles(folder / "published").definitions())
        _write(folder / "mine", example.files(good=good))
        faults = check_path(folder / "mine", published=published)
    prefix = f"{name}/"
    return tuple(
        replace(
            fault,
            file=fault.file.removeprefix(prefix),
            message=fault.message.replace(prefix, ""),
            hint=fault.hint.replace(prefix, ""),
        )
        for fault in faults
    )


def _write(folder: Path, files: Mapping[str, str]) -> None:
    folder.mkdir()
    for name, text in files.items():
        if name.endswith("/"):
            (folder / name).mkdir()
        else:
            (folder / name).write_text(text, encoding="utf-8")

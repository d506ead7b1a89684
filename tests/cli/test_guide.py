"""``yishi guide`` and ``yishi flowchart``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from yishi_engine.publish.printing import PrintingUnavailable, printer
from yishi_engine.resources import bundles_folder

if TYPE_CHECKING:
    from tests.cli.conftest import Run

STARTS = {"html": "<!doctype html>", "md": "# 开办餐馆", "svg": "<svg ", "mmd": "flowchart TB", "bpmn": "<?xml "}


def kinds(command: str) -> list[str]:
    """Return the kinds of text that a command writes, the first one first."""
    return ["html", "md"] if command == "guide" else ["svg", "mmd", "bpmn"]


@pytest.mark.parametrize("command", ["guide", "flowchart"])
class TestBoth:
    """What both commands do."""

    def test_ending_decides(self, yishi: Run, command: str) -> None:
        """A file is written in the format of its ending, and nothing else is printed."""
        for kind in kinds(command):
            result = yishi(command, "open-restaurant", "-o", f"out.{kind.upper()}")
            assert (result.code, result.out, result.err) == (0, "", "")
            assert Path(f"out.{kind.upper()}").read_text(encoding="utf-8").startswith(STARTS[kind])

    def test_without_a_file_it_is_printed(self, yishi: Run, command: str) -> None:
        """Without -o the first format, or the one asked for, goes to standard output; - means the same."""
        first, *others = kinds(command)
        assert yishi(command, "open-restaurant").out.startswith(STARTS[first])
        for kind in others:
            assert yishi(command, "open-restaurant", "--format", kind).out.startswith(STARTS[kind])
        assert yishi(command, "open-restaurant", "-o", "-").out.startswith(STARTS[first])

    def test_output_is_repeatable(self, yishi: Run, command: str) -> None:
        """The same definition gives the same text."""
        assert yishi(command, "open-hotel").out == yishi(command, "open-hotel").out

    def test_answers_narrow_it_down(self, yishi: Run, command: str) -> None:
        """Answers leave out what they exempt from."""
        whole = yishi(command, "open-restaurant").out
        small = yishi(command, "open-restaurant", "--answer", "area=45", "--answer", "signboard=否").out
        assert "城市管理行政执法局" in whole
        assert "城市管理行政执法局" not in small

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["-o", "out.docx"], '"out.docx" must end in one of .'),
            (["-o", "out"], '"out" must end in one of .'),
            (["--answer", "area"], '"area" must be written QUESTION=ANSWER'),
            (["--answer", "aera=5"], 'open-restaurant asks no question "aera": did you mean "area"?'),
            (["--answer", "zzz=5"], 'asks no question "zzz"; it asks area, signboard'),
            (["--answer", "area=0"], "不能小于 1"),
            (["--answer", "signboard=maybe"], "须为是或否"),
            (["--answer", "area=1", "--answer", "area=2"], '"area" is answered twice'),
            (["--format", "doc"], "'doc' is not one of"),
            (["--fonts", "nowhere"], "'nowhere' does not exist"),
        ],
    )
    def test_mistakes_give_one_line(self, yishi: Run, command: str, arguments: list[str], said: str) -> None:
        """A wrong ending, answer, format or folder is said in one line, with the exit code for wrong usage."""
        result = yishi(command, "open-restaurant", *arguments)
        assert (result.code, result.out) == (2, "")
        assert said in result.err
        assert result.err.count("\n") == 1
        assert list(Path().iterdir()) == []

    def test_ending_and_format_must_agree(self, yishi: Run, command: str) -> None:
        """A file is not written in a format that its ending does not say."""
        first, second, *_ = kinds(command)
        result = yishi(command, "open-restaurant", "--format", first, "-o", f"out.{second}")
        assert result.code == 2
        assert f'"out.{second}" does not end in .{first}' in result.err

    def test_unknown_bundle(self, yishi: Run, command: str) -> None:
        """A bundle that does not exist is an error that names those that do."""
        result = yishi(command, "no-such-bundle")
        assert result.code == 1
        assert 'no bundle "no-such-bundle"' in result.err
        assert "open-restaurant" in result.err

    def test_bundles_of_ones_own(self, yishi: Run, command: str, tmp_path: Path) -> None:
        """With --bundles the definitions of a folder are used."""
        folder = tmp_path / "mine"
        folder.mkdir()
        for file in bundles_folder().glob("*.yaml"):
            text = file.read_text(encoding="utf-8").replace("name: 开办餐馆", "name: 开办面馆")
            (folder / file.name).write_text(text, encoding="utf-8")
        assert "开办面馆" in yishi(command, "open-restaurant", "--bundles", folder).out

    def test_printing(self, yishi: Run, command: str) -> None:
        """What is printed through typst is written as it is; without a Chinese font, one line says what to do."""
        kind, start = ("pdf", b"%PDF-") if command == "guide" else ("png", b"\x89PNG")
        result = yishi(command, "open-restaurant", "-o", f"out.{kind}")
        try:
            printer()
        except PrintingUnavailable as missing:
            assert (result.code, result.err) == (1, f"yishi: error: {missing}\n")
        else:
            assert (result.code, result.err) == (0, "")
            assert Path(f"out.{kind}").read_bytes().startswith(start)


def test_missing_extra_is_one_line(yishi: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra for printing the error names it, and no file is left behind."""
    printer.cache_clear()
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    result = yishi("guide", "newborn", "-o", "out.pdf")
    printer.cache_clear()
    assert result.code == 1
    assert result.err == 'yishi: error: the package "typst" is not installed (pip install "yishi-engine[print]")\n'
    assert not Path("out.pdf").exists()

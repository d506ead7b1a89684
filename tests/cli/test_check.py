"""``yishi check``."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from yishi_engine.bundle import check_path
from yishi_engine.resources import bundles_folder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Office, Run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with one good bundle."""
    folder = tmp_path / "mine"
    folder.mkdir()
    for name in ("departments.yaml", "open-restaurant.yaml"):
        shutil.copy(bundles_folder() / name, folder)
    return folder


def spoil(folder: Path, old: str, new: str) -> Path:
    """Change one place of the bundle."""
    file = folder / "open-restaurant.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")
    return file


def test_shipped_bundles_have_no_errors(yishi: Run) -> None:
    """The bundles that ship pass their own check."""
    assert yishi("check", bundles_folder()).code == 0


def test_clean_definitions_say_so(yishi: Run, folder: Path) -> None:
    """A folder without a fault is answered with one line and exit code 0."""
    result = yishi("check", folder)
    assert (result.code, result.out, result.err) == (0, "没有发现问题\n", "")


def test_fault_is_shown_where_it_stands(yishi: Run, folder: Path) -> None:
    """A fault comes with file, line, column, code and message, the line itself, a caret under the place, and a hint."""
    spoil(folder, "lead_department: scjg", "lead_departmnt: scjg")
    result = yishi("check", "mine")
    lines = result.out.splitlines()
    place = next(number for number, line in enumerate(lines) if "key.unknown" in line)
    assert lines[place].startswith("mine/open-restaurant.yaml:")
    excerpt, caret = lines[place + 1 : place + 3]
    assert excerpt.endswith(" | lead_departmnt: scjg")
    assert caret.index("^") == excerpt.index("lead_departmnt")
    assert "lead_department" in "".join(lines[place + 3 :])
    assert result.code == 1


def test_caret_stands_under_wide_characters(yishi: Run, folder: Path) -> None:
    """Chinese before the place moves the caret by two cells a character."""
    spoil(folder, "name: 食品经营许可\n", "{名: 食品经营许可}\n")
    file = folder / "open-restaurant.yaml"
    (fault, *_) = check_path(file)
    excerpt = file.read_text(encoding="utf-8").splitlines()[fault.line - 1]
    before = excerpt[: fault.column - 1]
    wide = sum(not sign.isascii() for sign in before)
    lines = yishi("check", file).out.splitlines()
    caret = next(line for line in lines if line.endswith("^"))
    assert caret.index("^") - caret.index("|") == 2 + len(before) + wide


def test_long_line_is_cut_around_the_place(yishi: Run, folder: Path) -> None:
    """Of a line that is wider than a terminal the part with the fault is shown."""
    spoil(folder, "audience: enterprise", f"audience: [{'很长' * 200}]")
    spoil(folder, "version: 1\n", f"version: 1  # {'x' * 300}\n")
    result = yishi("check", folder)
    assert result.code == 1
    assert max(map(len, (line for line in result.out.splitlines() if " | " in line))) <= 100


def test_every_fault_of_every_file_is_reported(yishi: Run, folder: Path) -> None:
    """Faults in several files all appear at once, and are counted."""
    spoil(folder, "lead_department: scjg", "lead_department: nobody")
    (folder / "other.yaml").write_text("id: other\n", encoding="utf-8")
    result = yishi("check", folder)
    assert "open-restaurant.yaml" in result.out
    assert "other.yaml" in result.out
    errors = sum(fault.severity == "error" for fault in check_path(folder))
    assert errors > 1
    assert f"{errors} 个错误" in result.out.splitlines()[-1]


def test_a_file_named_twice_is_reported_once(yishi: Run, folder: Path) -> None:
    """A folder and a file in it do not double the file's faults."""
    file = spoil(folder, "lead_department: scjg", "lead_departmnt: scjg")
    once, twice = yishi("check", folder), yishi("check", folder, file)
    assert twice.out == once.out


def test_warnings_alone_succeed(yishi: Run, folder: Path) -> None:
    """A warning is shown and leaves the exit code at 0."""
    spoil(folder, "questions:\n", "questions:\n  - {id: terrace, ask: 是否设露天座位？, type: yes_no}\n")
    result = yishi("check", folder)
    assert result.code == 0
    assert "警告" in result.out
    assert result.out.splitlines()[-1] == "1 个警告"


@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_warnings_can_fail(yishi: Run, folder: Path, form: str) -> None:
    """With --fail-on warning a warning gives exit code 1 and changes nothing in what is written."""
    clean = yishi("check", folder, "--format", form, "--fail-on", "warning")
    assert clean.code == 0
    spoil(folder, "questions:\n", "questions:\n  - {id: terrace, ask: 是否设露天座位？, type: yes_no}\n")
    lenient = yishi("check", folder, "--format", form, "--fail-on", "error")
    strict = yishi("check", folder, "--format", form, "--fail-on", "warning")
    assert (lenient.code, strict.code) == (0, 1)
    assert strict.out == lenient.out
    spoil(folder, "lead_department: scjg", "lead_department: nobody")
    assert yishi("check", folder, "--format", form, "--fail-on", "error").code == 1


class TestJson:
    """The form for programs."""

    def test_fields_and_order(self, yishi: Run, folder: Path) -> None:
        """Each fault is an object with exactly the promised fields, equal to what the library reports."""
        file = spoil(folder, "lead_department: scjg", "lead_departmnt: scjg")
        result = yishi("check", file, "--format", "json")
        listed = json.loads(result.out)
        assert [list(each) for each in listed] == [
            ["file", "line", "column", "code", "severity", "message", "hint"] for _ in listed
        ]
        assert [each["code"] for each in listed] == [fault.code for fault in check_path(file)]
        assert all(each["severity"] in ("error", "warning") for each in listed)
        assert result.code == 1

    def test_clean_is_an_empty_list(self, yishi: Run, folder: Path) -> None:
        """Without faults the list is empty, and the exit code 0."""
        result = yishi("check", folder, "--format", "json")
        assert (result.code, json.loads(result.out)) == (0, [])


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00noise", b"- a\n- b\n", b"\x00" * 1000, b"a: [" * 50])
@pytest.mark.parametrize("form", ["text", "json"])
def test_noise_is_a_fault_and_no_crash(yishi: Run, tmp_path: Path, content: bytes, form: str) -> None:
    """A file that is no definition, or no text at all, is reported like any other fault."""
    (tmp_path / "noise.yaml").write_bytes(content)
    result = yishi("check", "noise.yaml", "--format", form)
    assert (result.code, result.err) == (1, "")
    assert "noise.yaml" in result.out


class TestSarif:
    """The form for code hosts and CI."""

    def test_results_are_the_faults(self, yishi: Run, folder: Path) -> None:
        """A log has a result for each fault, relative to where the program ran, and the exit code stays."""
        spoil(folder, "lead_department: scjg", "lead_departmnt: scjg")
        result = yishi("check", "mine", "--format", "sarif")
        (run,) = json.loads(result.out)["runs"]
        assert [each["ruleId"] for each in run["results"]] == ["key.unknown"]
        place = run["results"][0]["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "mine/open-restaurant.yaml"
        assert result.code == 1


class TestAgainst:
    """Comparing with what was published."""

    def test_folder(self, yishi: Run, folder: Path) -> None:
        """A changed content under the published version is an error; under the next one it is not."""
        shutil.copytree(folder, folder.parent / "published")
        spoil(folder, "total: 15 工作日", "total: 16 工作日")
        result = yishi("check", "mine", "--against", "published")
        assert result.code == 1
        assert "version.not_raised" in result.out
        spoil(folder, "version: 1\n", "version: 2\n")
        assert yishi("check", "mine", "--against", "published").code == 0

    def test_database(self, yishi: Run, folder: Path, office: Office) -> None:
        """Versions on which cases run are compared too, and the database is left as it is."""
        before = office.file.read_bytes()
        assert yishi("check", folder, "--against-db", office.url).code == 0
        spoil(folder, "total: 15 工作日", "total: 16 工作日")
        result = yishi("check", folder, "--against-db", office.url)
        assert result.code == 1
        assert "version.not_raised" in result.out
        assert office.file.read_bytes() == before

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("--against", "none"), "none"),
            (("--against-db", "sqlite:///none.db"), "no such file"),
            (("--against", "mine", "--against-db", "sqlite:///x.db"), "not both"),
        ],
    )
    def test_mistakes(self, yishi: Run, folder: Path, arguments: tuple[str, ...], said: str) -> None:
        """What is not there, or too much, is one line."""
        result = yishi("check", folder, *arguments)
        assert result.code != 0
        assert (result.out, result.err.count("\n")) == ("", 1)
        assert said in result.err

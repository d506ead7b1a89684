"""``yishi case migrate``."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from yishi_engine.cli.demo.story import BUNDLE, FORM
from yishi_engine.cli.text import width
from yishi_engine.resources import bundles_folder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Office, Result, Run

SUPERVISOR = ("--by", "s-1", "--department", "scjg", "--reason", "新版办事指南施行")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the shipped definitions and a second version of the bundle, which promises 12 days."""
    folder = tmp_path / "definitions"
    shutil.copytree(bundles_folder(), folder)
    _second(folder, ("total: 15 工作日", "total: 12 工作日"))
    return folder


def _second(folder: Path, *changes: tuple[str, str]) -> None:
    """Write version 2 of the bundle: version 1 with changes."""
    text = (folder / f"{BUNDLE}.yaml").read_text(encoding="utf-8")
    for old, new in (("version: 1\n", "version: 2\n"), *changes):
        assert old in text, old
        text = text.replace(old, new, 1)
    (folder / f"{BUNDLE}-2.yaml").write_text(text, encoding="utf-8")


def migrate(run: Run, office: Office, folder: Path, *options: str, case: str = "", version: str = "2") -> Result:
    """Run the command on the case at work, unless another one is named."""
    return run("case", "migrate", case or office.open, version, "--bundles", folder, "--db", office.url, *options)


class TestDryRun:
    """Looking first."""

    def test_changes_are_shown_and_nothing_is_done(self, yishi: Run, office: Office, folder: Path) -> None:
        """A dry run needs nobody's name, says what would change, and writes nothing."""
        before = office.file.read_bytes()
        result = migrate(yishi, office, folder, "--dry-run")
        assert (result.code, result.err) == (0, "")
        assert [line.split() for line in result.out.splitlines()] == [
            [office.number, "开办餐馆", BUNDLE, "v1", "→", "v2"],
            ["变更", "Change", "总时限由15", "工作日改为12", "工作日"],
            ["试算，未作任何变更", "dry", "run:", "nothing", "was", "changed"],
        ]
        assert office.file.read_bytes() == before

    def test_names_do_no_harm(self, yishi: Run, office: Office, folder: Path) -> None:
        """A dry run with the supervisor's name is a dry run all the same."""
        assert "dry run" in migrate(yishi, office, folder, "--dry-run", *SUPERVISOR).out
        assert "case.migrated" not in yishi("case", "show", office.open, "--db", office.url).out

    def test_obstacles(self, yishi: Run, office: Office, folder: Path) -> None:
        """Everything that forbids it is shown at once, in lines that fit, and the exit code is 1."""
        _forbid(folder)
        result = migrate(yishi, office, folder, "--dry-run")
        assert (result.code, result.err) == (1, "")
        assert result.out.count("障碍 Obstacle") == 2
        assert "经营天数" in result.out
        assert "租赁合同" in result.out
        assert [line for line in result.out.splitlines() if width(line) > 100] == []
        assert [value for value in FORM.values() if value in result.out] == []

    def test_nothing_but_the_number(self, yishi: Run, office: Office, folder: Path) -> None:
        """A version that changes nothing for the case is said to change nothing."""
        _second(folder)
        assert "除版本号外没有变化" in migrate(yishi, office, folder, "--dry-run").out


class TestMigrate:
    """Doing it."""

    @pytest.mark.parametrize("by", ["open", "number"])
    def test_the_case_runs_on_the_new_version(self, yishi: Run, office: Office, folder: Path, by: str) -> None:
        """The case has the new version's promise, the record names the supervisor, and the chain holds."""
        result = migrate(yishi, office, folder, *SUPERVISOR, case=getattr(office, by))
        assert (result.code, result.err) == (0, "")
        assert result.out.endswith("已变更 migrated: on version 2\n")
        shown = yishi("case", "show", office.open, "--db", office.url).out
        assert f"{BUNDLE} v2" in shown
        assert "2026-03-20 17:00" in shown
        assert re.search(r"s-1 scjg\s+case.migrated", shown)
        assert yishi("audit", "verify", "--db", office.url).code == 0

    def test_afterwards_the_files_may_be_gone(self, yishi: Run, office: Office, folder: Path) -> None:
        """The new version is kept with the case."""
        migrate(yishi, office, folder, *SUPERVISOR)
        shutil.rmtree(folder)
        assert yishi("case", "show", office.open, "--db", office.url).code == 0

    def test_obstacles_forbid_it(self, yishi: Run, office: Office, folder: Path) -> None:
        """What a dry run shows as obstacles is shown again, and nothing is done."""
        _forbid(folder)
        before = office.file.read_bytes()
        result = migrate(yishi, office, folder, *SUPERVISOR)
        assert (result.code, result.err.count("\n")) == (1, 1)
        assert "cannot be moved to version 2: 2 obstacle(s)" in result.err
        assert result.out.count("障碍 Obstacle") == 2
        assert office.file.read_bytes() == before

    @pytest.mark.parametrize(
        ("options", "missing"),
        [
            ((), "--by, --department, --reason"),
            (("--by", "s-1"), "--department, --reason"),
            (("--by", "s-1", "--department", "scjg"), "--reason"),
        ],
    )
    def test_who_and_why_are_needed(
        self, yishi: Run, office: Office, folder: Path, options: tuple[str, ...], missing: str
    ) -> None:
        """Without them nothing is done; the line names what is missing and how to look first."""
        result = migrate(yishi, office, folder, *options)
        assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
        assert f"missing {missing}; " in result.err
        assert "--dry-run" in result.err

    @pytest.mark.parametrize(
        ("by", "department", "reason", "said"),
        [
            ("s-1", "xfjy", "新版", "supervisor of the lead department"),
            ("s-1", "none", "新版", "supervisor of the lead department"),
            ("", "scjg", "新版", "actor's id"),
            ("s-1", "", "新版", "department"),
            ("s-1", "scjg", " ", "reason"),
        ],
    )
    def test_only_a_supervisor_of_the_lead_with_a_reason(
        self, yishi: Run, office: Office, folder: Path, *, by: str, department: str, reason: str, said: str
    ) -> None:
        """The engine decides who may; what it refuses is one line and changes nothing."""
        options = ("--by", by, "--department", department, "--reason", reason)
        result = migrate(yishi, office, folder, *options)
        assert (result.code, result.err.count("\n")) == (1, 1)
        assert said in result.err
        assert "case.migrated" not in yishi("case", "show", office.open, "--db", office.url).out


class TestMistakes:
    """What no plan can be made for."""

    @pytest.mark.parametrize("options", [("--dry-run",), SUPERVISOR])
    def test_refusals(self, yishi: Run, office: Office, folder: Path, options: tuple[str, ...]) -> None:
        """An ended case, the version it has, versions and cases that are not there: one line each."""
        for case, version, said in (
            (office.done, "2", "has ended (completed) and stays on version 1"),
            (office.open, "1", "is on version 1 already"),
            (office.open, "7", f'no version 7 of bundle "{BUNDLE}"'),
            ("nobody", "2", 'no case with id or number "nobody"'),
        ):
            result = migrate(yishi, office, folder, *options, case=case, version=version)
            assert (result.code, result.out, result.err.count("\n")) == (1, "", 1)
            assert said in result.err

    @pytest.mark.parametrize("version", ["0", "-1", "two", "1.5"])
    def test_a_version_is_a_number(self, yishi: Run, office: Office, folder: Path, version: str) -> None:
        """Anything else is wrong usage."""
        assert migrate(yishi, office, folder, "--dry-run", version=version).code == 2

    def test_broken_definitions_lead_to_check(self, yishi: Run, office: Office, folder: Path) -> None:
        """Definitions with faults are named with the command that shows all of them."""
        (folder / "broken.yaml").write_text("id: broken\n", encoding="utf-8")
        result = migrate(yishi, office, folder, "--dry-run")
        assert (result.code, result.out, result.err.count("\n")) == (1, "", 1)
        assert "yishi check" in result.err

    def test_a_published_version_that_was_changed_is_refused(self, yishi: Run, office: Office, folder: Path) -> None:
        """A folder in which the version in use has another content is not worked with."""
        file = folder / f"{BUNDLE}.yaml"
        file.write_text(file.read_text(encoding="utf-8").replace("15 工作日", "16 工作日"), encoding="utf-8")
        result = migrate(yishi, office, folder, "--dry-run")
        assert (result.code, result.out, result.err.count("\n")) == (1, "", 1)
        assert "a published version never changes" in result.err

    def test_definitions_of_the_working_folder(self, yishi: Run, office: Office, folder: Path) -> None:
        """Without --bundles the folder bundles is read, and where there is none those shipped."""
        asked = ("case", "migrate", office.open, "2", "--dry-run", "--db", office.url)
        assert "no version 2" in yishi(*asked).err
        folder.rename(folder.parent / "bundles")
        assert yishi(*asked).code == 0


def _forbid(folder: Path) -> None:
    """Make version 2 ask for an answer and a material that the case has not."""
    _second(
        folder,
        ("questions:\n", "questions:\n  - {id: days, ask: 经营天数?, type: integer}\n"),
        ("materials:\n", "materials:\n  - {id: lease, name: 租赁合同, source: applicant, necessity: required}\n"),
        ("    materials: [premises", "    materials: [lease, premises"),
    )

"""``run_features``: exit codes, mistakes of the user's, and a run that nothing around it changes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests.testing import writing as w
from yishi_engine.testing.run import Output, run_features

if TYPE_CHECKING:
    from tests.testing.conftest import Run

GOOD = w.feature(w.scenario(w.SUBMITTED, '那么 办件状态为"已接件"', name="好"))
BAD = w.feature(w.scenario(w.SUBMITTED, '那么 办件状态为"办理中"', name="坏"))
FAULTY = w.feature(w.scenario(w.SUBMITTED, name="缺"))


def write(folder: Path, **features: str) -> None:
    """Save features as ``<name>.feature``."""
    folder.mkdir(exist_ok=True)
    for name, text in features.items():
        (folder / f"{name}.feature").write_text(text, encoding="utf-8")


def test_everything_below_a_folder_runs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Folders are searched at any depth; good files run although others have faults."""
    write(folder / "f", good=GOOD, bad=BAD)
    write(folder / "f" / "deeper", faulty=FAULTY)
    assert run_features(["f"]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines()[-1] == "2 个场景：1 个通过，1 个失败，1 个文件有错误"
    assert 'f/deeper/faulty.feature:3: feature.no_expectation 场景"缺"没有 那么，什么也没有检验' in out
    assert err == ""


def test_verbose_names_what_passed(run: Run) -> None:
    """Scenarios that pass are only named when asked for."""
    assert run(GOOD).out == "1 个场景：1 个通过\n"
    assert run(GOOD, verbose=True).out == "a.feature\n  通过  好\n1 个场景：1 个通过\n"


def test_scenarios_may_be_selected_and_skipped(run: Run) -> None:
    """Options of pytest select scenarios by name, and a tag skips one."""
    text = GOOD + "  @skip\n" + BAD.partition("试验\n")[2]
    assert run(text, "-k", "好").out == "1 个场景：1 个通过\n"
    assert "1 个通过，1 个跳过" in run(text).out


@pytest.mark.parametrize(
    ("paths", "bundles", "says"),
    [
        (["missing"], None, 'no such file or folder: "missing"'),
        (["empty"], None, "no .feature file in 'empty'"),
        ([], None, "no .feature file in an empty list of paths"),
        (["bundles/open-shop.yaml"], None, '"bundles/open-shop.yaml" is no .feature file'),
        (["a.feature"], "nowhere", 'no such folder of bundles: "nowhere"'),
    ],
)
def test_mistake_is_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str], paths: list[str], bundles: str | None, says: str
) -> None:
    """A mistake in the arguments gives one line on standard error and exit code 2."""
    write(folder, a=GOOD)
    (folder / "empty").mkdir()
    assert run_features(paths, bundles=bundles) == 2
    assert capsys.readouterr() == ("", f"yishi: error: {says}\n")


def test_nothing_selected_is_a_mistake(run: Run) -> None:
    """A selection that leaves no scenario does not pass for success."""
    ran = run(GOOD, "-k", "没有")
    assert (ran.code, ran.out, ran.err) == (2, "", "yishi: error: no scenario was selected\n")


def test_missing_extra_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without pytest-bdd, one line names the extra to install."""
    write(folder, a=GOOD)
    monkeypatch.setitem(sys.modules, "pytest_bdd.plugin", None)
    assert run_features(["a.feature"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "install the extra: yishi-engine[testing]" in err


def test_results_are_written_as_junit(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file that systems for continuous integration read names every scenario, and why one failed."""
    write(folder, a=GOOD, b=BAD)
    assert run_features(["a.feature", "b.feature"], output=Output(junit=folder / "results.xml")) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "2 个场景：1 个通过，1 个失败"
    suite = ET.parse(folder / "results.xml").getroot()[0]  # noqa: S314  # our own file
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("yishi", "2", "1")
    good, bad = suite.findall("testcase")
    assert (good.get("name"), bad.get("name"), len(good)) == ("好", "坏", 0)
    assert "预期“办理中”，实际“已接件”" in (bad[0].text or "")


@pytest.mark.parametrize("where", ["nowhere/a.html", "."])
def test_file_that_cannot_be_written_is_a_mistake(folder: Path, capsys: pytest.CaptureFixture[str], where: str) -> None:
    """Where a file could not be written nothing is run, and one line says so."""
    write(folder, a=GOOD)
    for output in (Output(html=Path(where)), Output(junit=Path(where))):
        assert run_features(["a.feature"], output=output) == 2
        out, err = capsys.readouterr()
        assert (out, err) == ("", f'yishi: error: cannot write "{where}": it is a folder, or lies in none\n')


def test_bundles_may_lie_anywhere(folder: Path) -> None:
    """``bundles`` names another folder than the one that would be found."""
    (folder / "bundles").rename(folder / "elsewhere")
    write(folder, a=GOOD)
    assert run_features(["a.feature"]) == 1
    assert run_features(["a.feature"], bundles="elsewhere") == 0


def test_bundles_above_the_feature_are_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder ``bundles`` above the feature is used, wherever the run starts."""
    write(folder / "f", a=GOOD)
    (folder / "elsewhere").mkdir()
    monkeypatch.chdir(folder / "elsewhere")
    assert run_features([folder / "f"]) == 0


def test_bundles_beside_the_working_folder_are_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run in the features' folder itself finds the bundles above it, too."""
    write(folder / "f", a=GOOD)
    monkeypatch.chdir(folder / "f")
    assert run_features(["."]) == 0


@pytest.mark.parametrize("boundary", ["repository", "home"])
def test_bundles_above_a_boundary_are_not_used(folder: Path, monkeypatch: pytest.MonkeyPatch, boundary: str) -> None:
    """What lies above the root of a repository, or above a home, is somebody else's."""
    write(folder / "f", a=GOOD)
    if boundary == "home":
        monkeypatch.setenv("HOME", str(folder / "f"))
        monkeypatch.setenv("USERPROFILE", str(folder / "f"))
    else:
        (folder / "f" / ".git").mkdir()
    monkeypatch.chdir(folder / "f")
    assert run_features(["a.feature"]) == 1
    monkeypatch.chdir(folder)
    assert run_features(["f/a.feature"]) == 0


def test_definitions_beside_the_feature_are_used(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A feature among the definitions uses these; they are told from other YAML by their departments."""
    (folder / "bundles").rename(folder / "mine")
    write(folder / "mine", a=GOOD)
    assert run_features(["mine"]) == 0
    (folder / "mine" / "departments.yaml").unlink()
    assert run_features(["mine"]) == 1
    assert "（取自随附的套餐；用 --bundles 指明文件夹）" in capsys.readouterr().out


def test_wrong_bundle_names_where_others_were_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A bundle that is not there is answered with those there are and their folder, in the feature's language."""
    write(folder, a=GOOD.replace("open-shop", "open-shed"))
    write(
        folder,
        b="Feature: f\n" + w.in_english(w.scenario(w.SUBMITTED, '那么 办件状态为"已接件"')).replace("shop", "shed"),
    )
    assert run_features(["a.feature", "b.feature"]) == 1
    out = capsys.readouterr().out
    assert "是否想写 open-shop？现有：open-shop（开办小店）（取自 bundles）" in out
    assert "There are: open-shop (开办小店) (read from bundles)" in out
    (folder / "bundles").rename(folder / "elsewhere")
    assert run_features(["a.feature", "b.feature"]) == 1
    assert "(those are shipped; name your folder with --bundles)" in capsys.readouterr().out


def test_nearest_bundles_are_used(folder: Path) -> None:
    """Features with bundles of their own use these, although the run starts where others lie."""
    write(folder / "f", a=GOOD.replace("open-shop", "own-shop"))
    write(folder, b=GOOD)
    shutil.copytree(folder / "bundles", folder / "f" / "bundles")
    for path in (folder / "f" / "bundles").glob("open-shop*"):
        path.write_text(path.read_text(encoding="utf-8").replace("id: open-shop", "id: own-shop"), encoding="utf-8")
    assert run_features(["f", "b.feature"]) == 0
    assert run_features(["f"], bundles="bundles") == 1


def test_bundles_of_the_working_folder_serve_features_elsewhere(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Features without bundles beside or above them use those where the run starts."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    write(elsewhere, a=GOOD)
    assert (folder / "bundles").is_dir()
    assert run_features([elsewhere / "a.feature"]) == 0


def test_shipped_bundles_are_the_last_resort(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any folder ``bundles``, those that ship are used."""
    work = folder / "bundles" / "below"
    write(work, a=w.feature(w.scenario('假如 已载入套餐"open-restaurant"', '当 申请人"p"提交申请', "那么 操作被拒绝")))
    monkeypatch.chdir(work)
    (folder / "bundles").rename(folder / "elsewhere")
    monkeypatch.chdir(folder / "elsewhere" / "below")
    assert run_features(["a.feature"]) == 0


def test_run_leaves_nothing_behind_and_heeds_nothing_around(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Configuration in the folder, in the environment and in Python tests has no effect; no file is left."""
    write(folder / "f", a=GOOD)
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n", encoding="utf-8")
    (folder / "conftest.py").write_text("raise SystemError('not to be imported')\n", encoding="utf-8")
    (folder / "f" / "test_other.py").write_text("def test_other(): assert False\n", encoding="utf-8")
    (folder / "f" / "conftest.py").write_text("", encoding="utf-8")
    monkeypatch.setenv("PYTEST_ADDOPTS", "--no-such-option")
    before = sorted(folder.rglob("*"))
    assert run_features(["f"]) == 0
    assert sorted(folder.rglob("*")) == before


def test_second_run_sees_the_file_as_it_is_now(run: Run) -> None:
    """A file that changed between two runs in one process is read again."""
    assert run(GOOD).code == 0
    assert run(BAD).code == 1
    assert run(GOOD).code == 0


def test_stopping_the_run_stops_the_caller(run: Run, folder: Path) -> None:
    """Ctrl-C is passed on, so that the command line can end as it does elsewhere."""
    (folder / "conftest.py").write_text(
        "from pytest_bdd import then\n\n@then('用户中断')\ndef _():\n    raise KeyboardInterrupt\n", encoding="utf-8"
    )
    with pytest.raises(KeyboardInterrupt):
        run(w.feature(w.scenario(w.SUBMITTED, "那么 用户中断")))


def test_module_is_importable_without_the_extra() -> None:
    """Importing the module that the command line uses imports neither pytest nor the engine."""
    code = (
        "import sys, yishi_engine.testing.run\n"
        "print(sorted({'pytest', 'gherkin', 'pydantic', 'sqlalchemy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

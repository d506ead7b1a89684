"""The plugin under plain pytest, in projects of other people's."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.testing import writing as w

if TYPE_CHECKING:
    from pathlib import Path

GOOD = w.feature(w.scenario(w.SUBMITTED, '那么 办件状态为"已接件"', name="好"))
OWN_STEP = "from pytest_bdd import given, scenarios\n\n@given('今天是个好日子')\ndef _():\n    pass\n"
FOREIGN = "# language: zh-CN\n功能: 别人的\n  场景: 别人的\n    假如 今天是个好日子\n    那么 今天是个好日子\n"
LOAD = ("-p", "yishi_engine.testing.plugin")


def pytest_in(folder: Path, *arguments: str, configuration: str = "") -> subprocess.CompletedProcess[str]:
    """Run pytest in a folder with nothing but pytest-bdd and our plugin, as if both had just been installed."""
    (folder / "pytest.ini").write_text(f"[pytest]\nfilterwarnings = error\n{configuration}", encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "pytest_bdd.plugin", *LOAD, *arguments],
        cwd=folder,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def save(folder: Path, **files: str) -> None:
    """Save files, each named by its stem and its kind as in ``a_feature``."""
    for name, text in files.items():
        stem, _, kind = name.rpartition("_")
        (folder / f"{stem}.{kind}").write_text(text, encoding="utf-8")


def test_feature_runs_without_a_python_file(folder: Path) -> None:
    """A feature is collected by itself; its test is called as the scenario is and stands at its line."""
    save(folder, a_feature=GOOD)
    done = pytest_in(folder, "-v", configuration="python_functions = check_*\n")
    assert done.returncode == 0, done.stdout
    assert "a.feature::好 PASSED" in done.stdout
    assert "<-" not in done.stdout


def test_failure_names_feature_and_line(folder: Path) -> None:
    """Under plain pytest, too, a failure names file, line and step, without a traceback."""
    text = GOOD.replace("已接件", "办理中")
    save(folder, a_feature=text)
    done = pytest_in(folder)
    assert done.returncode == 1
    assert f'a.feature:{w.line_of(text, "办理中")}: 那么 办件状态为"办理中"' in done.stdout
    assert "办件状态：预期“办理中”，实际“已接件”" in done.stdout
    assert "expecting.py" not in done.stdout


def test_faults_are_errors_of_collection(folder: Path) -> None:
    """A faulty feature is an error of collection with file and line, and no traceback."""
    text = GOOD.replace("那么", "那末")
    save(folder, a_feature=text)
    done = pytest_in(folder)
    assert done.returncode == 2
    assert f"a.feature:{w.line_of(text, '那末')}: feature.syntax" in done.stdout
    assert "collecting.py" not in done.stdout


def test_features_of_others_are_left_alone(folder: Path) -> None:
    """A feature in another language, or without a step of ours, is not collected."""
    save(folder, b_feature=FOREIGN, c_feature="Feature: x\n  Scenario: y\n    Given z\n", d_feature="\x00")
    assert pytest_in(folder).returncode == pytest.ExitCode.NO_TESTS_COLLECTED


def test_feature_without_a_step_of_ours_is_collected_when_named(folder: Path) -> None:
    """A file named on the command line is checked, so that one in which every step is misspelt does not vanish."""
    save(folder, b_feature=FOREIGN)
    done = pytest_in(folder, "b.feature")
    assert done.returncode == 2
    assert 'b.feature:4: feature.step 没有这样的步骤："今天是个好日子"' in done.stdout


def test_steps_of_ones_own_lie_in_conftest(folder: Path) -> None:
    """A step in a ``conftest.py`` beside the feature is known to the check and runs."""
    save(folder, a_feature=GOOD.replace("    假如", "    假如 今天是个好日子\n    而且"), conftest_py=OWN_STEP)
    done = pytest_in(folder)
    assert done.returncode == 0, done.stdout


def test_feature_bound_in_python_knows_our_steps(folder: Path) -> None:
    """A module that binds a feature with pytest-bdd uses its own steps and ours; nothing is collected twice."""
    feature = GOOD.replace("    假如", "    假如 今天是个好日子\n    而且")
    save(folder, a_feature=feature, test_a_py=f"{OWN_STEP}\nscenarios('a.feature')\n")
    done = pytest_in(folder, "-v", configuration="yishi_collect = false\n")
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


def test_steps_can_be_imported_where_the_plugin_is_off(folder: Path) -> None:
    """``from yishi_engine.testing.steps import *`` gives a module all steps, without the plugin."""
    module = f"{OWN_STEP}\nfrom yishi_engine.testing.steps import *\nscenarios('a.feature')\n"
    save(folder, a_feature=GOOD, test_a_py=module)
    done = pytest_in(folder, "-p", "no:yishi_engine.testing.plugin")
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


def test_bundles_fixture_may_be_overridden(folder: Path) -> None:
    """A project says where its bundles lie by overriding the fixture ``yishi_bundles``."""
    (folder / "bundles").rename(folder / "definitions")
    fixture = "@pytest.fixture\ndef yishi_bundles(request):\n    return request.path.parent / 'definitions'\n"
    save(folder, a_feature=GOOD, conftest_py=f"import pytest\n\n{fixture}")
    assert pytest_in(folder).returncode == 0


def test_option_names_the_bundles(folder: Path) -> None:
    """``--yishi-bundles`` is taken from where pytest was started."""
    (folder / "bundles").rename(folder / "definitions")
    save(folder, a_feature=GOOD)
    assert pytest_in(folder, "--yishi-bundles=definitions").returncode == 0
    missing = pytest_in(folder, "--yishi-bundles=nowhere")
    assert missing.returncode == 1
    assert "套餐无法载入" in missing.stdout


def test_shipped_bundles_are_named_as_such(folder: Path) -> None:
    """Under plain pytest the option that names other bundles is called by its name there."""
    (folder / "bundles").rename(folder / "definitions")
    save(folder, a_feature=GOOD)
    done = pytest_in(folder)
    assert done.returncode == 1
    assert "（取自随附的套餐；用 --yishi-bundles 指明文件夹）" in done.stdout


def test_english_feature_is_ours_if_it_loads_a_bundle(folder: Path) -> None:
    """A feature in English is collected if it loads a bundle; its other steps could be anybody's."""
    save(folder, a_feature="Feature: f\n" + w.in_english(w.scenario(w.SUBMITTED, '那么 办件状态为"已接件"')))
    save(folder, b_feature='Feature: g\n  Scenario: h\n    Given the time is "noon"\n    Then the case is "open"\n')
    done = pytest_in(folder, "-v")
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


def test_english_feature_bound_in_python_knows_our_steps(folder: Path) -> None:
    """A module that binds a feature in English uses our steps where it loads a bundle."""
    save(folder, a_feature="Feature: f\n" + w.in_english(w.scenario(w.SUBMITTED, '那么 办件状态为"已接件"')))
    save(folder, test_a_py="from pytest_bdd import scenarios\n\nscenarios('a.feature')\n")
    done = pytest_in(folder, configuration="yishi_collect = false\n")
    assert done.returncode == 0, done.stdout


def test_tags_need_not_be_registered(folder: Path) -> None:
    """Tags are markers, which ``-m`` selects; pytest takes none of them for a misspelt one."""
    save(folder, a_feature=GOOD.replace("  场景", "  @冒烟\n  场景"), b_feature=GOOD)
    done = pytest_in(folder, "-m", "冒烟", configuration="addopts = --strict-markers\n")
    assert done.returncode == 0, done.stdout
    assert "1 passed, 1 deselected" in done.stdout


@pytest.mark.parametrize("processes", [(), ("-p", "xdist.plugin", "-n", "2")])
def test_coverage_and_page_are_published_on_request(folder: Path, processes: tuple[str, ...]) -> None:
    """Two options say what of the bundles was shown, and write the page; other processes may do the work."""
    save(folder, a_feature=GOOD, b_feature=GOOD.replace("已接件", "办理中"), test_a_py="def test_a(): pass\n")
    done = pytest_in(folder, "--yishi-coverage", "--yishi-html=page.html", *processes)
    assert done.returncode == 1
    assert "覆盖  bundles/open-shop 第1版（开办小店）：事项 0/18，情形 0/4，共 0%" in done.stdout
    assert "提醒：没有用例的情形：" in done.stdout
    page = (folder / "page.html").read_text(encoding="utf-8")
    assert "2 个场景：1 个通过，" in page


def test_nothing_is_published_unasked(folder: Path) -> None:
    """Without the options nothing is said and nothing is written."""
    save(folder, a_feature=GOOD)
    before = sorted(folder.iterdir())
    assert "覆盖" not in pytest_in(folder).stdout
    assert [path for path in sorted(folder.iterdir()) if path.name != "pytest.ini"] == before


def test_nothing_happens_without_pytest_bdd(folder: Path) -> None:
    """Where pytest-bdd is missing, features are ignored and Python tests run as ever."""
    save(folder, a_feature=GOOD, test_a_py="def test_a(): pass\n", sitecustomize_py=HIDING)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *LOAD, "--yishi-coverage"],
        cwd=folder,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(folder)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout


HIDING = "import sys\nfor each in ('pytest_bdd', 'gherkin'):\n    sys.modules[each] = None\n"


def test_plugin_costs_nothing_where_it_has_nothing_to_do(folder: Path) -> None:
    """A run of pytest without a feature imports neither the engine nor the parser of features."""
    test = "def test_a():\n    assert not {'pydantic', 'sqlalchemy', 'yishi_engine.engine'} & set(sys.modules)\n"
    save(folder, test_a_py=f"import sys\n\n{test}")
    done = pytest_in(folder)
    assert done.returncode == 0, done.stdout


def test_entry_point_is_this_plugin() -> None:
    """The installed package registers the plugin with pytest."""
    done = subprocess.run([sys.executable, "-m", "pytest", "--help"], capture_output=True, encoding="utf-8", check=True)
    assert "--yishi-bundles" in done.stdout
    assert "yishi_collect" in done.stdout

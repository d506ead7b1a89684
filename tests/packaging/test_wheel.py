"""The distributions: what they hold, and that the wheel works on its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.packaging

ROOT = Path(__file__).resolve().parents[2]
MOVES = {"src/": "", "migrations/": "yishi_engine/_migrations/", "bundles/": "yishi_engine/_bundles/"}
OFFLINE = re.compile(r"connection|timed out|name resolution|no matching distribution", re.IGNORECASE)


def run(*command: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder, with nothing of the checkout in its environment."""
    foreign = {"PYTHONPATH", "PYTHONHOME", "YISHI_DB", "VIRTUAL_ENV"}
    environment = {key: value for key, value in os.environ.items() if key not in foreign}
    environment["PYTHONUTF8"] = "1"
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def tracked() -> set[str]:
    """Return the files under version control, as paths from the checkout's top."""
    try:
        top = run("git", "rev-parse", "--show-toplevel", folder=ROOT)
    except FileNotFoundError:
        pytest.skip("git is not installed")
    if top.returncode or Path(top.stdout.strip()).resolve() != ROOT:
        pytest.skip("this is no git checkout, so nothing says which files belong to the project")
    listed = run("git", "ls-files", "-z", folder=ROOT).stdout.split("\0")
    return {name for name in listed if name and (ROOT / name).is_file()}


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the source distribution, and the wheel from it, into a folder."""
    folder = tmp_path_factory.mktemp("distributions")
    built = run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, folder=folder)
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(distributions: Path) -> Path:
    """Return the built wheel."""
    (path,) = distributions.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an empty virtual environment and return its folder of programs."""
    folder = tmp_path_factory.mktemp("installed")
    made = run(sys.executable, "-m", "venv", folder / "venv", folder=folder)
    assert made.returncode == 0, made.stderr
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    install(programs, wheel)
    return programs


def install(programs: Path, *what: str | Path) -> None:
    """Install with the environment's own pip; without the package index, skip the test, unless it must run."""
    done = run(programs / "python", "-m", "pip", "install", "--quiet", *what, folder=programs)
    if done.returncode and OFFLINE.search(done.stderr) and not os.environ.get("YISHI_REQUIRE_INDEX"):
        pytest.skip("the package index cannot be reached, so the wheel's dependencies cannot be installed")
    assert done.returncode == 0, done.stderr


def test_wheel_holds_exactly_the_tracked_files(wheel: Path, tracked: set[str]) -> None:
    """The wheel holds the code, the migrations and the bundles under version control, and nothing else."""
    expected = {
        place + name.removeprefix(start) for name in tracked for start, place in MOVES.items() if name.startswith(start)
    }
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == expected


def test_source_distribution_holds_exactly_the_tracked_files(distributions: Path, tracked: set[str]) -> None:
    """Whoever has only the source distribution has the tests, the documents and the features as well."""
    (archive,) = distributions.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        held = {member.name.partition("/")[2] for member in opened.getmembers() if member.isfile()}
    assert held == tracked | {"PKG-INFO"}


def test_wheel_says_that_it_is_typed_and_how_it_is_licensed(wheel: Path) -> None:
    """Type checkers and lawyers find what they look for."""
    held = {re.sub(r"^.*\.dist-info/", "", name) for name in zipfile.ZipFile(wheel).namelist()}
    assert {"yishi_engine/py.typed", "licenses/LICENSE"} <= held


def test_dependencies_agree(environment: Path, tmp_path: Path) -> None:
    """The dependencies that the wheel names can live together."""
    checked = run(environment / "python", "-m", "pip", "check", folder=tmp_path)
    assert checked.returncode == 0, checked.stdout


def test_help_names_the_commands(environment: Path, tmp_path: Path) -> None:
    """The command line starts without any extra installed."""
    shown = run(environment / "yishi", "--help", folder=tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert "demo" in shown.stdout


def test_demo_runs_in_an_empty_folder(environment: Path, tmp_path: Path) -> None:
    """The demonstration needs nothing but the wheel: bundles and migrations come with it."""
    shown = run(environment / "yishi", "demo", folder=tmp_path)
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert "审计链" in shown.stdout


def test_shipped_files_are_the_installed_ones(environment: Path, tmp_path: Path) -> None:
    """An installed package finds its own bundles and migrations, not those of some checkout."""
    code = "from yishi_engine import resources as r; print(r.bundles_folder(), r.migrations_folder(), sep='\\n')"
    shown = run(environment / "python", "-c", code, folder=tmp_path)
    assert shown.returncode == 0, shown.stderr
    places = [Path(line) for line in shown.stdout.splitlines()]
    assert [place.name for place in places] == ["_bundles", "_migrations"]
    assert all(place.is_relative_to(environment.parent.resolve()) for place in places)


def test_plain_pytest_is_left_alone(environment: Path, tmp_path: Path) -> None:
    """A project that tests with pytest alone is not broken by our plugin when the extra `testing` is not installed."""
    install(environment, "pytest")
    (tmp_path / "test_theirs.py").write_text("def test_theirs():\n    assert True\n", encoding="utf-8")
    shown = run(environment / "python", "-m", "pytest", "-q", "-W", "error", folder=tmp_path)
    assert shown.returncode == 0, shown.stdout + shown.stderr

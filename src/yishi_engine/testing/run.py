"""``yishi test``: run features against bundles in this process, away from whatever configuration lies around."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yishi_engine.testing.results import Results
    from yishi_engine.testing.tags import Selection

PASSED: Final = 0
FAILED: Final = 1
USAGE: Final = 2

# These change a run of pytest from outside.
_VARIABLES: Final = {"PYTEST_ADDOPTS": None, "PYTEST_PLUGINS": None, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What a run of features leaves behind, besides its exit code.

    Attributes:
        verbose: Whether scenarios that pass are listed, and all that coverage misses.
        json: Whether one JSON document is printed in the place of text.
        coverage: Whether to say what of the bundles was shown; None to do so where a whole folder is run.
        fail_under: Coverage in percent below which the run fails.
        html: File for the living documentation.
        junit: File for the results in the XML of JUnit.
    """

    verbose: bool = False
    json: bool = False
    coverage: bool | None = None
    fail_under: int | None = None
    html: Path | None = None
    junit: Path | None = None


def run_features(
    paths: Sequence[str | Path],
    *,
    bundles: str | Path | None = None,
    tags: str | None = None,
    output: Output = Output(),
    extra_args: Sequence[str] = (),
) -> int:
    """Run features and print which scenarios failed and how the case stood there, in the language of each feature.

    Args:
        paths: ``.feature`` files, or folders of them at any depth.
        bundles: Folder of the bundles; the nearest ``bundles`` in or above the feature's folder unless given, else
            that of the working folder, else those shipped.
        tags: Run only scenarios of these tags, such as ``@冒烟 and not @慢``.
        output: What to leave behind.
        extra_args: More options for pytest, such as ``-k`` and ``-x``.

    Returns:
        0 if all passed, 1 if a scenario failed, a file has faults or too little was covered, 2 if there was nothing to
        run; for 2, one line on standard error says why.

    Raises:
        KeyboardInterrupt: The user stopped the run.
        OSError: A file could not be written.
    """
    wrong = _misuse(paths, bundles, output)
    if wrong:
        return _mistaken(wrong)
    try:
        return _run(paths, bundles, tags, output, extra_args)
    except _MisusedError as error:
        return _mistaken(str(error))


def _mistaken(what: str) -> int:
    """Say what is wrong, unless pytest has said so."""
    if what:
        sys.stderr.write(f"yishi: error: {what}\n")
    return USAGE


class _MisusedError(Exception):
    """There is nothing to run; says why, unless pytest has said so itself."""


def _run(
    paths: Sequence[str | Path],
    bundles: str | Path | None,
    tags: str | None,
    output: Output,
    extra_args: Sequence[str],
) -> int:
    try:
        import pytest  # noqa: PLC0415  # belongs to an extra, as the next ones do
        import pytest_bdd.plugin  # noqa: PLC0415

        from yishi_engine.testing import plugin  # noqa: PLC0415
        from yishi_engine.testing.progress import Progress  # noqa: PLC0415
        from yishi_engine.testing.results import Results  # noqa: PLC0415
        from yishi_engine.testing.titles import Titles  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise _MisusedError(f'"{error.name}" is missing; install the extra: yishi-engine[testing]') from error
    selection = _selection(tags)
    progress = Progress(io.StringIO() if output.json else sys.stdout, verbose=output.verbose)
    results = Results()
    with _alone(), tempfile.TemporaryDirectory() as folder:
        settings = Path(folder, "pytest.ini")
        settings.write_text("[pytest]\n", encoding="utf-8")
        options = [*_options(settings, paths, bundles, output.junit), *extra_args, *map(str, paths)]
        plugins = [pytest_bdd.plugin, plugin, progress, results, Titles(), *([selection] if selection else [])]
        code = pytest.main(options, plugins=plugins)
    if progress.interrupted:
        raise KeyboardInterrupt
    broken = progress.broken or code == pytest.ExitCode.INTERNAL_ERROR
    if code == pytest.ExitCode.USAGE_ERROR and not broken:
        raise _MisusedError
    if not results.results and not broken:
        raise _MisusedError(selection.advice if selection else "no scenario was selected")
    short = _publish(results, output, whole=selection is None and any(Path(path).is_dir() for path in paths))
    if not output.json:
        sys.stdout.write("".join(f"{line}\n" for line in (progress.summary(), short) if line))
    return FAILED if progress.failed or broken or short else PASSED


def _selection(tags: str | None) -> Selection | None:
    from yishi_engine.testing.tags import Selection, TagsInvalid, read_tags  # noqa: PLC0415

    try:
        return None if tags is None else Selection(read_tags(tags))
    except TagsInvalid as error:
        raise _MisusedError(f"--tags: {error}") from error


def _publish(results: Results, output: Output, *, whole: bool) -> str:
    """Write what was asked for, and return in Chinese that too little was covered; empty if enough was."""
    from yishi_engine.testing import coverage, summary  # noqa: PLC0415  # they load the engine

    top = Path.cwd()
    covered = coverage.measure(results, top=top)
    unused = coverage.unused(results, covered, top=top) if whole else ()
    if output.html:
        from yishi_engine.testing.living import page  # noqa: PLC0415

        output.html.write_text(page(results, covered, top=top), encoding="utf-8")
    if output.json:
        sys.stdout.write(f"{summary.as_json(results, covered, unused, top=top)}\n")
    elif whole if output.coverage is None else output.coverage:
        lines = summary.coverage_lines(covered, unused, verbose=output.verbose)
        sys.stdout.write("".join(f"{line}\n" for line in lines))
    reached = coverage.percent(covered)
    if output.fail_under is None or reached >= output.fail_under:
        return ""
    return f"未通过：覆盖 {reached}%，低于要求的 {output.fail_under}%"


def _misuse(paths: Sequence[str | Path], bundles: str | Path | None, output: Output) -> str:
    """Return what is wrong with the arguments; empty if nothing is."""
    for path in map(Path, paths):
        if not path.exists():
            return f'no such file or folder: "{path}"'
        if path.is_file() and path.suffix != ".feature":
            return f'"{path}" is no .feature file'
    if bundles is not None and not Path(bundles).exists():
        return f'no such folder of bundles: "{bundles}"'
    for target in (output.html, output.junit):
        if target is not None and (target.is_dir() or not target.resolve().parent.is_dir()):
            return f'cannot write "{target}": it is a folder, or lies in none'
    if not any(path.is_file() or any(path.rglob("*.feature")) for path in map(Path, paths)):
        return f"no .feature file in {', '.join(f'{str(path)!r}' for path in paths) or 'an empty list of paths'}"
    return ""


def _options(settings: Path, paths: Sequence[str | Path], bundles: str | Path | None, junit: Path | None) -> list[str]:
    found = [Path(path).resolve() for path in paths]
    top = os.path.commonpath([path if path.is_dir() else path.parent for path in found])
    return [
        f"-c{settings}",
        f"--rootdir={Path.cwd()}",
        f"--confcutdir={top}",
        "--import-mode=importlib",
        "--continue-on-collection-errors",
        "--yishi-all",
        *([f"--yishi-bundles={bundles}"] if bundles else []),
        *([f"--junitxml={junit}", "-o", "junit_suite_name=yishi"] if junit else []),
        *("-p", "no:terminal"),
        *("-p", "no:cacheprovider"),
        *("-o", "python_files="),
        *("-o", "disable_test_id_escaping_and_forfeit_all_rights_to_community_support=true"),
    ]


@contextmanager
def _alone() -> Iterator[None]:
    """Hide variables that configure pytest, and leave no compiled files."""
    before = {name: os.environ.get(name) for name in _VARIABLES}
    written = sys.dont_write_bytecode
    try:
        _set(_VARIABLES)
        sys.dont_write_bytecode = True
        yield
    finally:
        _set(before)
        sys.dont_write_bytecode = written


def _set(variables: dict[str, str | None]) -> None:
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value

"""``yishi test``: run features against bundles in this process, away from whatever configuration lies around."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PASSED: Final = 0
FAILED: Final = 1
USAGE: Final = 2

# These change a run of pytest from outside.
_VARIABLES: Final = {"PYTEST_ADDOPTS": None, "PYTEST_PLUGINS": None, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


def run_features(
    paths: Sequence[str | Path],
    *,
    bundles: str | Path | None = None,
    verbose: bool = False,
    extra_args: Sequence[str] = (),
) -> int:
    """Run features and print, in Chinese, which scenarios failed and how the case stood there.

    Args:
        paths: ``.feature`` files, or folders of them at any depth.
        bundles: Folder of the bundles; the nearest ``bundles`` in or above the feature's folder unless given, else
            that of the working folder, else those shipped.
        verbose: Whether scenarios that pass are listed, too.
        extra_args: More options for pytest, such as ``-k`` and ``-x``.

    Returns:
        0 if all passed, 1 if a scenario failed or a file has faults, 2 if there was nothing to run; for 2, one line on
        standard error says why.

    Raises:
        KeyboardInterrupt: The user stopped the run.
    """
    wrong = _misuse(paths, bundles)
    if wrong:
        sys.stderr.write(f"yishi: error: {wrong}\n")
        return USAGE
    try:
        import pytest  # noqa: PLC0415  # belongs to an extra, as the next ones do
        import pytest_bdd.plugin  # noqa: PLC0415

        from yishi_engine.testing import plugin  # noqa: PLC0415
        from yishi_engine.testing.progress import Progress  # noqa: PLC0415
    except ModuleNotFoundError as error:
        sys.stderr.write(f'yishi: error: "{error.name}" is missing; install the extra: yishi-engine[testing]\n')
        return USAGE
    progress = Progress(sys.stdout, verbose=verbose)
    with _alone(), tempfile.TemporaryDirectory() as folder:
        settings = Path(folder, "pytest.ini")
        settings.write_text("[pytest]\n", encoding="utf-8")
        options = [*_options(settings, paths, bundles), *extra_args, *map(str, paths)]
        code = pytest.main(options, plugins=[pytest_bdd.plugin, plugin, progress])
    if progress.interrupted:
        raise KeyboardInterrupt
    if code == pytest.ExitCode.USAGE_ERROR and not progress.broken:
        return USAGE
    if code == pytest.ExitCode.NO_TESTS_COLLECTED and not progress.broken:
        sys.stderr.write("yishi: error: no scenario was selected\n")
        return USAGE
    sys.stdout.write(f"{progress.summary()}\n")
    if progress.failed or progress.broken or code == pytest.ExitCode.INTERNAL_ERROR:
        return FAILED
    return PASSED


def _misuse(paths: Sequence[str | Path], bundles: str | Path | None) -> str:
    """Return what is wrong with the arguments; empty if nothing is."""
    for path in map(Path, paths):
        if not path.exists():
            return f'no such file or folder: "{path}"'
        if path.is_file() and path.suffix != ".feature":
            return f'"{path}" is no .feature file'
    if bundles is not None and not Path(bundles).exists():
        return f'no such folder of bundles: "{bundles}"'
    if not any(path.is_file() or any(path.rglob("*.feature")) for path in map(Path, paths)):
        return f"no .feature file in {', '.join(f'{str(path)!r}' for path in paths) or 'an empty list of paths'}"
    return ""


def _options(settings: Path, paths: Sequence[str | Path], bundles: str | Path | None) -> list[str]:
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

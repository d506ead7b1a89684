"""Where the files lie that ship with the package but are no Python: the migrations and the example bundles."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from yishi_engine.errors import NotFound

_PACKAGE: Final = Path(__file__).resolve().parent
_CHECKOUT: Final = _PACKAGE.parent.parent


def migrations_folder() -> Path:
    """Return the folder of the Alembic environment, the one with ``env.py``.

    Raises:
        NotFound: The installation is incomplete.
    """
    return _folder("migrations")


def bundles_folder() -> Path:
    """Return the folder of the bundles that ship with the package; definitions of one's own lie elsewhere.

    Raises:
        NotFound: The installation is incomplete.
    """
    return _folder("bundles")


def _folder(name: str) -> Path:
    """Find a folder in the installed package or, when the code runs from a checkout, at the checkout's top."""
    for folder in (_PACKAGE / f"_{name}", _CHECKOUT / name):
        if folder.is_dir():
            return folder
    raise NotFound(
        f'the folder "{name}" is missing from this installation of yishi-engine',
        notice=f'安装不完整：缺少文件夹"{name}"',
        advice="install the wheel again, or run from a complete checkout",
    )

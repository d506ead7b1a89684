"""Files and folders, as the user would name them."""

from __future__ import annotations

import os
from pathlib import Path


def shown_path(file: str, top: Path) -> str:
    """Return a path as a user in a folder would name it."""
    return os.path.relpath(file, top) if Path(file).is_relative_to(top) else file

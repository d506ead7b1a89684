"""A bad and a good example of every rule of ``yishi check``."""

from __future__ import annotations

from typing import Final

from yishi_engine.publish.check_examples import conditions, limits, reading, references
from yishi_engine.publish.check_examples.example import BASE, LISTED, MARK, Example

GROUPS: Final[dict[str, tuple[Example, ...]]] = {
    "文件和写法": reading.EXAMPLES,
    "标识、引用、前置、问题和表单": references.EXAMPLES,
    "条件和情形": conditions.EXAMPLES,
    "材料、期限和版本": limits.EXAMPLES,
}
"""The examples by the heading under which the page shows them."""

EXAMPLES: Final[dict[str, Example]] = {each.code: each for group in GROUPS.values() for each in group}

__all__ = ["BASE", "EXAMPLES", "GROUPS", "LISTED", "MARK", "Example"]

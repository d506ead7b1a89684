"""The page of reference about definitions, made from the models, the rules of the checker and the limits of reading.

``python -m yishi_engine.publish.bundle_reference > docs/reference/bundle.md`` writes it anew; a test keeps it equal.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from yishi_engine.bundle import RULES, all_codes
from yishi_engine.bundle.conditions import MAX_DEPTH as CONDITION_DEPTH
from yishi_engine.bundle.conditions import MAX_LENGTH as CONDITION_LENGTH
from yishi_engine.bundle.enumeration import MAX_SITUATIONS
from yishi_engine.bundle.model import STATUTORY_PROCEDURES
from yishi_engine.bundle.values import DEFAULT_LENGTH
from yishi_engine.positioned import MAX_BYTES, MAX_DEPTH, MAX_NODES
from yishi_engine.publish import bundle_words as words
from yishi_engine.publish.bundle_keys import PARTS, keys
from yishi_engine.publish.tables import table
from yishi_engine.worktime.limits import MAX_AMOUNT

if TYPE_CHECKING:
    from collections.abc import Iterator

WARNINGS_OF_READING: Final = frozenset({"file.suffix", "value.cut", "bundle.version_order", "version.removed"})
"""What is found while files are read and forbids nothing; rules say their severity themselves."""

_VALUES: Final = {
    "amount": MAX_AMOUNT,
    "bytes": f"{MAX_BYTES // 1024} KiB",
    "condition": CONDITION_LENGTH,
    "condition_depth": CONDITION_DEPTH,
    "depth": MAX_DEPTH,
    "nodes": MAX_NODES,
    "procedures": "、".join(STATUTORY_PROCEDURES),
    "situations": MAX_SITUATIONS,
    "text": DEFAULT_LENGTH,
}


def page() -> str:
    """Return the page."""
    sections = [words.HEAD, *_parts(), words.LIMITS, words.CONDITIONS, words.TYPES_HEAD, _types(), words.WRITING]
    return _filled("\n".join([*sections, words.CHECKS, _checks(), words.VERSIONS]))


def _parts() -> Iterator[str]:
    for name, part in PARTS.items():
        yield f"### {words.TITLES[name]}\n"
        if name in words.NOTES:
            yield f"{words.NOTES[name]}\n"
        yield table(("键", "名称", "值", "不写则", "说明"), keys(part))


def _types() -> str:
    return table(("类型", "收什么值"), ((f"`{name}`", text) for name, text in words.TYPES.items()))


def _checks() -> str:
    warnings = WARNINGS_OF_READING | {rule.code for rule in RULES if rule.severity == "warning"}
    rows = ((f"`{code}`", "警告" if code in warnings else "错误", title) for code, title in all_codes().items())
    return table(("代码", "级别", "要求"), rows)


def _filled(text: str) -> str:
    """Put in the values that come from the code."""
    for name, value in _VALUES.items():
        text = text.replace(f"«{name}»", str(value))
    return text


if __name__ == "__main__":
    sys.stdout.write(page())

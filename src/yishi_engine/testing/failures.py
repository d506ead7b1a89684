"""Why a step failed, said to somebody who knows no Python: in Chinese, and in English to those whose features are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Iterable


class Said(NamedTuple):
    """A text in both languages."""

    chinese: str
    english: str

    @classmethod
    def as_is(cls, text: str) -> Self:
        """Return a text that is the same in both: an id, a day, a value that the feature wrote."""
        return cls(text, text)

    def __bool__(self) -> bool:
        """Tell whether it says anything."""
        return bool(self.chinese)


NONE: Final = Said("无", "none")


class StepFailed(Exception):
    """A step cannot be carried out, or what it expects is not so; as a string it is Chinese.

    Attributes:
        english: The same in English.
    """

    def __init__(self, chinese: str, english: str = "") -> None:
        """Create it; a step of one's own may say it in one language only."""
        super().__init__(chinese)
        self.english = english or chinese

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle both texts."""
        return type(self), (str(self), self.english)


def expect(what: Said, expected: Said, found: Said) -> None:
    """Compare one value; a feature may word it in either language, whatever its own.

    Raises:
        StepFailed: They differ; the message shows both.
    """
    if expected.chinese != found.chinese and expected.english != found.english:
        raise StepFailed(
            f"{what.chinese}：预期“{expected.chinese}”，实际“{found.chinese}”",
            f'{what.english}: expected "{expected.english}", found "{found.english}"',
        )


def listed(names: Iterable[str], empty: Said = NONE) -> Said:
    """Return names as a list in each language; ``empty`` if there are none."""
    there = tuple(names)
    return Said("、".join(there), ", ".join(there)) if there else empty

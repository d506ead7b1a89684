"""Why a step failed, said to somebody who knows no Python."""

from __future__ import annotations


class StepFailed(Exception):
    """A step cannot be carried out, or what it expects is not so; the text is Chinese."""


def expect(what: str, expected: str, found: str) -> None:
    """Compare one value.

    Raises:
        StepFailed: They differ; the message shows both.
    """
    if expected != found:
        raise StepFailed(f"{what}：预期“{expected}”，实际“{found}”")

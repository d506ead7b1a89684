"""What is wrong with a sink that cannot be made."""

from __future__ import annotations

from typing import ClassVar

from yishi_engine.errors import YishiError


class SinkInvalid(YishiError):
    """A sink, or what receives commands, cannot be made: a setting is wrong, or a package is not installed."""

    code: ClassVar[str] = "delivery.sink"

    @classmethod
    def missing(cls, package: str, extra: str) -> SinkInvalid:
        """Return the error for a package that is not installed, with the extra that brings it."""
        return cls(f'the package "{package}" is not installed', advice=f'pip install "yishi-engine[{extra}]"')

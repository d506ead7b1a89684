"""Reading ``simulation.yaml``: values at their places, with every fault at once, in Chinese."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.suggestions import did_you_mean
from yishi_engine.errors import DefinitionError, Fault
from yishi_engine.insight.simulation.distributions import (
    Constant,
    Distribution,
    Empirical,
    Lognormal,
    Triangular,
    Uniform,
)
from yishi_engine.positioned import shown

if TYPE_CHECKING:
    from yishi_engine.positioned import Document, Trail

SHAPES: Final = ("uniform", "triangular", "lognormal", "values")
MAX_NUMBER: Final = 1_000_000
_MAX_VALUES: Final = 10_000
_MEASURED: Final = re.compile(
    r"(?P<number>[0-9]{1,9}(?:\.[0-9]{1,9})?)\s*(?P<unit>[^\s0-9.,:：-][^0-9]{0,9})", re.ASCII
)
_EXAMPLES: Final = {
    "uniform": "uniform: [1, 3]，最短和最长",
    "triangular": "triangular: [1, 2, 6]，最短、最常见和最长",
    "lognormal": "lognormal: [2, 5]，一半不超过的值和九成不超过的值",
    "values": "values: [1, 1.5, 4]，逐个列出实测值",
}


class Reader:
    """Reads values of one document and gathers its faults; what is wrong reads as the default."""

    def __init__(self, document: Document) -> None:
        """Read a document."""
        self.document = document
        self.faults: list[Fault] = []

    def fault(self, trail: Trail, code: str, message: str, hint: str = "", *, key: bool = False) -> None:
        """Add a fault at the place of a value, or of its key."""
        line, column = self.document.position(trail, key=key)
        self.faults.append(
            Fault(
                file=self.document.file,
                line=line,
                column=column,
                code=f"simulation.{code}",
                message=message,
                hint=hint,
            )
        )

    def finish(self) -> None:
        """Raise all faults, in order of their places.

        Raises:
            DefinitionError: There are any.
        """
        if self.faults:
            raise DefinitionError(tuple(sorted(self.faults, key=lambda fault: (fault.line, fault.column))))

    def mapping(self, value: object, trail: Trail, keys: Collection[str] | None = None) -> Mapping[str, object]:
        """Return a mapping; a key that is not among ``keys`` is a fault."""
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.fault(trail, "type", f"{_name(trail)}须由“键: 值”组成，现为{shown(value)}")
            return {}
        known = {}
        for name, each in value.items():
            if keys is None or name in keys:
                known[name] = each
            else:
                self.fault((*trail, name), "unknown_key", f'不认识的键"{name}"', did_you_mean(name, keys), key=True)
        return known

    def whole(self, value: object, trail: Trail, *, least: int, most: int = MAX_NUMBER) -> int | None:
        """Return a whole number within bounds; None for a fault."""
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.fault(trail, "number", f"{_name(trail)}须为 {least} 到 {most} 的整数，现为{shown(value)}", _figure(value))
        return None

    def number(self, value: object, trail: Trail, *, least: float = 0, most: float = MAX_NUMBER) -> float | None:
        """Return a number within bounds; None for a fault."""
        # A decimal fraction is compared as the number that it reads as: the bounds are such numbers too.
        if isinstance(value, int | Decimal) and not isinstance(value, bool) and least <= float(value) <= most:
            return float(value)
        said = f"{_name(trail)}须为 {least:g} 到 {most:g} 的数，现为{shown(value)}"
        self.fault(trail, "number", said, _figure(value, share=most == 1))
        return None

    def probability(self, value: object, trail: Trail) -> float:
        """Return a probability, 0 to 1; 0 for a fault."""
        found = self.number(value, trail, most=1)
        return 0.0 if found is None else found

    def choice(self, value: object, trail: Trail, options: Collection[str]) -> str | None:
        """Return one of some words; None for a fault."""
        if isinstance(value, str) and value in options:
            return value
        self.fault(trail, "choice", f"{_name(trail)}不能是{shown(value)}", f"可选：{'、'.join(options)}")
        return None

    def distribution(self, value: object, trail: Trail) -> Distribution:
        """Return a distribution: a number, or a mapping of one shape to its numbers; 1 for a fault."""
        if not isinstance(value, Mapping):
            found = self.number(value, trail)
            return Constant(1.0 if found is None else found)
        known = self.mapping(value, trail, SHAPES)
        if len(known) != 1:
            if len(value) == len(known):
                self.fault(
                    trail, "distribution", f"{_name(trail)}须写一种分布", f"可写一个数，或{'、'.join(SHAPES)}之一"
                )
            return Constant(1.0)
        ((shape, numbers),) = known.items()
        read = self._numbers(numbers, (*trail, shape))
        return self._shaped(shape, read, (*trail, shape)) if read else Constant(1.0)

    def _numbers(self, value: object, trail: Trail) -> list[float] | None:
        """Return a list of numbers; None for a fault."""
        if not isinstance(value, list) or not 0 < len(value) <= _MAX_VALUES:
            self.fault(trail, "distribution", f'"{trail[-1]}"须为数的列表', f"例如 {_EXAMPLES[str(trail[-1])]}")
            return None
        found = [self.number(each, (*trail, index)) for index, each in enumerate(value)]
        known = [each for each in found if each is not None]
        return known if len(known) == len(found) else None

    def _shaped(self, shape: str, numbers: list[float], trail: Trail) -> Distribution:
        ascending = numbers == sorted(numbers)
        match shape, numbers:
            case "uniform", [low, high] if ascending:
                return Uniform(low, high)
            case "triangular", [low, mode, high] if ascending:
                return Triangular(low, mode, high)
            case "lognormal", [median, p90] if 0 < median < p90:
                return Lognormal(median, p90)
            case "values", _:
                return Empirical(tuple(sorted(numbers)))
        self.fault(trail, "distribution", f'"{shape}"的数不对', f"写法：{_EXAMPLES[shape]}")
        return Constant(1.0)


def _figure(value: object, *, share: bool = False) -> str:
    """Return what to write for a percentage, or for a number with a unit behind it; empty for anything else."""
    found = _MEASURED.fullmatch(value) if isinstance(value, str) else None
    if found and found["unit"] in {"%", "％"}:
        return f"写 {(Decimal(found['number']) / 100).normalize():f}，不用百分号"
    if found:
        return f"只写数字：{found['number']}"
    if share and isinstance(value, int | Decimal) and not isinstance(value, bool) and 1 < value <= 100:  # noqa: PLR2004
        return f"比例写小数：{value}% 写 {(Decimal(value) / 100).normalize():f}"
    return ""


def _name(trail: Trail) -> str:
    named = next((part for part in reversed(trail) if isinstance(part, str)), "")
    return f'"{named}"' if named else "模拟参数"

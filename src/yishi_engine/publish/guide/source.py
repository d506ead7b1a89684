"""What every section of a guide looks at: the selection, the departments, and small phrases over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yishi_engine.publish.condition_words import expression_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from yishi_engine.bundle.expressions import Expression
    from yishi_engine.bundle.model import Bundle, Department, Item
    from yishi_engine.publish.selection import Selection

_FEW: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a guide is made from.

    Attributes:
        selection: What applies.
        departments: All departments by key.
    """

    selection: Selection
    departments: Mapping[str, Department]

    @property
    def bundle(self) -> Bundle:
        """The definition."""
        return self.selection.bundle

    @property
    def items(self) -> tuple[Item, ...]:
        """The items that apply or may apply."""
        return tuple(each.part for each in self.selection.items)

    @property
    def involved(self) -> tuple[str, ...]:
        """Keys of the departments that take part, the lead first."""
        keys = (self.bundle.lead_department, *(item.department for item in self.items))
        return tuple(dict.fromkeys(keys))

    def name(self, department: str) -> str:
        """Return the name of a department, or its key where the directory has none."""
        return self.departments[department].name if department in self.departments else department

    @property
    def lead(self) -> str:
        """The name of the lead department."""
        return self.name(self.bundle.lead_department)

    def words(self, when: Expression | None) -> str:
        """Return a condition in words; empty for none."""
        return "" if when is None else expression_words(when, self.bundle)

    def users(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the names of items, in the order of the definition; 全部事项 where those are all of several."""
        wanted = set(names)
        if len(self.items) > _FEW and wanted >= {item.id for item in self.items}:
            return (f"全部{len(self.items)}个事项",)
        return tuple(item.name for item in self.items if item.id in wanted)

    def needed(self, when: Expression | None, users: Iterable[str], *, always: str) -> str:
        """Return when a field or a material is needed: under its own condition, or with the items that use it.

        Args:
            when: Its own condition.
            users: Ids of the items that use it.
            always: What to say where it is always needed.
        """
        wanted = set(users)
        using = [each for each in self.selection.items if each.part.id in wanted]
        if when is not None:
            return f"{self.words(when)}的"
        if using and all(each.when is not None for each in using):
            return f"办理{'或'.join(f'“{each.part.name}”' for each in using)}的"
        return always

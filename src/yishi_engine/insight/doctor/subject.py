"""One case as a doctor looks at it, and the words in which it is spoken of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yishi_engine.case.gates import prerequisites
from yishi_engine.case.lifecycle import TaskState
from yishi_engine.insight.doctor.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from yishi_engine.bundle.model import Bundle, Department
    from yishi_engine.case.model import Case
    from yishi_engine.worktime.calendar import Calendar

_FAILED = frozenset({TaskState.REFUSED, TaskState.TERMINATED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A case, and the world in which it stands.

    Attributes:
        case: The case.
        bundle: The definition that it runs on.
        departments: The definition's departments, by key.
        calendar: The working days as known.
        now: The instant of looking; aware.
    """

    case: Case
    bundle: Bundle
    departments: Mapping[str, Department]
    calendar: Calendar
    now: datetime

    def item_name(self, item: str) -> str:
        """Return the name of an item, in quotation marks."""
        names = {each.id: each.name for each in self.bundle.items}
        return f"“{names.get(item, item)}”"

    def material_name(self, material: str) -> str:
        """Return the name of a material, in quotation marks."""
        names = {each.id: each.name for each in self.bundle.materials}
        return f"“{names.get(material, material)}”"

    def department_name(self, key: str) -> str:
        """Return the name of a department."""
        found = self.departments.get(key)
        return found.name if found else key

    @property
    def lead(self) -> str:
        """The name of the department that leads it."""
        return self.department_name(self.case.lead_department)

    def failed_prerequisites(self, item: str) -> list[str]:
        """Return the prerequisites of an item at work that will not be granted any more as things stand."""
        definition = next((each for each in self.bundle.items if each.id == item), None)
        if definition is None:
            return []
        tasks = self.case.tasks
        needed = prerequisites(definition, self.case.required).all
        return [each for each in needed if each not in tasks or tasks[each].state in _FAILED]

    def found(self, code: str, explanation: str, action: str, *commands: str, item: str | None = None) -> Finding:
        """Return a finding about the case; ``CASE`` in the commands stands for its number."""
        return Finding(
            code=code,
            explanation=explanation,
            action=action,
            commands=tuple(each.replace("CASE", self.case.number) for each in commands),
            case_id=self.case.id,
            number=self.case.number,
            item=item,
        )

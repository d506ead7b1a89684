"""How a command is given where a step says more than its content: by whom, when it happened, under which key."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from yishi_engine.case.actor import Actor, Role
from yishi_engine.errors import YishiError
from yishi_engine.testing import names
from yishi_engine.testing.failures import Said, StepFailed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from yishi_engine.bundle.catalog import Catalog
    from yishi_engine.case.commands import Command

ROLES: Final = {"申请人": Role.APPLICANT, "工作人员": Role.STAFF, "负责人": Role.SUPERVISOR}
_SYSTEM: Final = Said("系统", "system")
_ENGLISH: Final = {"applicant": "申请人", "officer": "工作人员", "supervisor": "负责人"}
_ACTOR: Final = re.compile(f"(?P<department>.*?)(?P<role>{'|'.join(ROLES)})(?P<id>.*)")
_ACTOR_IN_ENGLISH: Final = re.compile(rf"(?:(?P<department>.+?)\s+)??(?P<role>{'|'.join(_ENGLISH)})(?:\s+(?P<id>.+))?")
_USUAL: Final = {Role.STAFF: "officer", Role.SUPERVISOR: "supervisor"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """What a step says about how its command is given.

    Attributes:
        actor: ``[department]工作人员[id]``, ``[department]负责人[id]`` or ``申请人[id]``, in English
            ``[department] officer [id]`` and so on; None for the usual actor.
        occurred_at: When it happened, for what is recorded afterwards.
        key: The idempotency key.
    """

    actor: str | None = None
    occurred_at: datetime | None = None
    key: str | None = None

    def applied(self, command: Command, catalog: Catalog, lead: str, applicant: str) -> Command:
        """Return the command as it is given.

        Args:
            command: The command with its usual actor.
            catalog: Knows the departments.
            lead: Key of the lead department, which takes the place of an applicant's department.
            applicant: Id of the applicant of the case.

        Raises:
            StepFailed: The actor is none.
        """
        by = command.by if self.actor is None else _actor(self.actor, command.by, catalog, lead, applicant)
        occurred_at = command.occurred_at if self.occurred_at is None else self.occurred_at
        return replace(command, by=by, occurred_at=occurred_at, key=command.key if self.key is None else self.key)


def _actor(text: str, usual: Actor, catalog: Catalog, lead: str, applicant: str) -> Actor:
    parts = _parts(text)
    if parts is None:
        raise StepFailed(
            f'"{text}"不是操作人，写法如 负责人、cgj工作人员、工作人员w-7、申请人p-2',
            f'"{text}" is no actor; write for example supervisor, cgj officer, officer w-7, applicant p-2',
        )
    named, label, person = parts
    role = ROLES[label]
    try:
        if role is Role.APPLICANT:
            if named:
                raise StepFailed(f'"{text}"：申请人不属于部门', f'"{text}": an applicant belongs to no department')
            return Actor.applicant(person or applicant)
        department = names.department_of(catalog, named) if named else usual.department or lead
        return Actor(role, person or _USUAL[role], department)
    except YishiError as error:
        raise StepFailed(error.notice or str(error), str(error)) from error


def _parts(text: str) -> tuple[str, str, str] | None:
    """Return department, Chinese name of the role and id, each empty where it is not said; None for no actor."""
    match = _ACTOR_IN_ENGLISH.fullmatch(text.strip()) or _ACTOR.fullmatch(text)
    if match is None:
        return None
    department, role, person = (match[name] or "" for name in ("department", "role", "id"))
    return department.strip(), _ENGLISH.get(role, role), person.strip()


def actor_of(catalog: Catalog, text: str) -> Said:
    """Return how ``shown_actor`` shows an actor that a table names.

    Raises:
        StepFailed: It names none, or an unknown department.
    """
    if text in _SYSTEM:
        return _SYSTEM
    parts = _parts(text)
    if parts is None or parts[2]:
        raise StepFailed(
            f'"{text}"不是操作人，可以写 申请人、系统，或 scjg工作人员、scjg负责人',
            f'"{text}" is no actor; write applicant, system, or for example scjg officer, scjg supervisor',
        )
    named, role, _ = parts
    return _shown(names.department_of(catalog, named) if named else "", role)


def shown_actor(actor: Mapping[str, str]) -> Said:
    """Return the actor of an audit record as a table words it: department and role, without the person's id."""
    roles = {role.value: label for label, role in ROLES.items()}
    role = roles.get(actor["role"])
    return _SYSTEM if role is None else _shown(actor.get("department", ""), role)


def _shown(department: str, role: str) -> Said:
    english = {chinese: word for word, chinese in _ENGLISH.items()}[role]
    return Said(f"{department}{role}", f"{department} {english}".strip())

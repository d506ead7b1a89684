"""Who acts. The host authenticates; the engine decides what each may do and see."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from yishi_engine.errors import ArgumentInvalid

MAX_ID = 200


class Role(StrEnum):
    """The four kinds of actors."""

    __hash__ = str.__hash__  # in C; these are keys of every other table

    APPLICANT = "applicant"
    STAFF = "staff"
    SUPERVISOR = "supervisor"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """One actor.

    Attributes:
        role: What kind of actor.
        id: The host's identifier of the person. It stands on every audit record: use a pseudonym, never a name or an
            identity number.
        department: Key of the department of staff and supervisors, else None.
    """

    role: Role
    id: str
    department: str | None = None

    def __post_init__(self) -> None:
        """Refuse an actor that no record could name."""
        if not isinstance(self.id, str) or not 0 < len(self.id.strip()) <= MAX_ID or not self.id.isprintable():
            raise ArgumentInvalid(
                f"an actor's id must be 1 to {MAX_ID} printable characters", field="by", notice="操作人标识不能为空"
            )
        if type(self.role) is not Role or not (self.department is None or isinstance(self.department, str)):
            raise ArgumentInvalid(
                "an actor's role must be a Role, and the department a text or None",
                field="by",
                notice="操作人的角色或所属部门不对",
            )
        if (self.department is not None) != (self.role in (Role.STAFF, Role.SUPERVISOR)) or self.department == "":
            raise ArgumentInvalid(
                "staff and supervisors need a department, others have none", field="by", notice="工作人员须注明所属部门"
            )

    @classmethod
    def applicant(cls, id: str) -> Self:  # noqa: A002  (the contract's name)
        """Return an applicant, a person or a firm's representative."""
        return cls(Role.APPLICANT, id)

    @classmethod
    def staff(cls, id: str, department: str) -> Self:  # noqa: A002
        """Return an officer of a department."""
        return cls(Role.STAFF, id, department)

    @classmethod
    def supervisor(cls, id: str, department: str) -> Self:  # noqa: A002
        """Return a supervisor of a department; may also do what its officers may."""
        return cls(Role.SUPERVISOR, id, department)

    @classmethod
    def system(cls) -> Self:
        """Return the engine itself, which acts when a limit runs out."""
        return cls(Role.SYSTEM, "system")

    def to_json(self) -> dict[str, str]:
        """Return the actor as an audit record holds it."""
        plain = {"id": self.id, "role": self.role.value}
        if self.department is not None:
            plain["department"] = self.department
        return plain

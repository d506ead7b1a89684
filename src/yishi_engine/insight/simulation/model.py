"""What all plays of one scenario share: the definition, the working days, the application that everybody hands in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.values import DEFAULT_LENGTH, StoredValue, canonical_decimal
from yishi_engine.case.actor import Actor
from yishi_engine.case.context import Context
from yishi_engine.case.deciding import decide
from yishi_engine.case.evolution import evolve
from yishi_engine.errors import ArgumentInvalid
from yishi_engine.insight.simulation.business_time import BusinessTime
from yishi_engine.insight.simulation.draws import arrival_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from yishi_engine.bundle.catalog import Definition
    from yishi_engine.bundle.model import Bundle, FormField, Item, Question
    from yishi_engine.case.commands import Command
    from yishi_engine.case.events import Event
    from yishi_engine.case.model import Case
    from yishi_engine.insight.simulation.scenario import Scenario
    from yishi_engine.worktime.calendar import Calendar

WINDOW: Final = "(window)"
"""Key of the lead's window among the stations; the brackets keep it apart from the keys of departments."""

_TAIL: Final = 60
"""Working days before the calendar's horizon that are left for the last cases to be finished in."""

_SAMPLES: Final[Mapping[str, StoredValue]] = {
    "yes_no": False,
    "resident_id": "110101199003070118",
    "credit_code": "91510900000000000P",
    "phone": "13800000000",
    "region": "510900",
}
_REFERENCE: Final = "urn:yishi:simulation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What all plays of one scenario share.

    Attributes:
        definition: The definition; its texts have no patterns, since nobody's waiting depends on them.
        time: The seconds of business, from the first working day of the period to the calendar's horizon.
        until: The second at which the period ends, in which cases come.
        items: Item → its definition.
        form: The single form, filled in.
        materials: The one set of materials, handed in whole; what a situation does not ask for is discarded.
        applicant: Who applies.
        lead: Who acts for the lead department at its window.
        signers: Item → who decides and stops it for its department.
    """

    definition: Definition
    scenario: Scenario
    calendar: Calendar
    time: BusinessTime
    until: int
    items: Mapping[str, Item]
    form: Mapping[str, object]
    materials: Mapping[str, str]
    applicant: Actor
    lead: Actor
    signers: Mapping[str, Actor]

    @classmethod
    def of(cls, definition: Definition, scenario: Scenario, calendar: Calendar) -> Model:
        """Make the model of a scenario.

        Raises:
            ArgumentInvalid: The period ends before it begins, or holds no working day.
            OutsideCalendar: The period lies outside of the calendar.
        """
        bundle = _without_patterns(definition.bundle)
        first = scenario.first or dt.date(calendar.horizon.year, 1, 1)
        time = BusinessTime.over(calendar, first)
        until = _until(scenario.last, first, time, calendar)
        return cls(
            definition=replace(definition, bundle=bundle),
            scenario=scenario,
            calendar=calendar,
            time=time,
            until=until,
            items={item.id: item for item in bundle.items},
            form={field.id: sample_value(field) for field in bundle.form if field.required},
            materials={each.id: _REFERENCE for each in bundle.materials if each.source == "applicant"},
            applicant=Actor.applicant("applicant"),
            lead=Actor.staff(WINDOW, bundle.lead_department),
            signers={item.id: Actor.staff("signer", item.department) for item in bundle.items},
        )

    @property
    def bundle(self) -> Bundle:
        """The bundle."""
        return self.definition.bundle

    @property
    def warm(self) -> int:
        """The second at which the warm-up ends."""
        return self.scenario.warm_up * self.time.day_length

    def arrivals(self, seed: str) -> Iterator[int]:
        """Yield the seconds at which cases come in one round, the luck of which is drawn from a seed."""
        return arrival_seconds(self.scenario.arrivals, seed, until=self.until, day_length=self.time.day_length)

    def signer(self, item: str) -> Actor:
        """Return who decides an item for its department."""
        return self.signers[item]

    def context(self, at: datetime, number: str = "") -> Context:
        """Return the world of a decision at an instant."""
        definition = self.definition
        return Context(
            bundle=definition.bundle,
            departments=definition.departments,
            digest=definition.digest,
            calendar=self.calendar,
            now=at,
            number=number,
        )

    def carry_out(
        self, case: Case | None, command: Command, at: datetime, *, case_id: str
    ) -> tuple[Case, tuple[Event, ...]]:
        """Let the rules of the engine decide a command; return the case after it, and what happened.

        Raises:
            CommandRejected: The rules do not allow it.
        """
        events = decide(case, command, self.context(at, case_id))
        for event in events:
            case = evolve(case, event, case_id=case_id)
        if case is None:
            raise ValueError("no events")
        return case, events


def sample_value(field: Question | FormField) -> StoredValue:
    """Return some value that a question or a field takes; it has no bearing on how long a case takes."""
    match field.type:
        case "choice":
            return field.options[0]
        case "integer" | "decimal":
            bounds = [bound for bound in (field.min, field.max) if isinstance(bound, int | Decimal)]
            number = Decimal(bounds[0] if bounds else 1)
            return int(number) if field.type == "integer" else canonical_decimal(number)
        case "date":
            dates = [bound for bound in (field.min, field.max) if isinstance(bound, dt.date)]
            return (dates[0] if dates else dt.date(2026, 1, 1)).isoformat()
        case "text":
            return "模拟申请"[: field.max_length or DEFAULT_LENGTH]
    return _SAMPLES[field.type]


def _without_patterns(bundle: Bundle) -> Bundle:
    form = tuple(field.model_copy(update={"pattern": None}) for field in bundle.form)
    questions = tuple(question.model_copy(update={"pattern": None}) for question in bundle.questions)
    return bundle.model_copy(update={"form": form, "questions": questions})


def _until(last: date | None, first: date, time: BusinessTime, calendar: Calendar) -> int:
    if last is None:
        until = max(1, len(time.days) - _TAIL) * time.day_length
    elif last > calendar.horizon:
        raise ArgumentInvalid(
            f"the period ends on {last}, but the calendar reaches only {calendar.horizon}",
            field="last",
            notice=f"时段止于{last}，工作日历只到{calendar.horizon}",
            advice="end it earlier, so that the last cases can be finished, or load the notice of that year",
        )
    else:
        until = time.close(last)
    if until == 0:
        raise ArgumentInvalid(
            f"there is no working day between {first} and {last}", field="last", notice="时段内没有工作日"
        )
    return until

"""The engine on every store: one case from submission to issued results, and what it answers on the way."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.case.conftest import ANSWERS, APPLICANT, CITY, FIRE, FORM, LEAD, MATERIALS, at
from tests.engine.conftest import Office, catalog
from yishi_engine import (
    Actor,
    CaseState,
    CommandRejected,
    Engine,
    FormInvalid,
    NotFound,
    NotPermitted,
    Outcome,
    TaskState,
    commands,
)
from yishi_engine.engine.recording import case_of_records
from yishi_engine.errors import AuditChainBroken, KeyReused, VersionChanged
from yishi_engine.store import port

if TYPE_CHECKING:
    from datetime import datetime

    from yishi_engine.engine.desk import Desk


def test_a_case_from_submission_to_issued_results(office: Office) -> None:
    """The main path: one submission, four tasks, results issued together, a chain that verifies."""
    view = office.completed()
    assert view.state is CaseState.COMPLETED
    assert view.outcome is Outcome.GRANTED
    records = office.engine.events(view.id)
    assert [record.type for record in records] == [
        "case.submitted",
        "case.accepted",
        "task.opened",
        "task.waiting",
        "task.opened",
        "task.opened",
        "task.started",
        "task.granted",
        "task.opened",
        "task.started",
        "task.granted",
        "task.started",
        "task.granted",
        "task.started",
        "task.granted",
        "case.decided",
        "case.completed",
    ]
    assert office.engine.verify() == len(records)
    assert case_of_records(view.id, records) == _stored(office, view.id)


def _stored(office: Office, case_id: str) -> object:
    with office.store.read() as transaction:
        stored = transaction.load(case_id)
    assert stored is not None
    return stored.case


def test_records_hold_no_personal_value(office: Office) -> None:
    """Neither names nor identity numbers are in the chain; the case shows them all the same."""
    case = office.completed()
    text = "\n".join(record.line() for record in office.engine.events(case.id))
    assert FORM["operator"] not in text
    assert FORM["operator_id"] not in text
    assert office.engine.case(case.id).form == FORM
    assert json.loads(text.splitlines()[0])["seq"] == 1


def test_answers_to_commands_carry_no_personal_values(office: Office) -> None:
    """What ``handle`` returns can be logged."""
    assert office.submit().form == {"shop_name": "蜀香小馆", "signboard_size": "3m×1m"}


def test_a_rejected_command_changes_nothing(office: Office) -> None:
    """After a wrong command the case and its records are as they were."""
    case = office.accepted()
    before, count = office.engine.case(case.id), len(office.engine.events(case.id))
    with pytest.raises(CommandRejected):
        office.engine.handle(commands.GrantTask(task_id=f"{case.id}:fire-check", by=FIRE))
    with pytest.raises(NotPermitted):
        office.engine.handle(commands.StartTask(task_id=f"{case.id}:fire-check", by=CITY))
    assert office.engine.case(case.id) == before
    assert len(office.engine.events(case.id)) == count


@pytest.mark.parametrize("case_id", ["", "nothing", "x" * 500, "'; drop table", "a:b", "\x00"])
def test_unknown_cases_are_not_found(office: Office, case_id: str) -> None:
    """Any text that is no case is answered with NotFound."""
    with pytest.raises(NotFound):
        office.engine.handle(commands.AcceptCase(case_id=case_id, by=LEAD))
    with pytest.raises(NotFound):
        office.engine.case(case_id)
    with pytest.raises(NotFound):
        office.engine.events(case_id)
    with pytest.raises(NotFound):
        office.engine.handle(commands.StartTask(task_id=case_id, by=LEAD))


def test_an_unknown_bundle_is_not_found(office: Office) -> None:
    """A bundle or version that nobody knows is refused, with those that are known."""
    submit = commands.SubmitCase(bundle="open-restuarant", answers={}, form={}, materials={}, by=APPLICANT)
    with pytest.raises(NotFound, match="open-restaurant"):
        office.engine.handle(submit)
    with pytest.raises(NotFound):
        office.engine.handle(
            commands.SubmitCase(bundle="open-restaurant", version=9, answers={}, form={}, materials={}, by=APPLICANT)
        )


def test_a_faulty_application_leaves_nothing(office: Office) -> None:
    """An application with faults is answered and not kept."""
    with pytest.raises(FormInvalid):
        office.engine.handle(
            commands.SubmitCase(bundle="open-restaurant", answers=ANSWERS, form={}, materials={}, by=APPLICANT)
        )
    assert len(office.engine.cases()) == 0


def test_a_key_used_twice_returns_the_first_answer(office: Office) -> None:
    """Sent twice, a command happens once; the second answer is the first, even after the case went on."""
    first = office.submit(key="portal-42")
    accept = commands.AcceptCase(case_id=first.id, by=LEAD, key="accept-1")
    accepted = office.engine.handle(accept)
    office.decide(first.id, "business-licence", "scjg")
    assert office.submit(key="portal-42") == first
    assert office.engine.handle(accept) == accepted
    assert [record.type for record in office.engine.events(first.id)].count("case.accepted") == 1
    assert len(office.engine.cases()) == 1


def test_a_key_of_another_command_is_refused(office: Office) -> None:
    """A key says one thing; for another command, or the same from somebody else, it is an error."""
    case = office.submit(key="k-1")
    for command in (
        commands.AcceptCase(case_id=case.id, by=LEAD, key="k-1"),
        commands.SubmitCase(
            bundle="open-restaurant",
            answers=ANSWERS,
            form=FORM,
            materials=MATERIALS,
            by=Actor.applicant("p-2"),
            key="k-1",
        ),
        commands.SubmitCase(
            bundle="open-restaurant",
            answers=ANSWERS,
            form={**FORM, "operator": "李四"},
            materials=MATERIALS,
            by=APPLICANT,
            key="k-1",
        ),
    ):
        with pytest.raises(KeyReused):
            office.engine.handle(command)
    assert office.engine.case(case.id).state is CaseState.SUBMITTED


@pytest.mark.parametrize("key", ["", " ", "a\nb", "x" * 201, 7])
def test_a_key_must_be_a_text_that_says_something(office: Office, key: str) -> None:
    """An empty key would make all commands without a key the same one."""
    with pytest.raises(CommandRejected):
        office.submit(key=key)


def test_many_commands_are_one_transaction(office: Office) -> None:
    """All of them happen, in order, or none does."""
    cases = [office.submit() for _ in range(3)]
    views = office.engine.handle_many(commands.AcceptCase(case_id=case.id, by=LEAD) for case in cases)
    assert [view.state for view in views] == [CaseState.ACCEPTED] * 3
    with pytest.raises(CommandRejected):
        office.engine.handle_many(
            [
                commands.StartTask(task_id=f"{cases[0].id}:fire-check", by=FIRE, key="bulk-1"),
                commands.StartTask(task_id=f"{cases[1].id}:fire-check", by=CITY),
            ]
        )
    assert office.engine.case(cases[0].id).tasks[2].state is TaskState.OPEN
    again = commands.StartTask(task_id=f"{cases[0].id}:fire-check", by=FIRE, key="bulk-1")
    assert len(office.engine.handle_many([again, again])) == 2
    assert office.engine.verify() > 0


def test_the_inbox_is_paged_by_urgency(office: Office) -> None:
    """A department's desk, the most urgent first; pages neither repeat nor lose a task."""
    for _ in range(5):
        office.accepted()
        office.now += timedelta(days=1)
    seen = []
    page = office.engine.inbox(department="xfjy", limit=2)
    seen += list(page)
    while page.next:
        page = office.engine.inbox(department="xfjy", limit=2, after=page.next)
        seen += list(page)
    assert len({task.id for task in seen}) == 5
    assert [task.due_on for task in seen] == sorted(task.due_on for task in seen if task.due_on)
    assert seen[0].due_on == date(2026, 2, 25)
    assert len(office.engine.inbox(department="nobody")) == 0


def test_waiting_and_decided_tasks_are_not_on_the_desk(office: Office) -> None:
    """What cannot be worked on is not in the inbox, unless it is asked for."""
    case = office.accepted()
    assert {task.item for task in office.engine.inbox(department="scjg")} == {"business-licence"}
    assert {task.item for task in office.engine.inbox(department="scjg", states=[TaskState.WAITING])} == {"food-permit"}
    office.decide(case.id, "business-licence", "scjg")
    assert {task.item for task in office.engine.inbox(department="scjg")} == {"food-permit"}


def test_cases_can_be_found_and_listed(office: Office) -> None:
    """By number, and by state, lead, applicant and bundle."""
    first, second = office.submit(), office.accepted()
    engine = office.engine
    assert engine.find(first.number).id == first.id
    assert [case.id for case in engine.cases(states=[CaseState.ACCEPTED])] == [second.id]
    assert {case.id for case in engine.cases(lead_department="scjg")} == {first.id, second.id}
    assert len(engine.cases(applicant="p-2")) == 0
    assert len(engine.cases(bundle="open-restaurant", limit=1)) == 1
    with pytest.raises(NotFound):
        engine.find("510900-20260211-00000000")


def test_numbers_name_region_and_day(office: Office) -> None:
    """A number begins with the region and the Shanghai day of receipt."""
    office.now = at("2026-02-12 00:30")
    assert office.submit().number.startswith("510900-20260212-")


def test_strangers_may_not_look(office: Office) -> None:
    """A viewer who has nothing to do with the case is refused; a department sees its fields only."""
    case = office.accepted()
    for viewer in (Actor.applicant("p-2"), Actor.staff("z", department="elsewhere")):
        with pytest.raises(NotPermitted):
            office.engine.case(case.id, viewer=viewer)
    assert office.engine.case(case.id, viewer=FIRE).form == {"shop_name": "蜀香小馆"}
    assert office.engine.case(case.id, viewer=LEAD).form == FORM


def test_personal_values_can_be_erased(office: Office) -> None:
    """Erased, they are gone everywhere; the chain stays whole, and a key still finds its first answer."""
    case = office.submit(key="k-1")
    assert office.engine.erase(case.id)
    assert not office.engine.erase(case.id)
    assert set(office.engine.case(case.id).form) == {"shop_name", "signboard_size"}
    assert office.engine.verify() == 1
    assert office.submit(key="k-1").id == case.id


def test_a_case_runs_on_although_its_file_is_gone(office: Office) -> None:
    """A new engine without the definition handles the running case by what was published."""
    case = office.accepted()
    later = Engine(store=office.store, catalog=catalog(id="other-thing"), clock=lambda: office.now)
    later.handle(commands.StartTask(task_id=f"{case.id}:fire-check", by=FIRE))
    assert later.case(case.id).tasks[2].state is TaskState.IN_PROGRESS
    assert later.case(case.id).tasks[2].due_on == date(2026, 2, 25)
    with pytest.raises(NotFound):
        later.handle(
            commands.SubmitCase(bundle="open-restaurant", answers=ANSWERS, form=FORM, materials=MATERIALS, by=APPLICANT)
        )


def test_a_version_in_use_never_changes(office: Office) -> None:
    """A catalogue whose version has another content than the one in use is refused at the door."""
    office.submit()
    with pytest.raises(VersionChanged):
        Engine(store=office.store, catalog=catalog(name="开办饭店"))
    Engine(store=office.store, catalog=catalog(name="开办饭店", version=2))


def test_a_running_case_stays_on_its_version(office: Office) -> None:
    """New applications take the newest version, running cases keep theirs."""
    old = office.submit()
    office.engine = Engine(store=office.store, catalog=catalog(name="开办饭店", version=2), clock=lambda: office.now)
    new = office.submit()
    assert (old.bundle_version, new.bundle_version) == (1, 2)
    office.engine.handle(commands.AcceptCase(case_id=old.id, by=LEAD))
    assert office.engine.case(old.id).name == "开办餐馆"


def test_a_version_takes_effect_on_its_day(office: Office) -> None:
    """Before its first day a bundle cannot be applied for."""
    office.engine = Engine(
        store=office.store, catalog=catalog(effective_from=date(2026, 3, 1)), clock=lambda: office.now
    )
    with pytest.raises(NotFound):
        office.submit()
    office.now = at("2026-03-01 00:00")
    assert office.submit().bundle_version == 1


def test_a_sweep_says_everything_once(office: Office) -> None:
    """However often one sweeps, each level is recorded once; nothing is left to do afterwards."""
    case = office.accepted()
    office.now = at("2026-02-26 09:00")
    report = office.engine.sweep()
    assert (report.cases, report.failures) == (1, ())
    types = [record.type for record in office.engine.events(case.id)]
    # Licence and fire check are over their committed time; the licence over the statutory one too (02-14).
    assert types.count("clock.yellow") == 2
    assert types.count("clock.red") == 1
    assert office.engine.sweep().records == 0
    assert office.engine.verify() == len(types)


def test_a_sweep_can_be_limited(office: Office) -> None:
    """A sweep takes at most so many cases, the longest waiting first."""
    for _ in range(3):
        office.submit()
        office.tick()
    office.now = at("2026-03-20 09:00")
    assert office.engine.sweep(limit=2).cases == 2
    assert office.engine.sweep().cases == 1


def test_one_bad_case_never_stops_a_sweep(office: Office) -> None:
    """A case whose definition cannot be read is reported and left; the others are brought up to date."""
    bad, good = office.submit(), office.submit()
    office.now = at("2026-03-20 09:00")
    engine = Engine(store=office.store, catalog=catalog(), clock=lambda: office.now)
    loaded = engine._handler.loaded

    def loaded_or_failed(desk: Desk, case_id: object, now: datetime) -> object:
        if case_id == bad.id:
            raise RuntimeError("broken")
        return loaded(desk, case_id, now)

    engine._handler.loaded = loaded_or_failed  # type: ignore[method-assign, assignment]
    report = engine.sweep()
    assert [failure.case_id for failure in report.failures] == [bad.id]
    assert report.cases == 1
    assert engine.case(good.id).state is CaseState.ACCEPTED
    assert office.engine.sweep().cases == 1


def test_a_naive_clock_is_refused(office: Office) -> None:
    """A clock without a time zone would shift every date."""
    engine = Engine(store=office.store, catalog=catalog(), clock=lambda: office.now.replace(tzinfo=None))
    with pytest.raises(ValueError, match="aware"):
        engine.cases()


def test_a_definition_changed_behind_a_case_is_found(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A longer limit in the kept definition would excuse a late department; the chain names the definition's digest."""
    case = office.submit()
    assert office.engine.verify(case.id) == 1
    longer = catalog(limits={"total": "99 工作日"}).definition("open-restaurant", 1)
    for content in (longer.content, "noise", "{}"):
        kept = port.Definition(bundle="open-restaurant", version=1, digest=longer.digest, content=content)
        monkeypatch.setattr(_transaction_of(office), "definition", lambda *_args, kept=kept: kept)
        with pytest.raises(AuditChainBroken, match="definition"):
            office.engine.verify()


def _transaction_of(office: Office) -> type:
    with office.store.read() as transaction:
        return type(transaction)

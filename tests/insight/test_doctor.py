"""What a doctor finds: each kind of finding is provoked, and a store that is well has none."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest

from tests.engine.test_verification import resealed
from tests.insight.clinic import Clinic, open_clinic
from tests.model.days import instant
from tests.stateful.acting import application
from tests.stateful.definitions import BUNDLE, LEAD, PRIVATE_MARK, catalog
from tests.stateful.lockstep import APPLICANT, STAFF
from tests.sweeping.town import LATER, SOON, Town, engine_at
from yishi_engine import MemoryStore, SqlStore
from yishi_engine import commands as c
from yishi_engine.bundle import Catalog, Definition
from yishi_engine.delivery import CallableSink, DeliveryFailed, Relay, RetryPolicy
from yishi_engine.insight.doctor import CODES, Doctor, Severity
from yishi_engine.store.exception_port import ExceptionEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    """Return a clinic whose store is well."""
    made = open_clinic(tmp_path / "cases.db")
    yield made
    made.store.dispose()


def at(text: str) -> datetime:
    """Return an instant of Shanghai."""
    return instant(datetime.fromisoformat(text))


# --- Ways to spoil a store, by the code of what is found then ---


def older_schema(clinic: Clinic) -> None:
    """Set the schema back to a revision that nobody knows."""
    clinic.alter("UPDATE yishi_alembic_version SET version_num = '0000'")


def changed_file(clinic: Clinic) -> None:
    """Let the file of a version in use say something else."""
    found = catalog().get(BUNDLE, 1)
    changed = found.model_copy(update={"name": "开大店"})
    clinic.catalog = Catalog([Definition.of(changed, catalog().departments)])


def no_definition(clinic: Clinic) -> None:
    """Delete what is kept of a version in use."""
    clinic.alter("DELETE FROM yishi_definition WHERE version = 1")


def spoiled_definition(clinic: Clinic) -> None:
    """Change what is kept of a version in use."""
    clinic.alter("UPDATE yishi_definition SET content = replace(content, '开小店', '开大店')")


def noise_for_a_notice(clinic: Clinic) -> None:
    """Keep something that is no notice."""
    clinic.alter("INSERT INTO yishi_notice (digest, content, loaded_at) VALUES ('x', 'x', 'x')")


def november(clinic: Clinic) -> None:
    """Let time pass to the month in which the next year's notice is expected."""
    clinic.let_pass(at("2026-11-01 09:00"))


def december(clinic: Clinic) -> None:
    """Bring in a case whose time ends in a year of which nothing is known."""
    clinic.let_pass(at("2026-12-28 10:00"))
    clinic.accepted()


def nobody_sweeps(clinic: Clinic) -> None:
    """Let days pass without a sweep."""
    clinic.now += timedelta(days=3)


def not_routed(clinic: Clinic) -> None:
    """Register a sink, and let no relay run."""
    with clinic.store.write() as transaction:
        transaction.register_sink("portal", clinic.now)
    clinic.now += timedelta(minutes=30)


def not_delivered(clinic: Clinic) -> None:
    """Hand everything on to a sink that nobody serves."""
    with clinic.store.write() as transaction:
        transaction.register_sink("portal", clinic.now)
        transaction.route(clinic.now, limit=100)
    clinic.now += timedelta(minutes=30)


def given_up(clinic: Clinic) -> None:
    """Let a sink refuse everything once, and no second time."""

    def refuse(_: object) -> None:
        raise DeliveryFailed("closed")

    policy = RetryPolicy(base=0.1, max_attempts=1)
    Relay(clinic.store, [CallableSink("portal", refuse)], clock=lambda: clinic.now, policy=policy).run_once()


def message_listed(clinic: Clinic) -> None:
    """List a message of a department's system."""
    with clinic.store.write() as transaction:
        transaction.keep_exception(
            ExceptionEntry(
                id="e-1",
                sender="fire-system",
                department="fire",
                actor_id="s-fire",
                event_id="m-1",
                type="cn.yishi.command.grant_task.v1",
                case_id=None,
                item=None,
                received_at=clinic.now,
                code="not_found",
                digest="sha256:x",
                body="{}",
                detail="no case",
            )
        )


def deleted_case(clinic: Clinic) -> None:
    """Delete a case, but not what points to it."""
    clinic.engine.handle(replace(application(1, 60, ("lease",), APPLICANT, sign=True), key="k-1"))
    case_id = _newest(clinic)
    for statement in (
        "DELETE FROM yishi_task WHERE case_id = ?",
        "DELETE FROM yishi_application WHERE case_id = ?",
        "DELETE FROM yishi_personal WHERE case_id = ?",
        "DELETE FROM yishi_case WHERE id = ?",
    ):
        clinic.alter(statement, case_id)


def unreadable_row(clinic: Clinic) -> None:
    """Write noise over a case."""
    clinic.alter("UPDATE yishi_case SET body = '{' WHERE id = ?", clinic.case("accepted"))


def changed_record(clinic: Clinic) -> None:
    """Change a record."""
    clinic.alter(
        "UPDATE yishi_audit SET body = replace(body, 'p-1', 'p-9') WHERE seq = 1 AND case_id = ?",
        clinic.case("accepted"),
    )


def changed_state(clinic: Clinic) -> None:
    """Change the state of a case without a record."""
    clinic.alter("UPDATE yishi_case SET applicant = 'p-9' WHERE id = ?", clinic.case("accepted"))


def changed_due(clinic: Clinic) -> None:
    """Change the date by which lists are sorted."""
    clinic.alter("UPDATE yishi_task SET due = '~' WHERE item = 'licence' AND case_id = ?", clinic.case("accepted"))


def changed_attention(clinic: Clinic) -> None:
    """Let no sweep look at a case again."""
    clinic.alter("UPDATE yishi_case SET attention_at = NULL WHERE id = ?", clinic.case("accepted"))


def lost_tail(clinic: Clinic) -> None:
    """Let a key point past the end of its case's records."""
    case = clinic.case("accepted")
    clinic.engine.handle(c.StartTask(task_id=c.task_id(case, "licence"), by=STAFF[LEAD], key="k-2"))
    clinic.alter("UPDATE yishi_key SET seq = 99")


def lost_values(clinic: Clinic) -> None:
    """Delete the personal values of a case."""
    clinic.alter("DELETE FROM yishi_personal WHERE case_id = ?", clinic.case("accepted"))


def erased_values(clinic: Clinic) -> None:
    """Erase the personal values of a case at work."""
    clinic.engine.erase(clinic.case("accepted"))


def weeks(clinic: Clinic) -> None:
    """Let weeks pass in which everybody sleeps but the sweep."""
    clinic.let_pass(LATER)


def nobody_issues(clinic: Clinic) -> None:
    """Decide everything, and let nobody issue the results."""
    clinic.decided()
    clinic.let_pass(LATER)


def refused_behind_the_back(clinic: Clinic) -> None:
    """Refuse what others wait for, without telling them."""
    clinic.alter(
        "UPDATE yishi_task SET state = 'refused' WHERE item = 'licence' AND case_id = ?", clinic.case("accepted")
    )


PROVOKED: Final[dict[str, Callable[[Clinic], None]]] = {
    "schema.out_of_date": older_schema,
    "definition.changed": changed_file,
    "definition.missing": no_definition,
    "definition.spoiled": spoiled_definition,
    "calendar.unreadable": noise_for_a_notice,
    "calendar.horizon": november,
    "clock.provisional": december,
    "sweep.late": nobody_sweeps,
    "delivery.not_routed": not_routed,
    "delivery.backlog": not_delivered,
    "delivery.dead": given_up,
    "exceptions.open": message_listed,
    "stray.records": deleted_case,
    "stray.keys": deleted_case,
    "stray.deliveries": deleted_case,
    "case.unreadable": unreadable_row,
    "chain.broken": changed_record,
    "state.differs": changed_state,
    "due.differs": changed_due,
    "attention.differs": changed_attention,
    "key.beyond": lost_tail,
    "personal.missing": lost_values,
    "personal.erased": erased_values,
    "case.not_accepted": weeks,
    "case.not_issued": nobody_issues,
    "material.blocks": weeks,
    "task.never_opens": refused_behind_the_back,
    "task.suspended_too_long": weeks,
    "duty.overdue": weeks,
}


def test_a_store_that_is_well_has_no_findings(clinic: Clinic) -> None:
    """With a case in every state, nothing is found, however closely it is looked at."""
    assert clinic.findings(every=True) == []
    assert clinic.findings(records=False) == []


def test_an_empty_store_has_no_findings() -> None:
    """Where there are no cases yet there is nothing to find; a store in memory can be looked at as well."""
    doctor = Doctor(MemoryStore(), now=at("2026-06-02 15:00"))
    assert list(doctor.examine(every=True)) == []
    assert doctor.examined == 0


@pytest.mark.postgres
def test_it_looks_alike_on_postgresql(postgresql_url: str) -> None:
    """The same is found there; a reading transaction could not change anything."""
    store = SqlStore.from_url(postgresql_url)
    store.upgrade()
    Town(store).fill()
    engine = engine_at(store, SOON)
    engine.sweep()
    assert list(Doctor(store, now=SOON, catalog=catalog()).examine(every=True)) == []
    engine = engine_at(store, LATER)
    engine.sweep()
    found = [finding.code for finding in Doctor(store, now=LATER, catalog=catalog()).examine(every=True)]
    assert set(found) == {"case.not_accepted", "material.blocks", "task.suspended_too_long", "duty.overdue"}
    store.dispose()


def test_it_waits_for_nobody_and_nobody_waits_for_it(clinic: Clinic) -> None:
    """While somebody writes a doctor goes on looking, and while a doctor looks somebody can write."""
    with clinic.store.write() as writing:
        writing.erase(clinic.case("withdrawn"), clinic.now)
        assert clinic.findings(every=True) == []
    looking = clinic.doctor().examine(every=True)
    clinic.alter("UPDATE yishi_case SET attention_at = NULL WHERE id = ?", clinic.case("accepted"))
    next(looking)
    clinic.accepted()
    assert list(looking) == []


def test_every_kind_of_finding_is_provoked_here() -> None:
    """No code is without a test."""
    assert PROVOKED.keys() == CODES.keys()


@pytest.mark.parametrize("code", PROVOKED)
def test_what_is_wrong_is_found(clinic: Clinic, code: str) -> None:
    """Each finding says why, what to do, and with which command; values of personal fields are nowhere in it."""
    PROVOKED[code](clinic)
    found = [finding for finding in clinic.findings(every=True) if finding.code == code]
    assert found, clinic.codes(every=True)
    for finding in found:
        assert finding.severity in Severity
        assert finding.explanation
        assert finding.action
        assert finding.commands
        assert all(command.startswith("yishi ") for command in finding.commands)
        assert "CASE" not in " ".join(finding.commands) or finding.case_id is None
        assert PRIVATE_MARK not in repr(finding)


@pytest.mark.parametrize("code", PROVOKED)
def test_looking_changes_nothing(clinic: Clinic, code: str) -> None:
    """The file is the same to the byte, whatever is found in it."""
    PROVOKED[code](clinic)
    clinic.store.dispose()
    before = hashlib.sha256(clinic.file.read_bytes()).hexdigest()
    clinic.findings(every=True)
    clinic.store.dispose()
    assert hashlib.sha256(clinic.file.read_bytes()).hexdigest() == before


@pytest.mark.parametrize("code", ["due.differs", "attention.differs"])
def test_copies_that_are_wrong_are_mended_by_what_is_offered(clinic: Clinic, code: str) -> None:
    """Letting time take effect on the case writes its copies anew; a date that moved is on record, and all is well."""
    PROVOKED[code](clinic)
    (finding,) = (each for each in clinic.findings() if each.code == code)
    assert finding.case_id is not None
    written = clinic.engine.settle(finding.case_id)
    assert written == (code == "due.differs")
    assert clinic.findings(every=True) == []


def test_a_backlog_nobody_serves_can_be_forgotten(clinic: Clinic) -> None:
    """Besides sending it again, the command that drops the sink is named."""
    PROVOKED["delivery.backlog"](clinic)
    (finding,) = (each for each in clinic.findings() if each.code == "delivery.backlog")
    assert finding.commands[-1].startswith("yishi delivery forget ")
    assert finding.commands[-1].endswith(" --yes")
    assert "不再使用" in finding.action


def test_no_sweep_is_offered_for_a_state_that_is_not_true(clinic: Clinic) -> None:
    """Where the records tell another state, the copies of its dates are not judged by it."""
    changed_attention(clinic)
    assert "attention.differs" in clinic.codes()
    clinic.alter("UPDATE yishi_case SET head = 'x'")
    found = clinic.codes(every=True)
    assert "chain.broken" in found
    assert not {"attention.differs", "due.differs"} & found


def test_a_late_sweep_is_mended_by_a_sweep(clinic: Clinic) -> None:
    """What nobody swept is swept, and then found no more."""
    nobody_sweeps(clinic)
    (finding,) = (each for each in clinic.findings() if each.code == "sweep.late")
    assert finding.count >= 2
    clinic.engine.sweep()
    assert "sweep.late" not in clinic.codes()


def test_a_prerequisite_that_failed_can_be_returned(clinic: Clinic) -> None:
    """The command that is offered names the prerequisite, the supervisor's department, and asks for a reason."""
    refused_behind_the_back(clinic)
    found = [each for each in clinic.findings() if each.code == "task.never_opens"]
    assert {each.item for each in found} >= {"permit"}
    assert f"licence --by ID --department {LEAD} --reason TEXT" in found[0].commands[0]


def test_one_case_that_cannot_be_read_hides_no_other(clinic: Clinic) -> None:
    """What is wrong with others is found all the same."""
    unreadable_row(clinic)
    other = clinic.accepted().id
    clinic.alter("UPDATE yishi_case SET attention_at = NULL WHERE id = ?", other)
    assert {"case.unreadable", "attention.differs"} <= clinic.codes()


def test_a_lost_application_is_named(clinic: Clinic) -> None:
    """A case of which nobody knows any more what was applied for is found, and the table that has to be restored."""
    case = clinic.case("accepted")
    clinic.alter("DELETE FROM yishi_application WHERE case_id = ?", case)
    (found,) = [each for each in clinic.findings() if each.code == "case.unreadable"]
    assert found.case_id == case
    assert "申请" in found.action


def test_an_item_that_the_definition_does_not_have_ends_nothing(clinic: Clinic) -> None:
    """Even what no engine could have written is a finding, not an error."""
    case = clinic.case("accepted")
    clinic.alter("UPDATE yishi_task SET item = 'nothing' WHERE item = 'check' AND case_id = ?", case)
    assert clinic.codes() & {"case.unreadable", "state.differs"}


def test_a_chain_that_was_forged_as_a_whole_is_a_finding(clinic: Clinic) -> None:
    """Records that are sealed rightly and cannot have happened are a broken chain, not the end of the examination."""
    case = clinic.case("accepted")
    forged = resealed(list(clinic.engine.events(case)), 1, type="task.unheard_of")
    for record in forged:
        clinic.alter(
            "UPDATE yishi_audit SET body = ?, hash = ? WHERE case_id = ? AND seq = ?",
            record.body_text,
            record.hash,
            case,
            record.seq,
        )
    clinic.alter("UPDATE yishi_case SET head = ? WHERE id = ?", forged[-1].hash, case)
    assert "chain.broken" in clinic.codes()


def test_ended_cases_are_looked_at_only_when_asked(clinic: Clinic) -> None:
    """What was done with is left alone, unless everything is to be proved."""
    clinic.alter(
        "UPDATE yishi_audit SET body = replace(body, 'p-1', 'p-9') WHERE seq = 1 AND case_id = ?",
        clinic.case("withdrawn"),
    )
    assert clinic.findings() == []
    assert clinic.codes(every=True) == {"chain.broken"}


def test_records_are_read_only_when_asked(clinic: Clinic) -> None:
    """A quick look sees no broken chain, and everything else."""
    changed_record(clinic)
    changed_attention(clinic)
    assert clinic.codes(records=False) == {"attention.differs"}


def test_all_pages_are_looked_at(clinic: Clinic) -> None:
    """More cases than fit on a page are counted, each once, and what is wrong with the last one is found."""
    for _ in range(210):
        clinic.engine.handle(application(1, 60, ("lease",), APPLICANT, sign=True))
    clinic.alter("UPDATE yishi_case SET attention_at = NULL WHERE id = ?", _newest(clinic))
    doctor = clinic.doctor()
    assert [finding.code for finding in doctor.examine()] == ["attention.differs"]
    assert doctor.examined >= 215


def test_patience_is_as_long_as_asked(clinic: Clinic) -> None:
    """What waits for less than that is no finding."""
    not_delivered(clinic)
    patient = Doctor(clinic.store, now=clinic.now, patience=timedelta(days=3))
    assert list(patient.examine()) == []


def test_a_deed_without_a_sink_is_no_backlog(clinic: Clinic) -> None:
    """Where nobody is registered to get events, none is late."""
    clinic.let_pass(clinic.now + timedelta(hours=1))
    assert not {code for code in clinic.codes() if code.startswith("delivery")}


def test_a_case_is_not_late_to_be_issued_while_a_material_is_missing(clinic: Clinic) -> None:
    """What blocks is named, not the officer who cannot do it."""
    case = clinic.decided("lease")
    clinic.let_pass(LATER)
    codes = {finding.code for finding in clinic.findings() if finding.case_id == case.id}
    assert codes == {"material.blocks"}


def _newest(clinic: Clinic) -> str:
    with clinic.store.read() as transaction:
        return max(transaction.case_ids(after="", limit=1000))

"""Transactions, cases, records, keys, definitions, personal values and races."""

from __future__ import annotations

from dataclasses import replace

import pytest

from yishi_engine.audit import Head, verify_stored
from yishi_engine.case.lifecycle import TaskState
from yishi_engine.engine.recording import case_of_records
from yishi_engine.errors import VersionChanged
from yishi_engine.store.port import Attention, Dossier, KeyTaken, Stale, Store, Transaction
from yishi_engine.testing import builders as b
from yishi_engine.testing.builders import Dates, case_id, key_use, later, new_case, next_change
from yishi_engine.testing.conformance.base import Interrupted, Suite, contents, listed, race, save


class TransactionConformance(Suite):
    """Transactions, cases, records, keys, definitions, personal values and races."""

    def test_it_is_a_store(self, store: Store) -> None:
        """A store and its transactions have the methods of the port, and a new store can be used."""
        store.check()
        assert isinstance(store, Store)
        with store.write() as transaction:
            assert isinstance(transaction, Transaction)

    def test_an_empty_store_knows_nothing(self, store: Store) -> None:
        """Asking for what is not there gives nothing, also for texts that no database can hold."""
        with store.read() as transaction:
            for unknown in ("nothing", "a\x00b", "\ud800", ""):
                assert transaction.load(unknown) is None
                assert transaction.find_case(unknown) is None
                assert transaction.dossier(unknown) is None
                assert transaction.dossier_of_number(unknown) is None
                assert transaction.key_use(unknown) is None
                assert transaction.personal(unknown) is None
                assert transaction.definition(unknown, 1) is None
                assert list(transaction.records(unknown)) == []
            assert list(transaction.heads()) == []
            assert list(transaction.stored_records()) == []

    def test_a_case_is_read_as_it_was_written(self, store: Store) -> None:
        """State, number of the newest record and head come back equal, with every value of the form."""
        saved = save(store, new_case(1))
        with store.read() as transaction:
            assert transaction.load(case_id(1)) == saved
            assert transaction.find_case(saved.case.number) == saved.case.id

    def test_a_dossier_is_a_case_with_its_personal_values(self, store: Store) -> None:
        """By its id or its number, a case comes as it is loaded, with the values that lie apart, if any are left."""
        personal = {"salt": "1", "values": {"operator": "王某"}}
        dates = Dates(case=later(days=3), tasks={"a": later(days=1), "b": None})
        change = new_case(1, b.submitted(), *b.accepted("a", "b"), dates=dates)
        saved = save(store, replace(change, personal=personal))
        save(store, new_case(2))
        with store.write() as transaction:
            for dossier in (transaction.dossier(case_id(1)), transaction.dossier_of_number(saved.case.number)):
                assert dossier == Dossier(stored=saved, personal=personal)
                assert dossier.stored.due == transaction.load(case_id(1)).due  # type: ignore[union-attr]
                assert "王某" not in repr(dossier)
            assert transaction.dossier(case_id(2)).personal is None  # type: ignore[union-attr]
            transaction.erase(case_id(1), later(days=1))
            assert transaction.dossier(case_id(1)) == Dossier(stored=saved, personal=None)

    def test_what_was_applied_for_is_kept_as_it_changes(self, store: Store) -> None:
        """A correction and a late material are read as they were saved, one by one and many at once."""
        before = [save(store, new_case(number)) for number in range(1, 5)]
        after = []
        with store.write() as transaction:
            for each in before:
                change = next_change(each, b.reported())
                anew = {"form": {"shop_name": each.case.id}, "materials": {"floor_plan": "urn:late"}}
                after.append(replace(change.after, case=replace(change.after.case, **anew)))  # type: ignore[arg-type]
                transaction.save(replace(change, after=after[-1]))
        change = next_change(after[0], b.reported())
        after[0] = replace(change.after, case=replace(change.after.case, form=before[0].case.form))
        save(store, replace(change, after=after[0]))
        with store.read() as transaction:
            assert [*transaction.load_many([each.case.id for each in before]).values()] == after
            assert listed(transaction) == after

    def test_tasks_keep_their_order(self, store: Store) -> None:
        """The tasks of a case are read in the order in which they were created, whatever their names."""
        items = ("z-last", "a-first", "m-middle")
        before = save(store, new_case(1, b.submitted(), *b.accepted(*items), dates=Dates(tasks=dict.fromkeys(items))))
        save(store, next_change(before, b.started("m-middle"), dates=Dates(tasks={"m-middle": None})))
        with store.read() as transaction:
            found = transaction.load(case_id(1))
            (in_a_list,) = listed(transaction)
        assert found is not None
        assert list(found.case.tasks) == list(in_a_list.case.tasks) == list(items)
        assert found.case.tasks["m-middle"].state is TaskState.IN_PROGRESS

    def test_a_command_may_change_anything(self, store: Store) -> None:
        """A case that moves to another version, lead department or applicant is found under these and no others."""
        before = save(store, new_case(1, b.submitted(), *b.accepted("a"), dates=Dates(tasks={"a": None})))
        tasks = {"a": replace(before.case.tasks["a"], department="cgj")}
        moved = {"bundle_version": 2, "region": None, "lead_department": "wjw", "applicant": "p-2", "tasks": tasks}
        change = next_change(before, b.started("a"), dates=Dates(tasks={"a": None}))
        after = replace(change.after, case=replace(change.after.case, **moved))  # type: ignore[arg-type]
        save(store, replace(change, after=after))
        with store.read() as transaction:
            assert transaction.load(case_id(1)) == after
            assert listed(transaction, lead_department="wjw", applicant="p-2") == [after]
            assert listed(transaction, lead_department="scjg") == []
            states = tuple(TaskState)
            assert [row.task for row in transaction.inbox(department="cgj", states=states, after=None, limit=9)] == [
                tasks["a"]
            ]
            assert transaction.inbox(department="xfjy", states=states, after=None, limit=9) == []

    def test_records_say_what_is_stored(self, store: Store) -> None:
        """Replaying the records gives the stored case, and their chain is proved from the stored texts."""
        before = save(
            store, new_case(1, b.submitted(), *b.accepted("fire-check"), dates=Dates(tasks={"fire-check": None}))
        )
        events = (b.started("fire-check"), b.granted("fire-check"))
        saved = save(store, next_change(before, *events, dates=Dates(tasks={"fire-check": None})))
        with store.read() as transaction:
            assert case_of_records(case_id(1), transaction.records(case_id(1))) == saved.case
            rows = transaction.stored_rows(case_id(1))
            assert verify_stored(rows, case=case_id(1), head=(saved.seq, saved.head)) == 5

    def test_records_are_read_in_part(self, store: Store) -> None:
        """``after`` is left out, ``until`` is included, and both may lie beyond the end."""
        save(store, new_case(1, b.submitted(), *b.accepted("a", "b"), dates=Dates(tasks={"a": None, "b": None})))
        with store.read() as transaction:

            def numbers(**part: int) -> list[int]:
                return [record.seq for record in transaction.records(case_id(1), **part)]

            assert numbers() == [1, 2, 3, 4]
            assert numbers(after=2) == [3, 4]
            assert numbers(until=2) == [1, 2]
            assert numbers(after=1, until=3) == [2, 3]
            assert numbers(until=0) == []
            assert numbers(after=9) == []

    def test_heads_name_every_case(self, store: Store) -> None:
        """The heads come sorted by case, as kept on the cases."""
        saved = {number: save(store, new_case(number)) for number in (2, 1, 3)}
        with store.read() as transaction:
            assert list(transaction.heads()) == [Head(case_id(n), 1, saved[n].head) for n in (1, 2, 3)]

    def test_many_cases_are_read_at_once(self, store: Store) -> None:
        """Cases come by their ids with their tasks and due dates, as if each was read alone; others are left out."""
        dates = Dates(tasks={"a": later(days=2), "b": None})
        save(store, new_case(1, b.submitted(), *b.accepted("a", "b"), dates=dates))
        for number in range(2, 7):
            save(store, new_case(number))
        ids = [case_id(number) for number in (3, 1, 9, 6)]
        with store.read() as transaction:
            found = transaction.load_many(ids)
            assert found == {each: transaction.load(each) for each in ids if each != case_id(9)}
            assert found[case_id(1)].due == transaction.load(case_id(1)).due  # type: ignore[union-attr]
            assert transaction.load_many([]) == {}

    def test_many_changes_are_saved_at_once(self, store: Store) -> None:
        """Changes of many cases, and several of one, stand as if each had been saved alone."""
        old = [save(store, new_case(number)) for number in range(1, 4)]
        with store.write() as transaction:
            new = new_case(9, b.submitted(9), *b.accepted("a", "b"), dates=Dates(tasks={"a": later(days=2), "b": None}))
            transaction.save(replace(new, key=key_use(new, "k-new")))
            start = next_change(new.after, b.started("a"), dates=Dates(tasks={"a": later(days=3)}))
            transaction.save(replace(start, key=key_use(start, "k-start")))
            for before in old:
                transaction.save(next_change(before, b.reported()))
        with store.read() as transaction:
            found = transaction.load(case_id(9))
            assert found == start.after
            assert found is not None
            assert found.due is not None
            assert found.due.tasks == {"a": later(days=3), "b": None}
            assert [head.seq for head in transaction.heads()] == [2, 2, 2, 5]
            assert case_of_records(case_id(9), transaction.records(case_id(9))) == start.after.case
            assert transaction.key_uses(["k-new", "k-start", "k-none"]).keys() == {"k-new", "k-start"}

    def test_one_late_change_takes_all_back(self, store: Store) -> None:
        """If one case of many was changed by another command meanwhile, nothing of the batch is kept."""
        old = [save(store, new_case(number)) for number in (1, 2)]
        save(store, next_change(old[1], b.reported()))
        known = contents(store)

        def batch() -> None:
            with store.write() as transaction:
                for before in old:
                    transaction.save(next_change(before, b.reported("另一处")))

        with pytest.raises(Stale):
            batch()
        assert contents(store) == known

    def test_what_was_saved_is_read_in_the_same_transaction(self, store: Store) -> None:
        """Whoever saves and then reads sees what was saved."""
        with store.write() as transaction:
            change = new_case(1)
            transaction.save(replace(change, key=key_use(change, "k-1")))
            assert transaction.load(case_id(1)) == change.after
            assert transaction.key_use("k-1") == key_use(change, "k-1")
            assert [record.seq for record in transaction.records(case_id(1))] == [1]
            after = next_change(change.after, b.reported())
            transaction.save(after)
            assert transaction.load_many([case_id(1)]) == {case_id(1): after.after}

    def test_an_old_state_cannot_be_saved(self, store: Store) -> None:
        """Who loaded before another command was saved is told so, and leaves nothing."""
        before = save(store, new_case(1))
        save(store, next_change(before, b.reported()))
        old = next_change(before, b.reported("另一处"), dates=Dates(attention=later(days=1)))
        known = contents(store)
        with pytest.raises(Stale):
            save(store, replace(old, key=key_use(old, "k-1"), definition=b.definition(), personal={"salt": "1"}))
        assert contents(store) == known

    def test_a_case_begins_once(self, store: Store) -> None:
        """The id of a case cannot be taken again."""
        save(store, new_case(1))
        known = contents(store)
        with pytest.raises(Stale):
            save(store, new_case(1, b.submitted(2)))
        assert contents(store) == known

    def test_a_key_is_kept_with_its_command(self, store: Store) -> None:
        """What a key was used for is found as it was written."""
        change = new_case(1)
        save(store, replace(change, key=key_use(change, "k-1")))
        with store.read() as transaction:
            assert transaction.key_use("k-1") == key_use(change, "k-1")

    def test_a_key_is_used_once(self, store: Store) -> None:
        """A second use of a key is refused and leaves nothing of its command."""
        first, second = new_case(1), new_case(2)
        save(store, replace(first, key=key_use(first, "k-1")))
        with pytest.raises(KeyTaken):
            save(store, replace(second, key=key_use(second, "k-1"), definition=b.definition(), personal={"salt": "1"}))
        with store.read() as transaction:
            assert transaction.load(case_id(2)) is None
            assert {row[0] for row in transaction.stored_records()} == {case_id(1)}
            assert transaction.definitions() == []

    def test_a_definition_is_kept_once(self, store: Store) -> None:
        """The same content may come with many cases; versions are listed in order."""
        for number, version in ((1, 2), (2, 1), (3, 2)):
            save(store, replace(new_case(number), definition=b.definition(version)))
        with store.read() as transaction:
            assert transaction.definitions() == [b.definition(1), b.definition(2)]
            assert transaction.definition("open-restaurant", 2) == b.definition(2)
            assert transaction.definition("open-restaurant", 3) is None

    def test_a_version_in_use_never_changes(self, store: Store) -> None:
        """Another content for a kept version is refused, with everything that came with it."""
        save(store, replace(new_case(1), definition=b.definition()))
        change = new_case(2)
        with pytest.raises(VersionChanged) as caught:
            save(store, replace(change, key=key_use(change, "k-1"), definition=b.definition(content='{"changed":1}')))
        assert (caught.value.bundle, caught.value.version) == ("open-restaurant", 1)
        with store.read() as transaction:
            assert transaction.load(case_id(2)) is None
            assert transaction.key_use("k-1") is None
            assert transaction.definitions() == [b.definition()]

    def test_notices_are_kept_once_in_order(self, store: Store) -> None:
        """Calendar notices come back in the order in which they were loaded, and a second time changes nothing."""
        contents = ['{"layer":"nation","days":"2027-01-01"}', '{"layer":"city"}', "另一份通知"]
        with store.write() as transaction:
            assert transaction.notices() == []
            assert [transaction.keep_notice(content, later(days=1)) for content in contents[:2]] == [True, True]
        with store.write() as transaction:
            assert transaction.keep_notice(contents[0], later(days=2)) is False
            assert transaction.keep_notice(contents[2], later(days=0)) is True
        with store.read() as transaction:
            assert transaction.notices() == contents

    def test_personal_values_are_replaced(self, store: Store) -> None:
        """A correction brings the whole of the personal values anew; a change without any leaves them."""
        before = save(store, replace(new_case(1), personal={"salt": "1", "values": {"operator": "王某", "age": 41}}))
        before = save(store, next_change(before, b.reported()))
        with store.read() as transaction:
            assert transaction.personal(case_id(1)) == {"salt": "1", "values": {"operator": "王某", "age": 41}}
        save(store, replace(next_change(before, b.reported()), personal={"salt": "2", "values": {}}))
        with store.read() as transaction:
            assert transaction.personal(case_id(1)) == {"salt": "2", "values": {}}

    def test_erasing_leaves_the_records(self, store: Store) -> None:
        """Personal values and the fingerprints of keys go; the case, its records and its keys stay."""
        change = new_case(1)
        saved = save(store, replace(change, personal={"values": {"operator": "王某"}}, key=key_use(change, "k-1")))
        with store.write() as transaction:
            assert transaction.erase(case_id(1), later(days=1)) is True
        with store.write() as transaction:
            assert transaction.erase(case_id(1), later(days=2)) is False
            assert transaction.erase(case_id(2), later(days=2)) is False
        with store.read() as transaction:
            assert transaction.personal(case_id(1)) is None
            assert transaction.load(case_id(1)) == saved
            assert len(list(transaction.records(case_id(1)))) == 1
            assert transaction.key_use("k-1") == replace(key_use(change, "k-1"), fingerprint=None, salt="")

    def test_an_error_takes_everything_back(self, store: Store) -> None:
        """A transaction that ends with an error leaves nothing, whatever it wrote and erased before."""
        change = replace(new_case(1), personal={"salt": "1"}, definition=b.definition())
        before = save(store, replace(change, key=key_use(change, "k-1")))
        known = contents(store)

        def write_and_stop() -> None:
            with store.write() as transaction:
                transaction.save(replace(new_case(2), definition=b.definition(2)))
                transaction.save(replace(next_change(before, b.reported()), personal={"salt": "2"}))
                transaction.reindex([Attention(case_id(1), 2, later(days=1))])
                transaction.erase(case_id(1), later(days=1))
                raise Interrupted

        with pytest.raises(Interrupted):
            write_and_stop()
        assert contents(store) == known

    def test_a_transaction_reads_what_it_wrote(self, store: Store) -> None:
        """Many commands in one transaction build on each other."""
        with store.write() as transaction:
            transaction.save(new_case(1))
            before = transaction.load(case_id(1))
            assert before is not None
            transaction.save(next_change(before, b.reported()))
            assert [record.seq for record in transaction.records(case_id(1))] == [1, 2]

    def test_callbacks_wait_for_the_commit(self, store: Store) -> None:
        """A callback runs once, in order, when the transaction is over, and finds what it wrote."""
        seen: list[object] = []
        with store.write() as transaction:
            transaction.save(new_case(1))
            transaction.on_commit(lambda: seen.append(contents(store)[-1]))
            transaction.on_commit(lambda: seen.append("second"))
            assert seen == []
        assert seen == [[case_id(1)], "second"]

    def test_callbacks_do_not_run_after_an_error(self, store: Store) -> None:
        """What was rolled back calls nobody."""
        seen: list[str] = []

        def write_and_stop() -> None:
            with store.write() as transaction:
                transaction.save(new_case(1))
                transaction.on_commit(lambda: seen.append("called"))
                raise Interrupted

        with pytest.raises(Interrupted):
            write_and_stop()
        assert seen == []

    def test_one_of_two_commands_wins(self, store: Store) -> None:
        """Of many threads that loaded the same state, exactly one saves; the others are told that they are late."""
        before = save(store, new_case(1))
        results = race(lambda number: save(store, next_change(before, b.reported(str(number)))))
        assert sorted(results) == ["Stale"] * 3 + ["saved"]
        with store.read() as transaction:
            found = transaction.load(case_id(1))
            assert found is not None
            rows = transaction.stored_rows(case_id(1))
            assert verify_stored(rows, case=case_id(1), head=(found.seq, found.head)) == 2

    def test_a_key_is_used_once_by_many(self, store: Store) -> None:
        """Of many threads that send the same command with one key, exactly one begins a case."""

        def begin(number: int) -> None:
            change = new_case(number + 1)
            save(store, replace(change, key=key_use(change, "k-1"), definition=b.definition()))

        assert sorted(race(begin)) == ["KeyTaken"] * 3 + ["saved"]
        with store.read() as transaction:
            assert len(list(transaction.heads())) == 1

    def test_cases_do_not_disturb_each_other(self, store: Store) -> None:
        """Many threads that each begin a case of their own, the first of its bundle, all succeed."""
        assert race(lambda number: save(store, replace(new_case(number), definition=b.definition()))) == ["saved"] * 4

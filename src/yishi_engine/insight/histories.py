"""Reading the past of a store, a page at a time, so that memory does not grow with the number of cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yishi_engine.engine.recording import event_of_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from yishi_engine.case.events import Event
    from yishi_engine.store.port import Store

PAGE: Final = 200


def ended_histories(
    store: Store, *, since: datetime | None = None, until: datetime | None = None, bundle: str | None = None
) -> Iterator[tuple[str, tuple[Event, ...]]]:
    """Yield id and events of every case that ended, in order of ids.

    Args:
        store: Where they are kept.
        since: Only those that ended then or later; aware.
        until: Only those that ended before; aware.
        bundle: Only those of this bundle.
    """

    def page(after: str) -> tuple[list[str], dict[str, tuple[Event, ...]]]:
        with store.read() as transaction:
            ids = transaction.ended(after=after, limit=PAGE, since=since, until=until, bundle=bundle)
            found = transaction.histories(ids)
        return ids, {case_id: tuple(map(event_of_record, records)) for case_id, records in found.items()}

    yield from _paged(page)


def unfinished_histories(store: Store) -> Iterator[tuple[str, tuple[Event, ...]]]:
    """Yield id and events of every case that has not ended, or still needs attention, in order of ids."""

    def page(after: str) -> tuple[list[str], dict[str, tuple[Event, ...]]]:
        with store.read() as transaction:
            ids = transaction.unfinished(after=after, limit=PAGE)
            found = transaction.histories(ids)
        return ids, {case_id: tuple(map(event_of_record, records)) for case_id, records in found.items()}

    yield from _paged(page)


def _paged(
    page: Callable[[str], tuple[list[str], dict[str, tuple[Event, ...]]]],
) -> Iterator[tuple[str, tuple[Event, ...]]]:
    after = ""
    while True:
        ids, found = page(after)
        if not ids:
            return
        for case_id in ids:
            if case_id in found:
                yield case_id, found[case_id]
        after = ids[-1]

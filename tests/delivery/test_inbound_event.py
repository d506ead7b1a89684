"""What is handed over as a message and is none at all."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.engine.conftest import catalog
from yishi_engine import Engine, MemoryStore
from yishi_engine.delivery.inbound import Inbound, Sender
from yishi_engine.errors import ArgumentInvalid


@pytest.mark.parametrize("event", [None, 5, ["x"], object()], ids=lambda event: type(event).__name__)
def test_what_is_no_event(event: object) -> None:
    """It is refused by name: nobody could ever carry it out, so it is not listed either."""
    engine = Engine(store=MemoryStore(), catalog=catalog(), clock=lambda: datetime(2026, 2, 11, 1, tzinfo=UTC))
    inbound = Inbound(engine, {"fire": Sender(department="xfjy", actor_id="fire-system")})
    with pytest.raises(ArgumentInvalid, match="event must be bytes") as caught:
        inbound.receive(event, sender="fire")  # type: ignore[arg-type]
    assert caught.value.field == "event"
    assert inbound.exceptions() == []

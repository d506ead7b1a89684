"""Telling others what happened: events to sinks, in order of each case, at least once."""

from yishi_engine.delivery.relay import Relay, RelayReport
from yishi_engine.delivery.retrying import RetryPolicy
from yishi_engine.delivery.sink import CallableSink, DeliveryFailed, DeliveryRefused, Message, PreparedSink, Sink
from yishi_engine.delivery.worker import Worker

__all__ = [
    "CallableSink",
    "DeliveryFailed",
    "DeliveryRefused",
    "Message",
    "PreparedSink",
    "Relay",
    "RelayReport",
    "RetryPolicy",
    "Sink",
    "Worker",
]

"""What can be wrong with a message of a department's system, besides what can be wrong with any command."""

from __future__ import annotations

from typing import ClassVar

from yishi_engine.errors import YishiError


class MessageMalformed(YishiError):
    """A message is no CloudEvent, or its data are not the fields of its command."""

    code: ClassVar[str] = "inbound.malformed"


class MessageUnknown(YishiError):
    """A message asks for something that departments' systems cannot ask for."""

    code: ClassVar[str] = "inbound.unknown"


class MessageLate(YishiError):
    """Something happened, by the message, before what is on record already, or in the future."""

    code: ClassVar[str] = "inbound.late"


class MessageErased(YishiError):
    """A message cannot be retried any more, because the personal data of its case were erased."""

    code: ClassVar[str] = "inbound.erased"


class MessageFault(YishiError):
    """The engine failed on a message in a way that nobody foresaw; the log has more."""

    code: ClassVar[str] = "inbound.fault"

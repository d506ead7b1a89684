"""The one place that knows a logger. Audit records are data in the store; here they are only mirrored.

A standard library logger is wrapped, so that nothing is printed unless the host set up logging; its structlog
configuration, if it has one, decides how an event looks.
"""

from __future__ import annotations

import logging  # noqa: TID251  (this is the module that wraps it)
from typing import TYPE_CHECKING, Final

import structlog

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yishi_engine.audit import AuditRecord

_standard: Final = logging.getLogger("yishi_engine")
_logger: Final = structlog.wrap_logger(_standard)


def mirror(records: Iterable[AuditRecord]) -> None:
    """Emit each record as one event ``audit``, after it was committed.

    A logger that fails is reported to the standard one and no further: the command is done and must not look undone.
    """
    # An unconfigured structlog renders before the standard logger drops the text: it would cost more than a command.
    if structlog.is_configured() or _standard.isEnabledFor(logging.INFO):
        try:
            for record in records:
                _logger.info("audit", **record.to_json())
        except Exception:  # noqa: BLE001  (a host may configure any processor)
            _standard.exception("an audit record could not be mirrored")


def failed(event: str, error: BaseException, **context: str) -> None:
    """Emit that something failed and was set aside; the error's text holds no personal data."""
    _logger.error(event, error=type(error).__name__, message=str(error), **context)


def noted(event: str, **context: str) -> None:
    """Emit something that an operator may want to look at; the context holds no personal data."""
    _logger.warning(event, **context)

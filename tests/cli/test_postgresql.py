"""The commands on PostgreSQL."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Run

pytestmark = pytest.mark.postgres


def test_everything_works_there_too(yishi: Run, postgresql_url: str) -> None:
    """The demonstration plays on PostgreSQL, and what it advises works there."""
    before = yishi("case", "show", "x", "--db", postgresql_url)
    assert (before.code, before.err.count("\n")) == (1, 1)
    played = yishi("demo", "--db", postgresql_url)
    assert (played.code, played.err) == (0, "")
    for command in played.out.splitlines()[-3:]:
        assert yishi(*shlex.split(command)[1:]).code == 0, command
    assert yishi("audit", "checkpoint", "-o", "kept.jsonl", "--db", postgresql_url).code == 0
    assert yishi("audit", "verify", "--checkpoint", "kept.jsonl", "--db", postgresql_url).code == 0


def test_password_is_not_repeated(yishi: Run, postgresql_url: str) -> None:
    """A password in the URL appears in no advice and no error."""
    scheme, _, rest = postgresql_url.partition("://")
    url = f"{scheme}://{rest.partition('@')[0].partition(':')[0]}:hidden-words@{rest.partition('@')[2]}"
    played = yishi("demo", "--db", url)
    assert "hidden-words" not in played.out + played.err

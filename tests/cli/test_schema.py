"""``yishi schema``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from yishi_engine.bundle.schema import json_schema

if TYPE_CHECKING:
    from tests.cli.conftest import Run


def test_schema_is_printed(yishi: Run) -> None:
    """The JSON Schema that the library gives is printed as it is, in readable Chinese."""
    result = yishi("schema")
    assert (result.code, result.err) == (0, "")
    assert json.loads(result.out) == json.loads(json.dumps(json_schema()))
    assert "\\u" not in result.out

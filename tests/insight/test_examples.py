"""The examples in the documentation are what the program writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.insight import examples

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.slow
@pytest.mark.parametrize("make", [examples.simulation, examples.bulletin])
def test_examples_are_written_anew_as_they_are(make: Callable[[], dict[str, str]]) -> None:
    """Byte for byte; ``python -m tests.insight.examples`` writes them when something was changed on purpose."""
    for file, text in make().items():
        assert (examples.FOLDER / file).read_bytes().decode() == text, file

"""How hard the random tests search.

``YISHI_MODEL_EFFORT=20 pytest tests/model`` tries twenty times as many examples as an ordinary run.
"""

from __future__ import annotations

import os
from random import Random
from typing import Final

from hypothesis import HealthCheck, settings

FACTOR: Final = float(os.environ.get("YISHI_MODEL_EFFORT", "1"))


def effort(examples: int) -> settings:
    """Return Hypothesis settings for a number of examples, multiplied by the environment's wish."""
    return settings(
        max_examples=max(1, round(examples * FACTOR)),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )


def seeds(number: int) -> range:
    """Return seeds for the plain source of chance, as many times more as the environment wishes."""
    return range(max(1, round(number * FACTOR)))


def chance(seed: int) -> Random:
    """Return a source of chance that does the same again for the same seed."""
    return Random(seed)  # noqa: S311  (nothing is kept secret by it)

"""Settings for the whole test suite."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# Deadlines measure the machine, not the code. A run that decides on a change must not find by luck what the next one
# misses, so it draws the same examples every time; a developer's runs go on searching.
settings.register_profile("search", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("repeatable", settings.get_profile("search"), derandomize=True, print_blob=True)
settings.load_profile("repeatable" if os.environ.get("CI") else "search")

# The developer's own database is none of the tests' business.
os.environ.pop("YISHI_DB", None)

pytest_plugins = ("tests.databases",)

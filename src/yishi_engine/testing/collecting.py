"""A feature file becomes a module of tests, one a scenario, without a Python file."""

from __future__ import annotations

from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from pytest_bdd import scenario
from pytest_bdd.feature import features, get_feature
from pytest_bdd.parser import Step
from pytest_bdd.scenario import find_fixturedefs_for_step
from pytest_bdd.types import STEP_TYPES

from yishi_engine.testing.features import check_feature
from yishi_engine.testing.running import register, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_bdd.parser import Feature

# Editors on Windows begin a file with a byte order mark.
_ENCODING = "utf-8-sig"


class FeatureFile(pytest.Module):
    """Collects the scenarios of one file; a fault in it is an error of collection that names file and line."""

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        """Check the file, then collect its scenarios.

        Raises:
            CollectError: The file has faults; names all of them.
        """
        register(self.config)
        faults = check_feature(self.path, file=shown(str(self.path), self.config), own_steps=self._is_step)
        if faults:
            raise self.CollectError("\n".join(str(fault) for fault in faults))
        return super().collect()

    def funcnamefilter(self, name: str) -> bool:
        """Take every function: they are called as the scenarios are, whatever the project calls its tests."""
        return isinstance(self.obj.__dict__.get(name), FunctionType)

    def _getobj(self) -> ModuleType:
        module = ModuleType(self.path.stem)
        path = str(self.path)
        features.pop(path, None)  # it may have changed since another run in this process read it
        feature = get_feature(str(self.path.parent), self.path.name, encoding=_ENCODING)
        for tag in sorted(_tags(feature)):  # else pytest takes each for a misspelt marker
            self.config.addinivalue_line("markers", tag)
        for name, template in feature.scenarios.items():
            bind = scenario(self.path.name, name, encoding=_ENCODING, features_base_dir=str(self.path.parent))
            test: Any = bind(lambda: None)
            test.place_as = _placed(path, template.line_number)
            setattr(module, name, test)
        return module

    def _is_step(self, text: str) -> bool:
        """Tell whether a step of the project's own, in a ``conftest.py`` or a plugin, is worded so."""
        fixtures = self.session._fixturemanager  # noqa: SLF001  # pytest has no public way to look for a fixture
        steps = (Step(name=text, type=each, indent=0, line_number=0, keyword="") for each in STEP_TYPES)
        return any(True for step in steps for _ in find_fixturedefs_for_step(step, fixtures, self))


def _tags(feature: Feature) -> set[str]:
    found = set(feature.tags)
    for template in feature.scenarios.values():
        found |= template.tags | (template.rule.tags if template.rule else set())
        found.update(*(examples.tags for examples in template.examples))
    return found


def _placed(path: str, line: int) -> FunctionType:
    """Return a function that claims to stand in the feature, so that pytest reports that place."""

    def placed() -> None:
        """Do nothing."""

    code: CodeType = placed.__code__.replace(co_filename=path, co_firstlineno=line)
    return FunctionType(code, {})

"""The steps that ship, for pytest-bdd.

The plugin makes them known to every feature in Chinese. Where it is switched off, a module of steps of one's own gets
them by ``from yishi_engine.testing.steps import *``.
"""

from types import ModuleType

from yishi_engine.testing.steps import acting as _acting
from yishi_engine.testing.steps import arranging as _arranging
from yishi_engine.testing.steps import auditing as _auditing
from yishi_engine.testing.steps import expecting as _expecting
from yishi_engine.testing.steps import seeing as _seeing
from yishi_engine.testing.steps.fixtures import yishi_bundles as yishi_bundles
from yishi_engine.testing.steps.fixtures import yishi_world as yishi_world

# pytest-bdd finds a step by a fixture that its decorator leaves in the module, under a name that is no identifier.
_STEPS = {
    name: value
    for module in (_acting, _arranging, _auditing, _expecting, _seeing)
    for name, value in vars(module).items()
    if name.startswith("pytestbdd_")
}
globals().update(_STEPS)


def as_plugin() -> ModuleType:
    """Return the steps as a plugin of pytest, without the fixtures: those a project may override."""
    plugin = ModuleType(__name__)
    vars(plugin).update(_STEPS)
    return plugin

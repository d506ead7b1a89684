"""The thin shell: load a case, decide, and write everything in one transaction."""

from yishi_engine.engine.engine import Engine
from yishi_engine.engine.page import Page
from yishi_engine.engine.sweep import SweepFailure, SweepReport

__all__ = ["Engine", "Page", "SweepFailure", "SweepReport"]

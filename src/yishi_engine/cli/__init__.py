"""``yishi``, the command line. Commands are imported when they are used, so that help and completion answer at once."""

from yishi_engine.cli.program import main

__all__ = ["main"]

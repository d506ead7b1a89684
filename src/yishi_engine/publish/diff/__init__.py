"""What changes from one definition to another, in words: for applicants, for each department, and for deadlines."""

from yishi_engine.publish.diff.change import Change, Concerns, Difference
from yishi_engine.publish.diff.comparing import Comparison, compare, compare_catalogs

__all__ = ["Change", "Comparison", "Concerns", "Difference", "compare", "compare_catalogs"]

"""What the pages are put together from: docstrings and tables."""

from __future__ import annotations

from yishi_engine.case.commands import SuspendTask
from yishi_engine.case.events import ClockWarning, TaskGranted
from yishi_engine.publish.docstrings import attributes, summary
from yishi_engine.publish.tables import code, table


class Documented:
    """A thing with ``code``, and ``more``.

    More about it.

    Attributes:
        first: One thing,
            told on two lines.
        second: Another ``thing``.
    """


class Inheriting(Documented):
    """A thing of its own.

    Attributes:
        second: Said anew.
    """


def test_summary_is_the_first_paragraph_on_one_line() -> None:
    """Code is written as in Markdown."""
    assert summary(Documented) == "A thing with `code`, and `more`."
    assert summary(TaskGranted) == "The department decided for the applicant."


def test_attributes_are_read_with_their_continuations() -> None:
    """Each attribute has its text, however many lines it takes."""
    assert attributes(Documented) == {"first": "One thing, told on two lines.", "second": "Another `thing`."}
    assert attributes(SuspendTask)["procedure"] == "One of the item's `special_procedures`."


def test_attributes_are_inherited() -> None:
    """What a base class says holds, unless the class says it anew."""
    assert attributes(Inheriting) == {"first": "One thing, told on two lines.", "second": "Said anew."}
    assert attributes(ClockWarning)["duty"].startswith("`verification` or `follow_up`")


def test_classes_without_attributes() -> None:
    """A docstring of one sentence, or none at all, has no attributes."""
    assert attributes(type("Plain", (), {"__doc__": "Plain."})) == {}
    assert attributes(type("Silent", (), {})) == {}
    assert summary(type("Silent", (), {"__doc__": ""})) == ""


def test_a_table_has_a_head_a_rule_and_its_rows() -> None:
    """Bars inside cells are escaped, for they would end the cell."""
    assert table(("a", "b"), [("1", "x | y"), ("2", "")]) == "| a | b |\n|---|---|\n| 1 | x \\| y |\n| 2 |  |\n"


def test_names_as_code() -> None:
    """Names stand in backquotes with commas between them."""
    assert code(["a", "b"]) == "`a`, `b`"
    assert code([]) == ""

"""A guide from a definition: every section that the public standards list, whole or for one situation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yishi_engine.publish.flowchart.notes import answers_words
from yishi_engine.publish.guide import contents, handling, overview, savings
from yishi_engine.publish.guide.model import Guide
from yishi_engine.publish.guide.source import Source
from yishi_engine.publish.selection import select

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yishi_engine.bundle.model import Bundle, Department


def make_guide(
    bundle: Bundle,
    departments: Mapping[str, Department],
    answers: Mapping[str, object] | None = None,
    *,
    digest: str = "",
) -> Guide:
    """Return the guide of a bundle.

    Args:
        bundle: A checked bundle.
        departments: The departments by key.
        answers: Question id to stored value, for one situation; what they leave open stays in under its condition.
        digest: Of the definition.
    """
    source = Source(selection=select(bundle, answers), departments=departments)
    situation = answers_words(source.selection)
    return Guide(
        bundle=bundle.id,
        version=bundle.version,
        digest=digest,
        title=f"{bundle.name}“一件事”办事指南",
        subtitle=(f"牵头部门：{source.lead}", *([f"适用情形：{situation}"] if situation else [])),
        sections=(
            overview.basics(source),
            overview.departments(source),
            overview.situations(source),
            contents.items(source),
            contents.form(source),
            contents.materials(source),
            handling.process(source),
            handling.limits(source),
            handling.fees(source),
            handling.complaints(source),
            handling.rating(source),
            savings.section(source),
        ),
    )

"""Definitions as YAML: what is written reads back as it was."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model.bundles import definitions
from yishi_engine.bundle import Bundle, Definition, load_bundles
from yishi_engine.positioned import parse_yaml
from yishi_engine.publish.yaml_text import bundle_yaml, departments_yaml, flow, plain_of
from yishi_engine.resources import bundles_folder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.model.situation import Plain


def as_lists(value: object) -> object:
    """Return plain data with lists for tuples."""
    if isinstance(value, dict):
        return {key: as_lists(each) for key, each in value.items()}
    return [as_lists(each) for each in value] if isinstance(value, list | tuple) else value


@pytest.mark.parametrize("definition", [*load_bundles(bundles_folder()).definitions()], ids=lambda each: each.bundle.id)
def test_shipped_bundles_keep_their_digest(definition: Definition, tmp_path: Path) -> None:
    """Written anew a shipped bundle is the same version: nothing but comments and spelling is lost."""
    departments = {key: each.model_dump(exclude_unset=True) for key, each in definition.departments.items()}
    (tmp_path / "departments.yaml").write_text(departments_yaml(departments), encoding="utf-8")
    (tmp_path / "bundle.yaml").write_text(bundle_yaml(plain_of(definition.bundle)), encoding="utf-8")
    (again,) = load_bundles(tmp_path).definitions()
    assert again.digest == definition.digest
    assert again.departments == definition.departments


@given(definitions())
@settings(max_examples=40, deadline=None)
def test_random_bundles_read_back(definition: Plain) -> None:
    """Any bundle reads back as the plain data that it was written from."""
    plain = plain_of(Bundle.model_validate(definition))
    assert parse_yaml(bundle_yaml(plain), "").data == as_lists(plain)


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn"]), min_size=1, max_size=20).filter(
    str.strip
)


@given(TEXTS)
@settings(max_examples=300)
def test_any_text_reads_back(text: str) -> None:
    """A text that looks like something else, or holds signs of YAML, is quoted; in a list and in a mapping."""
    assert parse_yaml(f"a: {flow([text])}\nb: {flow({'c': text})}\nd: {flow(text)}\n", "").data == {
        "a": [text],
        "b": {"c": text},
        "d": text,
    }


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (True, "true"),
        (5, "5"),
        (date(2026, 1, 1), "2026-01-01"),
        (Decimal("0.50"), "0.50"),
        ("510900", '"510900"'),
        ("2026-01-01", '"2026-01-01"'),
        ("true", '"true"'),
        ("3 工作日", "3 工作日"),
        ('kind == "中餐"', '"kind == \\"中餐\\""'),
        ("area > 50", '"area > 50"'),
        ("a: b", '"a: b"'),
        ([], "[]"),
        ({"id": "a", "name": "甲"}, "{id: a, name: 甲}"),
    ],
)
def test_values(value: object, written: str) -> None:
    """Values are written as a designer writes them, quoted only where they must be."""
    assert flow(value) == written


def test_style() -> None:
    """Items stand over several lines with an empty one between them, short entries on one, long lists below."""
    text = bundle_yaml(
        {
            "id": "a",
            "basis": [f"某条例第{number}条及其实施细则的有关条款" for number in range(8)],
            "limits": {"total": "5 工作日"},
            "form": [{"id": "x", "label": "甲"}],
            "items": [{"id": "one", "name": "甲"}, {"id": "two", "fields": ["x"]}],
        },
        comment="第一行\n\n第三行",
    )
    assert text.startswith("# 第一行\n#\n# 第三行\n\nid: a\nbasis:\n  - 某条例第0条")
    assert "\nlimits:\n  total: 5 工作日\n" in text
    assert "\n  - {id: x, label: 甲}\n" in text
    assert text.endswith("items:\n  - id: one\n    name: 甲\n\n  - id: two\n    fields: [x]\n")

"""The beginning of a bundle passes every check, whatever was answered, and its feature proves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yishi_engine.bundle import Department
from yishi_engine.bundle.plain import check_plain
from yishi_engine.positioned import parse_yaml
from yishi_engine.publish.starting import Start, StartedItem, bundle_plain, bundle_text, feature_text
from yishi_engine.testing.run import run_features

if TYPE_CHECKING:
    from pathlib import Path

NAMES = st.text(st.sampled_from("开办餐馆（一）:#\"'-,[]{}&*"), min_size=1, max_size=8).filter(str.strip)


@st.composite
def starts(draw: st.DrawFn) -> Start:
    """Return a strategy of answers."""
    days = draw(st.lists(st.integers(1, 90), min_size=1, max_size=5))
    items = [
        StartedItem(
            id=f"item-{number}", name=f"{draw(NAMES)}{number}", department=draw(st.sampled_from("ab")), days=each
        )
        for number, each in enumerate(days)
    ]
    return Start(
        id="started",
        name=draw(NAMES),
        audience=draw(st.sampled_from(["person", "enterprise"])),
        lead="a",
        region=draw(st.sampled_from(["", "510900"])),
        items=tuple(items),
    )


@given(starts())
@settings(max_examples=40)
def test_every_beginning_passes_the_checks(start: Start) -> None:
    """No answer leads to a fault or a warning, and the file reads back as it was meant."""
    departments = {key: Department(name=key) for key in "ab"}
    bundle, told = check_plain(bundle_plain(start), departments)
    assert bundle is not None
    assert told == ()
    assert parse_yaml(bundle_text(start), "").data == bundle_plain(start)


@pytest.mark.parametrize("audience", ["person", "enterprise"])
def test_the_feature_proves_the_bundle(audience: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The feature runs against the bundle and passes, due dates included."""
    items = tuple(StartedItem(id=f"i{days}", name=f"事项{days}", department="a", days=days) for days in (1, 20, 90))
    start = Start(id="started", name="一件事", audience=audience, lead="a", items=items)
    (tmp_path / "departments.yaml").write_text("a: {name: 甲局}\n", encoding="utf-8")
    (tmp_path / "started.yaml").write_text(bundle_text(start), encoding="utf-8")
    (tmp_path / "started.feature").write_text(feature_text(start), encoding="utf-8")
    code = run_features([tmp_path], bundles=tmp_path)
    assert code == 0, capsys.readouterr().out


def test_the_total_holds_the_longest_item_and_the_issue() -> None:
    """Items run side by side, so that the longest counts, and a day for the results."""
    items = tuple(StartedItem(id=f"i{days}", name="x", department="a", days=days) for days in (3, 9, 4))
    assert Start(id="x", name="x", audience="person", lead="a", items=items).total == 10

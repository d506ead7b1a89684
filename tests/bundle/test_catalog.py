"""The catalog finds versions, and pins them by content."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from typing import TYPE_CHECKING

import pytest
import rfc8785

from tests.bundle.conftest import DATA
from yishi_engine.bundle import Bundle, Catalog, Definition, load_bundles, read_content
from yishi_engine.errors import NotFound, VersionChanged

if TYPE_CHECKING:
    from pathlib import Path


def load(folder: Path, text: str) -> Catalog:
    """Load the text of one bundle."""
    shutil.copy(DATA / "departments.yaml", folder)
    (folder / "bundle.yaml").write_text(text, encoding="utf-8")
    return load_bundles(folder)


@pytest.fixture
def catalog(tmp_path: Path, text: str) -> Catalog:
    """Return three versions: always, from 2026 and from 2027 on."""
    (tmp_path / "v2").mkdir()
    (tmp_path / "v3").mkdir()
    first = load(tmp_path, text.replace("effective_from: 2026-01-01\n", ""))
    second = load(tmp_path / "v2", text.replace("version: 1", "version: 2"))
    third = load(tmp_path / "v3", text.replace("version: 1", "version: 3").replace("2026-01-01", "2027-01-01"))
    return first.with_definitions(*third.definitions(), *second.definitions())


@pytest.mark.parametrize(
    ("on", "version"), [(None, 3), (dt.date(2025, 12, 31), 1), (dt.date(2026, 1, 1), 2), (dt.date(2027, 1, 1), 3)]
)
def test_newest_version_in_effect_is_taken(on: dt.date | None, version: int, catalog: Catalog) -> None:
    """Without a version the newest one in effect on the day counts, its first day included."""
    assert catalog.get("open-restaurant", on=on).version == version


def test_any_version_can_be_asked_for(catalog: Catalog) -> None:
    """A version is found by its number, whatever is in effect."""
    assert catalog.get("open-restaurant", 1).version == 1
    assert catalog.versions("open-restaurant") == (1, 2, 3)
    assert catalog.versions("none") == ()
    assert [bundle.version for bundle in catalog] == [1, 2, 3]
    assert (len(catalog), "open-restaurant" in catalog, "none" in catalog) == (3, True, False)
    assert catalog.departments["xfjy"].name == "消防救援支队"
    assert "open-restaurant" in repr(catalog)


def test_what_is_not_there_is_named(catalog: Catalog, tmp_path: Path, text: str) -> None:
    """An unknown bundle, an unknown version and a day before the first are not found, with advice."""
    with pytest.raises(NotFound, match="open-restaurant") as caught:
        catalog.get("open-restaurent")
    assert "是否想写 open-restaurant？" in caught.value.notice
    with pytest.raises(NotFound, match="1, 2, 3"):
        catalog.get("open-restaurant", 4)
    with pytest.raises(NotFound, match="2026-01-01"):
        load(tmp_path, text).get("open-restaurant", on=dt.date(2025, 12, 31))
    with pytest.raises(NotFound, match="none"):
        Catalog().get("open-restaurant")


def test_digest_does_not_depend_on_writing(tmp_path: Path, text: str) -> None:
    """Comments, the order of keys, quotes and ASCII units leave the digest alone."""
    lines = text.splitlines()
    name = next(line for line in lines if line.startswith("name:"))
    lines.remove(name)
    rewritten = "# a comment\n" + "\n".join([*lines, name.replace("开办餐馆", '"开办餐馆"')])
    rewritten = rewritten.replace("total: 15 工作日", "total: 15 wd").replace("when: area > 50", "when: (area>50)")
    before, after = load(tmp_path, text), load(tmp_path, rewritten)
    assert before.digest("open-restaurant", 1) == after.digest("open-restaurant", 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("开办餐馆", "开办饭店"),
        ("area > 50", "area >= 50"),
        ("max: 100000", "max: 99999"),
        ("gate: start", "gate: decide"),
    ],
)
def test_digest_depends_on_meaning(old: str, new: str, tmp_path: Path, text: str) -> None:
    """Whatever changes the bundle changes the digest."""
    before, after = load(tmp_path, text), load(tmp_path, text.replace(old, new))
    assert before.digest("open-restaurant", 1) != after.digest("open-restaurant", 1)


def test_digest_does_not_depend_on_departments(tmp_path: Path, text: str) -> None:
    """A new telephone number of a department is no new version of its bundles, though it stands in the content."""
    before = load(tmp_path, text)
    departments = (tmp_path / "departments.yaml").read_text(encoding="utf-8").replace("2222222", "3333333")
    (tmp_path / "departments.yaml").write_text(departments, encoding="utf-8")
    after = load_bundles(tmp_path)
    assert before.digest("open-restaurant", 1) == after.digest("open-restaurant", 1)
    assert "3333333" in after.content("open-restaurant", 1)


def test_content_is_canonical_and_reads_back(tmp_path: Path, text: str) -> None:
    """The content is canonical JSON from which the same definition comes back, dates and decimals included."""
    changed = (
        text.replace("type: integer, min: 1, max: 100000", "type: decimal, min: 0.50, max: 9")
        .replace(
            "questions:  ",
            "questions:\n  - {id: day, ask: 哪天?, type: date, min: 2026-01-01}\n#",
        )
        .replace("when: area > 50", 'when: area > 5.5 or day > "2026-03-01"')
    )
    catalog = load(tmp_path, changed)
    content = catalog.content("open-restaurant", 1)
    assert rfc8785.dumps(json.loads(content)).decode() == content
    bundle, departments = read_content(content)
    assert bundle == catalog.get("open-restaurant")
    assert departments == dict(catalog.definition("open-restaurant", 1).departments)
    again = Definition.of(bundle, departments)
    assert (again.content, again.digest) == (content, catalog.digest("open-restaurant", 1))
    assert set(departments) == {"scjg", "xfjy", "cgj"}


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"bundle": {}, "departments": {}}', '{"bundle": 1, "departments": {}}']
)
def test_what_is_no_content_is_refused(content: str) -> None:
    """Text that is no content of a definition is a ``ValueError``."""
    with pytest.raises(ValueError, match=r".+"):
        read_content(content)


def test_same_version_with_another_content_is_refused(catalog: Catalog, tmp_path: Path, text: str) -> None:
    """One version has one content; the same once more is no contradiction."""
    assert len(catalog.with_definitions(*catalog.definitions())) == 3
    other = load(tmp_path, text.replace("开办餐馆", "开办饭店"))
    with pytest.raises(VersionChanged):
        catalog.with_definitions(*other.definitions())


def test_loaded_bundles_cannot_be_changed(restaurant: Bundle) -> None:
    """A loaded bundle is frozen and hashable, down to its conditions."""
    with pytest.raises(ValueError, match="frozen"):
        restaurant.name = "x"  # type: ignore[misc]
    assert hash(restaurant) == hash(restaurant.model_copy())
    assert restaurant.item("fire-check").limit.amount == 5
    with pytest.raises(KeyError):
        restaurant.item("none")

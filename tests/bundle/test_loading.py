"""Files and folders: what is read, and that every fault of every file is named at once, however bad the file."""

from __future__ import annotations

import random
import shutil
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bundle.conftest import DATA
from yishi_engine.bundle import check_path, load_bundle, load_bundles
from yishi_engine.errors import DefinitionError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bundle.conftest import Checker


def codes(*paths: Path) -> list[str]:
    """Return the codes of all faults."""
    return [fault.code for fault in check_path(*paths)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the example and its departments."""
    return shutil.copytree(DATA, tmp_path / "bundles")


def test_example_of_the_contract_is_clean() -> None:
    """The example loads without a fault or a warning."""
    assert check_path(DATA) == ()
    assert load_bundle(DATA / "open-restaurant.yaml").name == "开办餐馆"


def test_folder_is_read_at_any_depth(folder: Path) -> None:
    """Bundles may lie in folders below; hidden folders and departments are no bundles."""
    inner = folder / "city" / "district"
    inner.mkdir(parents=True)
    other = (folder / "open-restaurant.yaml").read_text(encoding="utf-8").replace("id: open-restaurant", "id: open-inn")
    (inner / "open-inn.yaml").write_text(other, encoding="utf-8")
    (folder / ".git").mkdir()
    (folder / ".git" / "x.yaml").write_text("[", encoding="utf-8")
    assert [bundle.id for bundle in load_bundles(folder)] == ["open-inn", "open-restaurant"]


def test_nearest_departments_count(folder: Path) -> None:
    """A folder may list departments of its own; a single file finds them beside it or one folder above."""
    inner = folder / "county"
    inner.mkdir()
    shutil.move(folder / "open-restaurant.yaml", inner / "open-restaurant.yaml")
    assert load_bundle(inner / "open-restaurant.yaml").id == "open-restaurant"
    assert load_bundles(inner).departments["scjg"].name == "市场监督管理局"
    (inner / "departments.yaml").write_text("scjg: {name: 县市场监管局}\n", encoding="utf-8")
    assert codes(folder) == ["department.unknown", "department.unknown"]


def test_missing_departments_are_named_once(folder: Path) -> None:
    """Without departments.yaml there is one fault, not one for each mention of a department."""
    (folder / "departments.yaml").unlink()
    (fault,) = check_path(folder)
    assert (fault.code, fault.line) == ("file.missing", 0)
    assert fault.file.endswith("departments.yaml")


DEPARTMENTS = [
    ("scjg: {name: 市场监督管理局}\nxfjy: {name: 消防}\ncgj: {nmae: 城管}\n", ["key.unknown"], 3),
    ("scjg: {name: 市场监督管理局}\nxfjy: {name: 消防}\ncgj: {}\n", ["key.missing"], 3),
    ("scjg: {name: 市场监督管理局}\nxfjy: {name: 消防}\ncgj: 城管\n", ["value.type"], 3),
    ("scjg: {name: 市场监督管理局}\nxfjy: {name: 消防, kind: 机关}\ncgj: {name: 城管}\n", ["value.choice"], 2),
    ('scjg: {name: 市场监督管理局, region: "51"}\nxfjy: {name: 消防}\ncgj: {name: 城管}\n', ["region.invalid"], 1),
    (
        "scjg: {name: 市场监督管理局, uscc: 91350100M000100Y44}\nxfjy: {name: 消防}\ncgj: {name: 城管}\n",
        ["uscc.invalid"],
        1,
    ),
    ("scjg: {name: 市场监督管理局}\nxfjy: {name: 消防}\ncgj: {name: 城管}\n卫健: {name: 卫健委}\n", ["id.invalid"], 4),
    ("[scjg]\n", ["file.content"], 1),
    ("", ["file.content"], 1),
    ("scjg: {name: 市场监督管理局\n", ["yaml.syntax"], 2),
]


@pytest.mark.parametrize(("departments", "expected", "line"), DEPARTMENTS)
def test_faults_of_departments(departments: str, expected: list[str], line: int, text: str, check: Checker) -> None:
    """Faults of departments.yaml stand at their line and draw no faults of bundles after them."""
    faults = check(text, departments)
    assert [fault.code for fault in faults] == expected
    assert faults[0].line == line
    assert faults[0].file.endswith("departments.yaml")


def test_departments_can_be_checked_alone(folder: Path) -> None:
    """A departments.yaml may be checked by itself."""
    assert codes(folder / "departments.yaml") == []
    (folder / "departments.yaml").write_text("scjg: {}\n", encoding="utf-8")
    assert codes(folder / "departments.yaml") == ["key.missing"]


def test_same_version_twice_is_an_error(folder: Path) -> None:
    """Two files of one version contradict each other, whatever they say."""
    shutil.copy(folder / "open-restaurant.yaml", folder / "zz.yaml")
    (fault,) = check_path(folder)
    assert fault.code == "bundle.duplicate"
    assert (fault.file, fault.line) == (str(folder / "zz.yaml"), 2)
    assert "open-restaurant.yaml" in fault.message


def test_newer_version_that_is_effective_earlier_is_warned_of(folder: Path) -> None:
    """A version that comes into effect before an older one leaves that one unused."""
    newer = (folder / "open-restaurant.yaml").read_text(encoding="utf-8").replace("version: 1", "version: 2")
    (folder / "newer.yaml").write_text(newer.replace("2026-01-01", "2025-06-01"), encoding="utf-8")
    (fault,) = check_path(folder)
    assert (fault.code, fault.severity) == ("bundle.version_order", "warning")
    (folder / "newer.yaml").write_text(newer, encoding="utf-8")
    assert check_path(folder) == ()


def test_all_faults_of_all_files_are_raised_at_once(folder: Path) -> None:
    """Loading raises one error with the errors of every file, in the order of files and lines."""
    good = (folder / "open-restaurant.yaml").read_text(encoding="utf-8")
    (folder / "a.yaml").write_text(good.replace("version: 1", "version: 0"), encoding="utf-8")
    (folder / "b.yaml").write_text("[", encoding="utf-8")
    broken = good.replace("id: open-restaurant", "id: third").replace("when: area > 50", "when: aera > 50")
    (folder / "c.yaml").write_text(broken.replace("department: cgj", "department: cg"), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_bundles(folder)
    found = [(fault.file.rpartition("/")[2], fault.code) for fault in caught.value.faults]
    assert found == [
        ("a.yaml", "value.range"),
        ("b.yaml", "yaml.syntax"),
        ("c.yaml", "condition.unknown_name"),
        ("c.yaml", "department.unknown"),
    ]


def test_warnings_alone_do_not_forbid_loading(folder: Path) -> None:
    """A bundle with nothing but warnings loads, and the warnings stand in no error."""
    file = folder / "open-restaurant.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("acceptance: 5", "acceptance: 9"), encoding="utf-8")
    assert [fault.severity for fault in check_path(folder)] == ["warning"]
    assert len(load_bundles(folder)) == 1


def test_path_that_does_not_exist(tmp_path: Path) -> None:
    """A path that leads nowhere is a fault, no traceback."""
    assert codes(tmp_path / "none") == ["file.missing"]
    assert codes(tmp_path / "none.yaml") == ["file.missing"]


def test_folder_without_bundles(tmp_path: Path) -> None:
    """A folder without bundles is a fault; a file with the wrong suffix is warned of."""
    (tmp_path / "a.yml").write_text("id: a", encoding="utf-8")
    assert codes(tmp_path) == ["file.no_bundle", "file.suffix"]


def test_paths_given_twice_count_once(folder: Path) -> None:
    """A file that is named twice, or lies in a folder that is named too, is read once."""
    assert codes(folder, folder / "open-restaurant.yaml", folder) == []


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
NOISE = {
    "empty": b"",
    "comment": b"# nothing\n",
    "list": b"- a\n- b\n",
    "word": b"hello\n",
    "number": b"5\n",
    "bomb": BOMB.encode(),
    "nul": b"id: \x00\n",
    "not UTF-8": b"id: \xff\xfe\n",
    "UTF-16": "id: x".encode("utf-16"),
    "one megabyte": b"id: " + b"x" * 1_000_000,
    "deep": b"[" * 5_000,
    "deep mapping": b"{a: " * 5_000,
    "many items": b"items:\n" + b"- {}\n" * 15_000,
    "many keys": b"".join(b"k%d: 1\n" % number for number in range(9_000)),
    "long line": b"id: [" + b"1," * 15_000 + b"]",
    "two documents": b"id: a\n---\nid: b\n",
    "Python tag": b"id: !!python/object/apply:os.system [exit]\n",
    "merge": b"<<: {id: a}\n",
    "null key": b"~: 1\n? [a]\n: 1\n",
    "all wrong": b"id: []\nversion: {}\nname: 1\naudience: []\nlead_department: {}\nlimits: 5\nquestions: x\nform: 1\n"
    b"materials: {}\nitems: [1, {}, [], null, {id: 5, fields: x, depends_on: [1, {}], special_procedures: [1, {}]}]\n",
}


@pytest.mark.parametrize("name", NOISE)
def test_noise_is_named_quickly_and_never_raises(name: str, tmp_path: Path) -> None:
    """Files that are no definitions give faults with Chinese messages, within seconds, and nothing else."""
    (tmp_path / "departments.yaml").write_bytes((DATA / "departments.yaml").read_bytes())
    (tmp_path / "noise.yaml").write_bytes(NOISE[name])
    began = time.process_time()  # not the clock on the wall, which goes on while others use the machine
    faults = check_path(tmp_path)
    assert time.process_time() - began < 5
    assert faults
    for fault in faults:
        assert fault.file.endswith("noise.yaml")
        assert any("\u4e00" <= sign <= "\u9fff" for sign in fault.message), fault
        assert "Input should" not in fault.message
        assert len(fault.message) < 300


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_random_bytes_never_raise(tmp_path: Path, noise: bytes) -> None:
    """Random bytes are refused with a fault."""
    (tmp_path / "noise.yaml").write_bytes(noise)
    assert check_path(tmp_path / "noise.yaml")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
def test_damaged_definitions_never_raise(tmp_path: Path, text: str, seed: int) -> None:
    """A good definition with lines lost, doubled or swapped gives faults or loads; nothing else happens."""
    chance = random.Random(seed)  # noqa: S311
    lines = text.splitlines()
    for _ in range(chance.randint(1, 4)):
        one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(4):
            case 0:
                del lines[one]
            case 1:
                lines.insert(one, lines[other])
            case 2:
                lines[one], lines[other] = lines[other], lines[one]
            case _:
                words = lines[one].split(" ")
                chance.shuffle(words)
                lines[one] = " ".join(words)
    shutil.copy(DATA / "departments.yaml", tmp_path)
    (tmp_path / "damaged.yaml").write_text("\n".join(lines), encoding="utf-8")
    for fault in check_path(tmp_path):
        assert fault.line >= 1, fault
        assert fault.line <= len(lines) + 1


def test_the_whole_catalogue_of_a_city_is_checked_in_seconds(tmp_path: Path, text: str) -> None:
    """227 bundles are checked within ten seconds."""
    shutil.copy(DATA / "departments.yaml", tmp_path)
    for number in range(227):
        (tmp_path / f"bundle-{number}.yaml").write_text(
            text.replace("id: open-restaurant", f"id: bundle-{number}"), encoding="utf-8"
        )
    began = time.perf_counter()
    assert check_path(tmp_path) == ()
    assert time.perf_counter() - began < 10

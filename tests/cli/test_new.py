"""``yishi new``."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from yishi_engine.bundle import check_path, load_bundles

if TYPE_CHECKING:
    from tests.cli.conftest import Result, Run

GIVEN = ("--yes", "--id", "open-shop", "--name", "开办便利店", "--lead", "scjg=市场监督管理局")
ITEM = ("--item", "licence:营业执照核发:scjg:1")
SIGN = ("--item", "signboard:户外招牌设置:cgj=城市管理局:3")


class Answer(Protocol):
    """Runs the program with lines on its standard input."""

    def __call__(self, *arguments: str, lines: list[str]) -> Result:
        """Return how it ended."""


@pytest.fixture
def answering(yishi: Run, monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Return a function that runs the program and types answers."""

    def run(*arguments: str, lines: list[str]) -> Result:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return yishi(*arguments)

    return run


def test_options_alone_start_a_bundle(yishi: Run) -> None:
    """With --yes nothing is asked; the bundle has no fault, and its feature passes."""
    result = yishi("new", *GIVEN, "--region", "510900", *ITEM, *SIGN)
    assert (result.code, result.err) == (0, "")
    assert check_path("bundles") == ()
    (bundle,) = load_bundles("bundles")
    assert (bundle.id, bundle.region, [item.department for item in bundle.items]) == (
        "open-shop",
        "510900",
        ["scjg", "cgj"],
    )
    assert yishi("test", "features", "--bundles", "bundles").code == 0


def test_questions_start_a_bundle(answering: Answer) -> None:
    """What is not given is asked in Chinese; an answer that cannot be taken is asked for again, with the reason."""
    lines = ["开办便利店", "Open Shop", "open-shop", "公司", "企业", "51", "510900", "scjg", "市场监督管理局"]
    items = [
        "营业执照核发",
        "licence",
        "scjg",
        "1",
        "有的",
        "是",
        "户外招牌设置",
        "licence",
        "signboard",
        "cgj",
        "城市管理局",
        "three",
        "3",
        "否",
    ]
    result = answering("new", lines=[*lines, *items])
    assert (result.code, result.err) == (0, "")
    assert "一件事叫什么" in result.out
    assert "以小写字母开头" in result.out
    assert "写企业或者个人" in result.out
    assert "写是或者否" in result.out
    assert '"licence"是前面一个事项的标识，换一个' in result.out
    assert "Error" not in result.out
    assert "[y/N]" not in result.out
    assert "写六位代码" in result.out
    assert "写 1 至 90 的整数" in result.out
    assert check_path("bundles") == ()
    (bundle,) = load_bundles("bundles")
    assert [(item.name, str(item.committed_limit)) for item in bundle.items] == [
        ("营业执照核发", "1 工作日"),
        ("户外招牌设置", "3 工作日"),
    ]
    assert str(bundle.limits.total) == "4 工作日"


def test_what_is_given_is_not_asked(answering: Answer) -> None:
    """Options and questions go together."""
    result = answering("new", *GIVEN[1:], *ITEM, lines=["个人", ""])
    assert result.code == 0
    assert "一件事叫什么" not in result.out
    (bundle,) = load_bundles("bundles")
    assert (bundle.audience, bundle.region) == ("person", None)


def test_departments_that_are_listed_stay_as_they_are(yishi: Run) -> None:
    """New departments are added below; comments and entries that are there are kept."""
    folder = Path("bundles")
    folder.mkdir()
    before = "# 本市部门\nscjg: {name: 遂宁市市场监督管理局}"
    (folder / "departments.yaml").write_text(before, encoding="utf-8")
    assert yishi("new", *GIVEN, *ITEM, *SIGN).code == 0
    after = (folder / "departments.yaml").read_text(encoding="utf-8")
    assert after == f"{before}\ncgj: {{name: 城市管理局}}\n"


@pytest.mark.parametrize("there", ["bundles/open-shop.yaml", "features/open-shop.feature"])
def test_nothing_is_overwritten(yishi: Run, there: str) -> None:
    """Where one of the files is there, none is written."""
    Path(there).parent.mkdir()
    Path(there).write_text("mine", encoding="utf-8")
    result = yishi("new", *GIVEN, *ITEM)
    assert (result.code, result.out, result.err.count("\n")) == (1, "", 1)
    assert there in result.err
    assert [path for path in Path().rglob("*") if path.is_file()] == [Path(there)]
    assert Path(there).read_text(encoding="utf-8") == "mine"


def test_an_id_whose_files_are_there_is_asked_for_again(answering: Answer, yishi: Run) -> None:
    """In the dialogue an id that would overwrite a bundle costs that answer, and none of the others."""
    assert yishi("new", *GIVEN, *ITEM).code == 0
    lines = ["开办面馆", "open-shop", "open-noodles", "", "", "scjg", "执照", "licence", "scjg", "1", ""]
    result = answering("new", lines=lines)
    assert (result.code, result.err) == (0, "")
    assert "“bundles/open-shop.yaml”已经有了，换一个标识" in result.out
    assert [bundle.name for bundle in load_bundles("bundles")] == ["开办面馆", "开办便利店"]


def test_folders_may_be_others(yishi: Run) -> None:
    """Definitions and features go where one says."""
    assert yishi("new", *GIVEN, *ITEM, "-o", "a/b", "--features", "c").code == 0
    assert Path("a/b/open-shop.yaml").is_file()
    assert Path("c/open-shop.feature").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--yes",), "--name"),
        (("--yes", "--name", "x"), "--id"),
        ((*GIVEN,), "--item"),
        ((*GIVEN, "--item", "licence"), "有 1 段，应为 4 段（ID:NAME:KEY[=NAME]:DAYS）"),
        ((*GIVEN, "--item", "tax：清税：scjg：3"), "分隔用英文冒号"),
        ((*GIVEN, "--item", "清税:清税:scjg:3"), '标识"清税"：以小写字母开头'),
        ((*GIVEN, "--item", "tax: :scjg:3"), "名称：不能为空"),
        ((*GIVEN, "--item", "tax:清税:税务:3"), '部门"税务"：以小写字母开头'),
        ((*GIVEN, "--item", "tax:清税:scjg:3工作日"), '天数"3工作日"：写 1 至 90 的整数，不写单位'),
        ((*GIVEN[:-1], "zzz", *ITEM), '部门"zzz"还没有登记，连同全称写：--lead zzz=全称'),
        ((*GIVEN, "--item", "tax:清税:swj:3"), "--item …:swj=全称:…"),
        ((*GIVEN, "--item", "Licence:执照:scjg:1"), "DAYS"),
        ((*GIVEN, "--item", "licence:执照:scjg:0"), "DAYS"),
        ((*GIVEN, "--item", "licence:执照:cgj:1"), "--item"),
        ((*GIVEN, *ITEM, *ITEM), "前面一个事项"),
        ((*GIVEN, *ITEM, "--region", "51"), "510900"),
        ((*GIVEN, *ITEM, "--id", "Open"), "小写"),
        ((*GIVEN, *ITEM, "--audience", "all"), "audience"),
    ],
)
def test_mistakes_of_options(yishi: Run, arguments: tuple[str, ...], said: str) -> None:
    """What is missing or cannot be taken is one line, and nothing is written."""
    result = yishi("new", *arguments)
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert said in result.err
    assert list(Path().iterdir()) == []


def test_broken_departments_are_told(yishi: Run) -> None:
    """A departments.yaml with a fault is not added to."""
    Path("bundles").mkdir()
    Path("bundles/departments.yaml").write_text("scjg：市监局\n", encoding="utf-8")
    result = yishi("new", *GIVEN, *ITEM)
    assert (result.code, result.err.count("\n")) == (1, 1)
    assert "departments.yaml" in result.err


def test_leaving_writes_nothing(answering: Answer) -> None:
    """Ending the input in the midst is an interruption, and no file is left half done."""
    result = answering("new", lines=["开办便利店"])
    assert result.code == 130
    assert list(Path().iterdir()) == []

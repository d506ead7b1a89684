"""``yishi new``: start a bundle by answering a few questions."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from yishi_engine.bundle.identifiers import is_region
from yishi_engine.bundle.loading import DEPARTMENTS, check_path, load_departments
from yishi_engine.cli.faults import print_faults
from yishi_engine.cli.workbooks import add_departments
from yishi_engine.cli.writing import write_lines
from yishi_engine.errors import Conflict
from yishi_engine.publish.starting import Start, StartedItem, bundle_text, feature_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from yishi_engine.bundle.model import Department

MAX_DAYS: Final = 90
_KEY: Final = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")
_AUDIENCES: Final = {"企业": "enterprise", "个人": "person"}
_YES: Final = ("是", "有", "y", "yes")
_NO: Final = ("否", "没有", "n", "no")
_PARTS: Final = "ID:NAME:KEY[=NAME]:DAYS"


@click.command(short_help="Start a bundle by answering a few questions.")
@click.option("--id", "bundle", metavar="ID", help="Its id, such as open-shop.")
@click.option("--name", metavar="NAME", help="Its name, such as 开办便利店.")
@click.option("--audience", type=click.Choice(["enterprise", "person"]), help="For whom.")
@click.option("--region", metavar="CODE", help="Six-digit region code, GB/T 2260.")
@click.option("--lead", metavar="KEY[=NAME]", help="The lead department; with its name where it is not listed yet.")
@click.option(
    "--item",
    "items",
    metavar="ID:NAME:KEY[=NAME]:DAYS",
    multiple=True,
    help="An item, its department, and the working days that are promised; may be repeated.",
)
@click.option("--yes", is_flag=True, help="Ask nothing: what is not given is left out, or has its default.")
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    default="bundles",
    show_default=True,
    help="Where the bundle and its departments go.",
)
@click.option(
    "--features",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    default="features",
    show_default=True,
    help="Where a feature that proves it goes.",
)
def new(
    *,
    bundle: str | None,
    name: str | None,
    audience: str | None,
    region: str | None,
    lead: str | None,
    items: tuple[str, ...],
    yes: bool,
    folder: Path,
    features: Path,
) -> None:
    """Start a bundle by answering a few questions, in Chinese; what is given as an option is not asked.

    Writes the bundle's file, adds departments that departments.yaml does not list yet, and writes a feature that proves
    the bundle. The result passes yishi check and yishi test. A file that is there is never overwritten.
    """
    listed = folder / DEPARTMENTS
    asking = _Asking(load_departments(listed) if listed.is_file() else {}, silent=yes)
    start = Start(
        name=asking.text(name, "--name", "一件事叫什么", example="开办便利店"),
        id=asking.bundle(bundle, folder, features),
        audience=asking.audience(audience),
        region=asking.region(region),
        lead=asking.department(lead, "--lead", "牵头部门的标识"),
        items=asking.items(items),
    )
    bundle_file, feature_file = _files(start.id, folder, features)
    for file in (bundle_file, feature_file):
        if file.exists():
            raise Conflict(f'"{file}" is there already, and is not overwritten', advice="choose another id or folder")
    _write(start, asking.added, (bundle_file, feature_file, listed))
    faults = check_path(bundle_file)
    if faults:
        print_faults(faults)


def _files(bundle: str, folder: Path, features: Path) -> tuple[Path, Path]:
    return folder / f"{bundle}.yaml", features / f"{bundle}.feature"


def _write(start: Start, added: Mapping[str, str], files: tuple[Path, Path, Path]) -> None:
    bundle_file, feature_file, listed = files
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
    region = {"region": start.region} if start.region else {}
    add_departments(listed, {key: {"name": name, **region} for key, name in added.items()})
    write_lines(str(bundle_file), bundle_text(start).splitlines(keepends=True))
    write_lines(str(feature_file), feature_text(start).splitlines(keepends=True))
    click.echo(f"{bundle_file}：套餐“{start.name}”，{len(start.items)} 个事项")
    if added:
        click.echo(f"{listed}：登记了 {'、'.join(added.values())}")
    click.echo(f"{feature_file}：一个用例")
    click.echo(f"接着：yishi check {bundle_file.parent}；yishi test {feature_file} --bundles {bundle_file.parent}")


class _Asking:
    """Asks for what was not given, and again for what cannot be taken; without asking, that is a mistake of usage."""

    def __init__(self, known: Mapping[str, Department], *, silent: bool) -> None:
        self.known = known
        self.silent = silent
        self.added: dict[str, str] = {}

    def text(self, given: str | None, option: str, question: str, example: str = "") -> str:
        answer = self.until(given, option, question, lambda text: "" if text.strip() else "不能为空", example=example)
        return " ".join(answer.split())

    def bundle(self, given: str | None, folder: Path, features: Path) -> str:
        """Return the id of the bundle; when it is asked for, one whose files are there is asked for again."""

        def wrong(text: str) -> str:
            there = [file for file in _files(text, folder, features) if given is None and file.exists()]
            return _wrong_key(text) or (f"“{there[0]}”已经有了，换一个标识" if there else "")

        return self.until(given, "--id", "标识（小写字母、数字和连字符）", wrong, example="open-shop")

    def audience(self, given: str | None) -> str:
        if given is not None or self.silent:
            return given or "enterprise"
        wrong: Callable[[str], str] = lambda text: "" if text.strip() in _AUDIENCES else "写企业或者个人"  # noqa: E731
        return _AUDIENCES[self.until(None, "--audience", "服务对象（企业、个人）", wrong, default="企业").strip()]

    def another(self) -> bool:
        """Ask whether there is one more item."""
        wrong: Callable[[str], str] = lambda text: "" if _plain(text) in (*_YES, *_NO) else "写是或者否"  # noqa: E731
        return _plain(self.until(None, "--item", "还有事项吗（是、否）", wrong, default="否")) in _YES

    def region(self, given: str | None) -> str:
        if given is None and self.silent:
            return ""
        wrong: Callable[[str], str] = lambda text: "" if not text or is_region(text) else "写六位代码，例如 510900"  # noqa: E731
        return self.until(given, "--region", "行政区划代码（六位，没有就回车）", wrong, default="")

    def department(self, given: str | None, option: str, question: str) -> str:
        """Return the key of a department; one that is not listed yet is added with its name."""
        named = f"{question}（已登记：{'、'.join(self.known)}）" if self.known else question
        answer = self.until(given, option, named, lambda text: _wrong_key(text.partition("=")[0]), example="scjg")
        key, _, name = answer.partition("=")
        if key not in self.known and key not in self.added:
            if self.silent and not name.strip():
                shown = f"{option} {key}=全称" if option == "--lead" else f"{option} …:{key}=全称:…"
                raise click.UsageError(f'部门"{key}"还没有登记，连同全称写：{shown}')
            self.added[key] = self.text(name or None, option, f"{key} 的全称", example="市场监督管理局")
        return key

    def items(self, given: tuple[str, ...]) -> tuple[StartedItem, ...]:
        if given:
            found: list[StartedItem] = []
            for text in given:
                found.append(self.item(text, [item.id for item in found]))
        elif self.silent:
            raise click.UsageError("give at least one --item")
        else:
            found = [self.asked_item([])]
            while self.another():
                found.append(self.asked_item([item.id for item in found]))
        return tuple(found)

    def item(self, text: str, taken: Sequence[str]) -> StartedItem:
        parts = text.split(":")
        reason = _wrong_parts(parts, taken)
        if reason:
            raise click.UsageError(f'--item "{text}": {reason}（{_PARTS}）')
        key, name, asked, days = parts
        department = self.department(asked, "--item", "责任部门的标识")
        return StartedItem(id=key, name=" ".join(name.split()), department=department, days=int(days))

    def asked_item(self, taken: Sequence[str]) -> StartedItem:
        click.echo(f"第 {len(taken) + 1} 个事项")
        name = self.text(None, "--item", "  事项名称", example="食品经营许可")
        wrong: Callable[[str], str] = lambda text: _wrong_key(text) or _taken(text, taken)  # noqa: E731
        key = self.until(None, "--item", "  标识", wrong, example="food-permit")
        department = self.department(None, "--item", "  责任部门的标识")
        days = self.until(None, "--item", "  承诺几个工作日办结", _wrong_days, default="5")
        return StartedItem(id=key, name=name, department=department, days=int(days))

    def until(
        self,
        given: str | None,
        option: str,
        question: str,
        wrong: Callable[[str], str],
        *,
        example: str = "",
        default: str | None = None,
    ) -> str:
        """Return what was given, or ask until the answer can be taken."""
        if given is not None:
            if wrong(given):
                raise click.UsageError(f'{option} "{given}": {wrong(given)}')
            return given
        if self.silent:
            raise click.UsageError(f"give {option}, or leave out --yes to be asked")
        shown = f"{question}，例如 {example}" if example else question
        while True:
            answer = str(click.prompt(shown, default=default, show_default=bool(default)))
            reason = wrong(answer)
            if not reason:
                return answer
            click.echo(f"  {reason}")


def _wrong_key(text: str) -> str:
    """Return what is wrong with an id; empty where nothing is."""
    return "" if _KEY.fullmatch(text) else "以小写字母开头，只含小写字母、数字、连字符或下划线"


def _taken(text: str, taken: Sequence[str]) -> str:
    return f'"{text}"是前面一个事项的标识，换一个' if text in taken else ""


def _wrong_parts(parts: Sequence[str], taken: Sequence[str]) -> str:
    """Return which part of an item is wrong, and how; empty where none is."""
    if len(parts) != len(_PARTS.split(":")):
        wide = "，分隔用英文冒号，不用“：”" if any("：" in part for part in parts) else ""
        return f"有 {len(parts)} 段，应为 4 段{wide}"
    key, name, department, days = parts
    found = {
        f'标识"{key}"': _wrong_key(key) or _taken(key, taken),
        "名称": "" if name.strip() else "不能为空",
        f'部门"{department}"': _wrong_key(department.partition("=")[0]),
        f'天数"{days}"': _wrong_days(days),
    }
    return next((f"{part}：{reason}" for part, reason in found.items() if reason), "")


def _plain(text: str) -> str:
    return text.strip().lower()


def _wrong_days(text: str) -> str:
    right = text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= MAX_DAYS and len(text) <= len(str(MAX_DAYS))
    return "" if right else f"写 1 至 {MAX_DAYS} 的整数，不写单位"

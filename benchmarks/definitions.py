"""How long it takes to check and to load the definitions of a whole city.

Usage: ``python -m benchmarks.definitions [--bundles 227] [--seed 2021] [--calendar 0.1]``

Writes varied bundles into a folder of its own: 3 to 16 items in up to 9 departments, chains and side by side, up to six
questions, 8 to 60 form fields, with a share of them whose total is in 自然日 or 月. Targets for 227 on one core:
checked within 10 s, loaded within 3 s.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path

from yishi_engine.bundle import check_path, load_bundles

HALF = 0.5
DEPARTMENTS = ("scjg", "xfjy", "cgj", "wjw", "gaj", "rsj", "ybj", "zjj", "jtj")


def longest(chained: list[bool], promised: list[int]) -> int:
    """Return the working days of the longest chain; an item that is chained waits for the one before."""
    ends: list[int] = []
    for waits, days in zip(chained, promised, strict=True):
        ends.append(days + (ends[-1] if waits and ends else 0))
    return max(ends)


def item_lines(number: int, department: str, days: int, fields: list[str], *, when: str, before: str) -> list[str]:
    """Return the lines of one item; ``before`` is the gate at the item before it, if it waits for that."""
    lines = [
        f"  - id: item-{number}",
        f"    name: 联办事项{number}",
        f"    department: {department}",
        "    statutory_limit: 20 工作日",
        f"    committed_limit: {days} 工作日",
        f"    fields: [{', '.join(fields)}]",
        f"    materials: [material-{number}]",
        f"    result: {{id: result-{number}, name: 第{number}项的证照}}",
    ]
    if when:
        lines.append(f"    when: {when}")
    if before:
        lines.append(f"    depends_on: [{{item: item-{number - 1}, gate: {before}}}]")
    return lines


def bundle_text(source: random.Random, number: int, calendar: float) -> str:
    """Return one bundle; ``calendar`` is the chance of a total in 自然日 or 月."""
    count = source.randint(3, 16)
    asked = source.randint(1, 6)
    questions = [f"q{each} > {source.randint(10, 900)}" if each % 2 else f"q{each}" for each in range(1, asked + 1)]
    fields = [f"field_{each}" for each in range(1, source.randint(8, 60) + 1)]
    chained = [source.random() < HALF for _ in range(count)]
    promised = [source.choice((1, 2, 3, 5)) for _ in range(count)]
    days = longest(chained, promised) + 1
    # Just long enough: what the calendar decides, the checker has to look up day by day.
    total = f"{days * 8 // 5 + 9} 自然日" if source.random() < calendar else f"{days} 工作日"
    lines = [
        f"id: bundle-{number}",
        "version: 1",
        f"name: 第{number}件事",
        "audience: enterprise",
        'region: "510900"',
        f"lead_department: {source.choice(DEPARTMENTS)}",
        f"limits: {{acceptance: 5 工作日, correction: 10 工作日, total: {total}, issue: 1 工作日}}",
        "questions:",
    ]
    for each in range(1, asked + 1):
        kind = "integer, min: 1, max: 1000" if each % 2 else "yes_no"
        lines.append(f"  - {{id: q{each}, ask: 第{each}个问题？, type: {kind}}}")
    lines.append("form:")
    lines += [f"  - {{id: {each}, label: 字段{each[6:]}, type: text}}" for each in fields]
    lines.append("materials:")
    lines += [f"  - {{id: material-{each}, name: 第{each}份材料}}" for each in range(1, count + 1)]
    lines.append("items:")
    for each in range(1, count + 1):
        used = fields if each == 1 else source.sample(fields, source.randint(1, len(fields)))
        when = source.choice(questions) if each > 1 and source.random() < HALF else ""
        before = source.choice(("start", "decide")) if each > 1 and chained[each - 1] else ""
        lines += item_lines(each, source.choice(DEPARTMENTS), promised[each - 1], used, when=when, before=before)
    return "\n".join(lines) + "\n"


def write(folder: Path, bundles: int, seed: int, calendar: float) -> None:
    """Write the definitions of a city."""
    listed = "".join(f'{key}: {{name: 第{number}局, region: "510900"}}\n' for number, key in enumerate(DEPARTMENTS, 1))
    (folder / "departments.yaml").write_text(listed, encoding="utf-8")
    source = random.Random(seed)  # noqa: S311
    for number in range(1, bundles + 1):
        (folder / f"bundle-{number}.yaml").write_text(bundle_text(source, number, calendar), encoding="utf-8")


def main() -> None:
    """Write the definitions, check them, load them, and print how long each took."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--bundles", type=int, default=227)
    parser.add_argument("--seed", type=int, default=2021)
    parser.add_argument("--calendar", type=float, default=0.1, help="share of totals in 自然日 or 月")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, asked.bundles, asked.seed, asked.calendar)
        size = sum(file.stat().st_size for file in folder.iterdir())
        began = time.perf_counter(), time.process_time()
        faults = check_path(folder)
        checked = time.perf_counter(), time.process_time()
        catalog = load_bundles(folder)
        loaded = time.perf_counter(), time.process_time()
    errors = sum(fault.severity == "error" for fault in faults)
    print(f"{len(catalog)} bundles, {size / 1024:.0f} KiB, {errors} errors, {len(faults) - errors} warnings")
    for done, since, until, target in (("checked", began, checked, 10), ("loaded", checked, loaded, 3)):
        wall, processor = (later - earlier for earlier, later in zip(since, until, strict=True))
        print(f"{done} in {wall:.2f} s, of the processor {processor:.2f} s (target {target} s for 227)")


if __name__ == "__main__":
    main()

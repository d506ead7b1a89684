"""Random bundles: plain data as an author would write it, and the folder of YAML that holds it.

One generator serves both kinds of searches. Given Hypothesis's own source of chance it is a strategy and shrinks;
given a seeded ``random.Random`` it is quick and makes the same bundle again from the same seed.
"""

from __future__ import annotations

import itertools
import json
import math
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

import yaml
from hypothesis import strategies as st

from tests.model.clock import amount_and_unit
from tests.model.situation import Asked, Plain, asked
from yishi_engine.bundle import load_bundles
from yishi_engine.errors import DefinitionError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from random import Random

    from yishi_engine.bundle import Catalog

OUTSIDER: Final = "outsider"
PROCEDURES: Final = ("听证", "检验", "检测", "鉴定", "专家评审")
OPTIONS: Final = ("甲", "乙", "丙")
MAX_ITEMS: Final = 6
MAX_DEPARTMENTS: Final = 4
HOURS_A_DAY: Final = 8
LARGEST: Final = 100


@st.composite
def definitions(draw: st.DrawFn, *, plain_units: bool = False) -> Plain:
    """Return a strategy of definitions; with ``plain_units`` every limit is in working days."""
    return random_definition(draw(st.randoms(use_true_random=False)), plain_units=plain_units)


def random_definition(random: Random, *, plain_units: bool = False) -> Plain:
    """Return one bundle that passes every check, but perhaps the one on the total limit."""
    departments = [f"dept{number}" for number in range(1, random.randint(1, MAX_DEPARTMENTS) + 1)]
    questions = [_question(random, number) for number in range(1, random.randint(0, 3) + 1)]
    items = _items(random, departments, questions, plain_units=plain_units)
    materials = _materials(random, items)
    definition: Plain = {
        "id": "generated",
        "version": 1,
        "name": "一件事",
        "audience": random.choice(["person", "enterprise"]),
        "region": "510900",
        "lead_department": random.choice(departments),
        "limits": {},
        "questions": questions,
        "form": _form(random, items, questions),
        "materials": materials,
        "items": items,
    }
    definition["limits"] = _limits(random, definition, plain_units=plain_units)
    return definition


# --- the parts --------------------------------------------------------------------------------------------------------


def random_limit(random: Random, *, plain_units: bool = False) -> str:
    """Return a limit, most often in working days."""
    days = f"{random.choice([1, 1, 2, 3, 5, 5, 8, 10, 20])} 工作日"
    if plain_units or random.random() < 0.7:
        return days
    return random.choice(
        [
            "即办",
            f"{random.randint(1, 30)} 自然日",
            f"{random.randint(1, 30)} 工作时",
            f"{random.randint(1, 2)} 月",
        ]
    )


def _longer(random: Random, limit: str) -> str:
    amount, unit = amount_and_unit(limit)
    return limit if unit == "即办" else f"{amount + random.choice([0, 1, 5])} {unit}"


def _question(random: Random, number: int) -> Plain:
    common = {"id": f"q{number}", "ask": f"问题{number}?"}
    kind = random.choice(["yes_no", "integer", "choice"])
    if kind == "integer":
        return {**common, "type": kind, "min": 1, "max": LARGEST}
    return {**common, "type": kind, **({"options": list(OPTIONS)} if kind == "choice" else {})}


def _comparison(random: Random, question: Plain) -> str:
    name = str(question["id"])
    if question["type"] == "yes_no":
        return random.choice([name, f"not {name}"])
    if question["type"] == "integer":
        return f"{name} {random.choice(['>', '<', '>=', '<='])} {random.randint(2, LARGEST - 1)}"
    several = json.dumps(random.sample(OPTIONS, 2), ensure_ascii=False)
    return random.choice([f'{name} == "{random.choice(OPTIONS)}"', f"{name} in {several}"])


def _condition(random: Random, questions: list[Plain]) -> str:
    chosen = random.sample(questions, min(len(questions), random.choice([1, 1, 2])))
    return random.choice([" and ", " or "]).join(_comparison(random, each) for each in chosen)


def _items(random: Random, departments: list[str], questions: list[Plain], *, plain_units: bool) -> list[Plain]:
    items: list[Plain] = []
    for number in range(1, random.randint(1, MAX_ITEMS) + 1):
        limit = random_limit(random, plain_units=plain_units)
        item: Plain = {"id": f"item-{number}", "name": f"事项{number}", "department": random.choice(departments)}
        if questions and number > 1 and random.random() < 0.4:
            item["when"] = _condition(random, questions)
        before = [each for each in items if random.random() < 0.35]
        if before:
            item["depends_on"] = [{"item": each["id"], "gate": random.choice(["start", "decide"])} for each in before]
        promised = random.random()
        if promised < 0.9:
            item["committed_limit"] = limit
        if promised > 0.4:
            item["statutory_limit"] = _longer(random, limit)
        if random.random() < 0.7:
            item["special_procedures"] = random.sample(PROCEDURES, random.randint(1, 2))
        if random.random() < 0.4 and limit.endswith(" 工作日"):
            item["extension"] = f"{random.randint(1, 5)} 工作日"
        items.append(item)
    random.shuffle(items)
    return items


def _form(random: Random, items: list[Plain], questions: list[Plain]) -> list[Plain]:
    form: list[Plain] = [
        {"id": "who", "label": "姓名", "type": "text", "max_length": 50, "personal": True},
        {"id": "who_id", "label": "身份证号", "type": "resident_id", "personal": True},
        {"id": "what", "label": "名称", "type": "text"},
        {"id": "where", "label": "地址", "type": "text", "personal": True},
    ]
    if questions:
        form[-1]["when"] = _condition(random, questions)
    for each in form:
        for item in random.sample(items, random.randint(1, len(items))):
            item.setdefault("fields", []).append(each["id"])
    return form


def _materials(random: Random, items: list[Plain]) -> list[Plain]:
    materials: list[Plain] = []
    for number in range(1, random.randint(0, 3) + 1):
        material: Plain = {"id": f"material-{number}", "name": f"材料{number}", "source": "applicant"}
        material["necessity"] = random.choice(["required", "deferrable", "optional"])
        if material["necessity"] == "deferrable":
            material["defer"] = f"{random.randint(1, 10)} 工作日"
        materials.append(material)
        for item in random.sample(items, random.randint(1, len(items))):
            item.setdefault("materials", []).append(material["id"])
    for item in items:
        for each in item.get("depends_on", ()):
            if random.random() < 0.4:
                source = next(other for other in items if other["id"] == each["item"])
                paper = f"{source['id']}-paper"
                source.setdefault("result", {"id": paper, "name": f"{source['name']}证书"})
                if all(material["id"] != paper for material in materials):
                    name = source["result"]["name"]
                    materials.append({"id": paper, "name": name, "source": "result", "of": source["id"]})
                item.setdefault("materials", []).append(paper)
    return materials


def _limits(random: Random, definition: Plain, *, plain_units: bool) -> Plain:
    limits: Plain = {"total": "1 工作日"}
    if random.random() < 0.7:
        limits["issue"] = random.choice(["1 工作日", "2 工作日"] if plain_units else ["1 工作日", "即办", "4 工作时"])
    if random.random() < 0.5:
        limits["acceptance"] = random.choice(["2 工作日", "5 工作日"])
    if random.random() < 0.3:
        limits["on_silence"] = random.choice(["remind", "deemed_accepted"])
    if random.random() < 0.6:
        limits["correction"] = random.choice(["3 工作日", "10 工作日", "15 自然日"])
        limits["on_correction_expiry"] = random.choice(["lapse", "decline"])
    least = critical_path({**definition, "limits": limits})
    total = max(1, least + random.choice([-1, 0, 0, 0, 1, 5]))
    limits["total"] = f"{total} 工作日"
    if not plain_units and random.random() < 0.2:
        others = [f"{2 * total + 14} 自然日", f"{total // 15 + 2} 月", f"{8 * total + 8} 工作时"]
        limits["total"] = random.choice(others)
    elif random.random() < 0.4:
        limits["extension"] = f"{random.randint(1, 5)} 工作日"
    return limits


# --- the longest chain ------------------------------------------------------------------------------------------------


def most_working_days(limit: str) -> int:
    """Return how many working days a limit may take at most, however its clock starts."""
    amount, unit = amount_and_unit(limit)
    if unit == "工作时":
        return math.ceil(amount / HOURS_A_DAY) + 1
    return {"工作日": amount, "自然日": amount, "月": 31 * amount, "即办": 1}[unit]


def critical_path(definition: Plain) -> int:
    """Return the working days of the longest chain of items in any situation, and of issuing the results."""
    issue = definition["limits"].get("issue")
    longest = max(_longest_chain(asked(definition, answers)) for answers in situations(definition))
    return longest + (most_working_days(issue) if issue else 0)


def _longest_chain(wanted: Asked) -> int:
    @cache
    def until(item: str) -> int:
        limit = wanted.items[item].get("committed_limit") or wanted.items[item]["statutory_limit"]
        return most_working_days(limit) + max((until(each) for each in wanted.prerequisites(item)), default=0)

    return max(until(item) for item in wanted.items)


def situations(definition: Plain) -> Iterator[dict[str, object]]:
    """Yield answers that between them make every condition true and false in every combination that can be."""
    texts = " ".join(each["when"] for each in (*definition["items"], *definition["form"]) if "when" in each)
    numbers = {int(word) for word in texts.split() if word.isdigit()}
    around = sorted({near for number in numbers for near in (number - 1, number, number + 1)} | {1, LARGEST})
    choices: dict[str, tuple[object, ...]] = {
        "yes_no": (True, False),
        "integer": tuple(around),
        "choice": OPTIONS,
    }
    names = [each["id"] for each in definition["questions"]]
    for combination in itertools.product(*(choices[each["type"]] for each in definition["questions"])):
        yield dict(zip(names, combination, strict=True))


# --- files ------------------------------------------------------------------------------------------------------------


def write(definition: Plain, folder: Path) -> None:
    """Write a definition and the directory of departments the way an author does."""
    used = {definition["lead_department"], *(each["department"] for each in definition["items"]), OUTSIDER}
    departments = {key: {"name": f"{key}局"} for key in sorted(used)}
    for name, data in (("departments", departments), (definition["id"], definition)):
        text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def load(definition: Plain, folder: Path) -> tuple[Plain, Catalog]:
    """Write and load a definition; where only its total limit is refused, it is given one that is long enough.

    Returns:
        The definition as it was loaded, and the catalogue.
    """
    write(definition, folder)
    try:
        return definition, load_bundles(folder)
    except DefinitionError as error:
        codes = {fault.code for fault in error.faults if fault.severity == "error"}
        assert codes <= {"limits.total_too_short", "limits.total_in_calendar_days"}, error.message
    enough = f"{critical_path(definition)} 工作日"
    longer = {**definition, "limits": {**definition["limits"], "total": enough}}
    write(longer, folder)
    return longer, load_bundles(folder)


# --- applications -----------------------------------------------------------------------------------------------------


def random_answers(random: Random, definition: Plain) -> dict[str, object]:
    """Return answers to every question, often close to the numbers in the conditions."""
    return random.choice(list(situations(definition)))


def random_form(random: Random, wanted: Asked) -> dict[str, object]:
    """Return values for every field that is asked for; the personal ones begin with a mark that occurs nowhere else."""
    values: Mapping[str, object] = {
        "who": f"私密人{random.randint(1000, 9999)}",
        "who_id": _resident_id(random),
        "what": "老街小馆",
        "where": f"私密街{random.randint(1000, 9999)}号",
    }
    return {each: values[each] for each in wanted.fields}


def _resident_id(random: Random) -> str:
    birthday = date(random.randint(1950, 2005), random.randint(1, 12), random.randint(1, 28))
    body = f"510902{birthday:%Y%m%d}{random.randint(0, 999):03d}"
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(body))
    return body + "10X98765432"[total % 11]


def random_materials(random: Random, wanted: Asked) -> dict[str, str]:
    """Return the required materials, and some of those that need not come now."""
    return {
        each["id"]: f"urn:material:{each['id']}"
        for each in wanted.materials.values()
        if each["necessity"] == "required" or random.random() < 0.5
    }

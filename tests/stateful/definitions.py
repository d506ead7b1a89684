"""Two versions of one small bundle in which every kind of gate, limit, material and duty occurs."""

from __future__ import annotations

import tempfile
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import yaml

from yishi_engine.bundle import load_bundles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.model.situation import Plain
    from yishi_engine.bundle import Catalog

BUNDLE: Final = "small-shop"
LEAD: Final = "lead"
DEPARTMENTS: Final = ("lead", "fire", "city", "outsider")
PROCEDURES: Final = ("检测", "专家评审", "踏勘")
FORM: Final[Mapping[str, object]] = {"who": "私密的人名", "shop": "老街小馆"}
PRIVATE_MARK: Final = "私密"
"""Begins every value of the personal field and occurs nowhere else."""

FIRST: Final[Plain] = {
    "id": BUNDLE,
    "version": 1,
    "name": "开小店",
    "audience": "enterprise",
    "region": "510900",
    "lead_department": LEAD,
    "limits": {
        "acceptance": "2 工作日",
        "on_silence": "deemed_accepted",
        "correction": "3 工作日",
        "on_correction_expiry": "lapse",
        "total": "12 工作日",
        "issue": "1 工作日",
        "extension": "3 工作日",
        "follow_up": "2 工作日",
    },
    "questions": [
        {"id": "size", "ask": "面积?", "type": "integer", "min": 1, "max": 100},
        {"id": "sign", "ask": "招牌?", "type": "yes_no"},
    ],
    "form": [
        {"id": "who", "label": "姓名", "type": "text", "max_length": 50, "personal": True},
        {"id": "shop", "label": "店名", "type": "text", "max_length": 50},
    ],
    "materials": [
        {"id": "lease", "name": "租赁合同", "source": "applicant", "necessity": "required"},
        {"id": "plan", "name": "平面图", "source": "applicant", "necessity": "deferrable", "defer": "3 工作日"},
        {"id": "photo", "name": "照片", "source": "applicant", "necessity": "optional"},
    ],
    "items": [
        {
            "id": "licence",
            "name": "执照",
            "department": "lead",
            "committed_limit": "1 工作日",
            "statutory_limit": "3 工作日",
            "extension": "2 工作日",
            "special_procedures": ["检测"],
            "fields": ["who", "shop"],
            "materials": ["lease"],
        },
        {
            "id": "permit",
            "name": "许可",
            "department": "lead",
            "depends_on": [{"item": "licence", "gate": "start"}],
            "committed_limit": "3 工作日",
            "statutory_limit": "5 工作日",
            "extension": "2 工作日",
            "special_procedures": ["专家评审"],
            "fields": ["shop"],
            "materials": ["plan"],
        },
        {
            "id": "check",
            "name": "检查",
            "department": "fire",
            "when": "size > 50",
            "committed_limit": "2 工作日",
            "statutory_limit": "4 工作日",
            "commitment": {"verify_within": "5 工作日"},
            "special_procedures": ["检测", "专家评审"],
            "fields": ["shop"],
            "materials": ["plan", "photo"],
        },
        {
            "id": "signboard",
            "name": "招牌",
            "department": "city",
            "when": "sign",
            "depends_on": [{"item": "licence", "gate": "decide"}],
            "committed_limit": "2 工作日",
            "extension": "1 工作日",
            "special_procedures": ["检测"],
            "fields": ["shop"],
        },
        {
            "id": "opening",
            "name": "开业",
            "department": "city",
            "depends_on": [{"item": "permit", "gate": "start"}, {"item": "check", "gate": "decide"}],
            "committed_limit": "4 工作时",
            "statutory_limit": "2 工作日",
            "fields": ["who", "shop"],
        },
    ],
}


def _second() -> Plain:
    """Return the version that changes gates, limits, a department and the items themselves."""
    changed = deepcopy(FIRST)
    changed["version"] = 2
    changed["limits"] |= {"total": "16 工作日", "on_silence": "remind", "correction": "5 工作日"}
    items = {item["id"]: item for item in changed["items"]}
    items["permit"]["depends_on"] = [{"item": "licence", "gate": "decide"}]
    items["check"] |= {"department": "city", "committed_limit": "3 工作日"}
    items["opening"]["depends_on"] = [{"item": "permit", "gate": "start"}, {"item": "noise", "gate": "start"}]
    items["noise"] = {
        "id": "noise",
        "name": "噪声",
        "department": "fire",
        "when": "size > 80",
        "depends_on": [{"item": "licence", "gate": "start"}],
        "committed_limit": "2 工作日",
        "fields": ["shop"],
    }
    del items["signboard"]
    changed["items"] = list(items.values())
    changed["materials"][1]["defer"] = "4 工作日"
    return changed


VERSIONS: Final[Mapping[int, Plain]] = {1: FIRST, 2: _second()}


@cache
def catalog() -> Catalog:
    """Load both versions as an author would have written them; they pass every check."""
    departments = {key: {"name": f"{key}局"} for key in DEPARTMENTS}
    files = {"departments": departments} | {f"version-{number}": each for number, each in VERSIONS.items()}
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
            (Path(folder) / f"{name}.yaml").write_text(text, encoding="utf-8")
        return load_bundles(Path(folder))

"""The scenario that every variant runs: one case, thirteen commands, each its own durable transaction.

Submit with a form of about 2 KB; the lead accepts and five tasks fan out with due dates; each task is started and
decided, the fifth only after the first; the lead completes.
"""

from __future__ import annotations

import hashlib
import json

from yishi_engine import Actor, Engine, commands
from yishi_engine.bundle import Bundle, Catalog, Definition, Department

DEPARTMENTS = ("market", "fire", "health", "urban", "tax")
COMMANDS = 13
NOTE = "x" * 200
FORM = {
    "applicant": "张三",
    "shop": "一件事餐馆",
    "address": "遂宁市船山区" + "某" * 60,
    "note": NOTE,
    **{f"page_{number}": hashlib.sha256(str(number).encode()).hexdigest() for number in range(20)},
}
FORM_JSON = json.dumps(FORM, ensure_ascii=False)


def catalog() -> Catalog:
    """Return the bundle of the scenario."""
    names = {name: Department(name=name) for name in DEPARTMENTS}
    bundle = Bundle.model_validate(
        {
            "id": "open-restaurant",
            "version": 1,
            "name": "开办餐馆",
            "audience": "enterprise",
            "region": "510900",
            "lead_department": "market",
            "limits": {"total": "15 工作日", "issue": "1 工作日"},
            "form": [{"id": name, "label": name, "type": "text", "personal": name == "applicant"} for name in FORM],
            "materials": [{"id": f"material-{number}", "name": f"材料{number}"} for number in range(5)],
            "items": [
                {
                    "id": name,
                    "name": name,
                    "department": name,
                    "committed_limit": f"{3 + number} 工作日",
                    "statutory_limit": "20 工作日",
                    "fields": [*FORM],
                    "materials": [f"material-{number}"],
                    "depends_on": [{"item": "market", "gate": "start"}] if name == "tax" else [],
                }
                for number, name in enumerate(DEPARTMENTS)
            ],
        }
    )
    return Catalog([Definition.of(bundle, names)], names)


MATERIALS = {f"material-{number}": f"sha256:{number}" for number in range(5)}
APPLICANT = Actor.applicant("p-1")
LEAD = Actor.staff("c-1", department="market")
OFFICERS = {name: Actor.staff(f"o-{name}", department=name) for name in DEPARTMENTS}


def run_case(engine: Engine, number: int) -> str:
    """Bring one case from submission to issued results; return its id."""
    case = engine.handle(
        commands.SubmitCase(
            bundle="open-restaurant", answers={}, form=FORM, materials=MATERIALS, by=APPLICANT, key=f"s-{number}"
        )
    )
    engine.handle(commands.AcceptCase(case_id=case.id, by=LEAD))
    for name in DEPARTMENTS:
        engine.handle(commands.StartTask(task_id=f"{case.id}:{name}", by=OFFICERS[name]))
        engine.handle(commands.GrantTask(task_id=f"{case.id}:{name}", by=OFFICERS[name], result={"number": name}))
    engine.handle(commands.CompleteCase(case_id=case.id, by=LEAD))
    return case.id

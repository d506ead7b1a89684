"""Faults as SARIF 2.1.0, the form in which code hosts and CI take findings and show them beside the changed lines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from yishi_engine.bundle import all_codes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yishi_engine.errors import Fault

VERSION: Final = "2.1.0"
SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(faults: Sequence[Fault], *, program_version: str) -> dict[str, object]:
    """Return a SARIF log of one run.

    Args:
        faults: The faults, in the order in which they are told.
        program_version: The version of this package.

    Returns:
        JSON-native data. Columns count characters; paths that are not absolute stay relative to where the run began.
    """
    titles = all_codes()
    codes = list(dict.fromkeys(fault.code for fault in faults))
    rules = [{"id": code, "shortDescription": {"text": titles.get(code, code)}} for code in codes]
    driver = {"name": "yishi check", "version": program_version, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(fault, codes.index(fault.code)) for fault in faults],
    }
    return {"$schema": SCHEMA, "version": VERSION, "runs": [run]}


def _result(fault: Fault, index: int) -> dict[str, object]:
    text = f"{fault.message}。{fault.hint}" if fault.hint else fault.message
    result: dict[str, object] = {
        "ruleId": fault.code,
        "ruleIndex": index,
        "level": fault.severity,
        "message": {"text": text},
    }
    if fault.file:
        place: dict[str, object] = {"artifactLocation": {"uri": _uri(fault.file)}}
        if fault.line:
            place["region"] = {"startLine": fault.line, **({"startColumn": fault.column} if fault.column else {})}
        result["locations"] = [{"physicalLocation": place}]
    return result


def _uri(file: str) -> str:
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())

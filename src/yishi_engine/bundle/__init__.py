"""Bundle definitions: what a designer writes, read with every fault at its place, and what each situation asks for."""

from yishi_engine.bundle.catalog import Catalog, Definition, read_content
from yishi_engine.bundle.checks import RULES
from yishi_engine.bundle.codes import all_codes
from yishi_engine.bundle.conditions import Condition, ConditionInvalid
from yishi_engine.bundle.enumeration import RequiredSet, required_sets
from yishi_engine.bundle.loading import check_path, load_bundle, load_bundles, load_departments
from yishi_engine.bundle.model import (
    Bundle,
    Commitment,
    Department,
    Dependency,
    FormField,
    Item,
    Limits,
    Material,
    Procedure,
    Question,
    Result,
)
from yishi_engine.bundle.schema import json_schema
from yishi_engine.bundle.situation import Exemption, Situation, situation
from yishi_engine.bundle.values import StoredValue, ValueFault, check_value, read_value
from yishi_engine.bundle.versions import Published

__all__ = [
    "RULES",
    "Bundle",
    "Catalog",
    "Commitment",
    "Condition",
    "ConditionInvalid",
    "Definition",
    "Department",
    "Dependency",
    "Exemption",
    "FormField",
    "Item",
    "Limits",
    "Material",
    "Procedure",
    "Published",
    "Question",
    "RequiredSet",
    "Result",
    "Situation",
    "StoredValue",
    "ValueFault",
    "all_codes",
    "check_path",
    "check_value",
    "json_schema",
    "load_bundle",
    "load_bundles",
    "load_departments",
    "read_content",
    "read_value",
    "required_sets",
    "situation",
]

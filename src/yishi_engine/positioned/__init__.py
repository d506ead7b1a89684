"""YAML files as plain data that remembers where every value stands, and syntax errors where a designer made them."""

from yishi_engine.positioned.reading import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_FAULTS,
    MAX_NODES,
    MAX_SHOWN,
    Document,
    Place,
    Trail,
    parse_yaml,
    read_yaml,
    shown,
)
from yishi_engine.positioned.slips import full_width_signs

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_FAULTS",
    "MAX_NODES",
    "MAX_SHOWN",
    "Document",
    "Place",
    "Trail",
    "full_width_signs",
    "parse_yaml",
    "read_yaml",
    "shown",
]

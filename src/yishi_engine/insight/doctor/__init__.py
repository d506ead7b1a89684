"""Finding what is stuck or inconsistent in a store, and saying in plain Chinese why, and what an operator can do."""

from yishi_engine.insight.doctor.doctor import Doctor
from yishi_engine.insight.doctor.explaining import Explanation
from yishi_engine.insight.doctor.finding import CODES, Finding, Severity

__all__ = ["CODES", "Doctor", "Explanation", "Finding", "Severity"]

"""Report: what bundles did, counted from the records of a live store, for the monthly bulletin (通报)."""

from yishi_engine.insight.report.gathering import GROUPINGS, Grouping, Report, report
from yishi_engine.insight.report.presenting import Bulletin

__all__ = ["GROUPINGS", "Bulletin", "Grouping", "Report", "report"]

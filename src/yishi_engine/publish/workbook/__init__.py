"""Workbooks: a bundle as sheets whose columns are those of the public guide, written and read back."""

from yishi_engine.publish.workbook.reading import Imported, read_workbook
from yishi_engine.publish.workbook.writing import write_workbook

__all__ = ["Imported", "read_workbook", "write_workbook"]

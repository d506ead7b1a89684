"""Working time: limits, working calendars and clocks."""

from yishi_engine.worktime.calendar import SHANGHAI, Calendar, local, local_date, national_calendar
from yishi_engine.worktime.clock import Clock, Level
from yishi_engine.worktime.deadlines import Due
from yishi_engine.worktime.limits import Limit, Unit
from yishi_engine.worktime.notices import Notice, load_calendar, load_notice
from yishi_engine.worktime.stops import Stop

__all__ = [
    "SHANGHAI",
    "Calendar",
    "Clock",
    "Due",
    "Level",
    "Limit",
    "Notice",
    "Stop",
    "Unit",
    "load_calendar",
    "load_notice",
    "local",
    "local_date",
    "national_calendar",
]

"""The names of the doors of what comes and what repeats."""

from __future__ import annotations

CALENDAR = "bulletins.planning_calendar"
CALENDAR_SHOWN = "bulletins.planning_calendar_shown"
PAGE = "bulletins.planning_page"
LINE = "bulletins.planning_line"
USE = "bulletins.planning_use"
SURE_FORM = "bulletins.planning_sure_form"
REPEAT = "bulletins.planning_repeat"
REPEAT_CHOICE = "bulletins.planning_repeat_choice"
REPEAT_FORM = "bulletins.planning_repeat_form"

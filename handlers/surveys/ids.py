"""The names of the survey desk's doors; each room keeps its own block."""

from __future__ import annotations

# Filling in a sheet.
BEGIN = "surveys.begin"
ANSWER = "surveys.answer"
TURN = "surveys.turn"
MORE = "surveys.more"
SEND = "surveys.send"
ALONE = "surveys.alone"
DROP = "surveys.drop"
NOTE_FORM = "surveys.note_form"
REFER_FORM = "surveys.refer_form"
FOR_ANSWER = "surveys.for_answer"
FOR_BACK = "surveys.for_back"
FOR_COMMENT = "surveys.for_comment"
FOR_FORM = "surveys.for_form"

# Campaigns.
START = "surveys.start"
START_CHOICE = "surveys.start_choice"
START_FORM = "surveys.start_form"
DESK = "surveys.desk"
REMIND = "surveys.remind"
CLOSE = "surveys.close"
CANCEL = "surveys.cancel"
EXTEND = "surveys.extend"
EXTEND_FORM = "surveys.extend_form"

# Results.
RESULT = "surveys.result"
WAYS = "surveys.ways"
STARS = "surveys.stars"
CHARTS = "surveys.charts"
PICTURES = "surveys.pictures"
FILE = "surveys.file"
FILE_FORM = "surveys.file_form"
RESULT_SHOWN = "surveys.result_shown"
WAYS_SHOWN = "surveys.ways_shown"
IMPROVE = "surveys.improve"
IMPROVE_FORM = "surveys.improve_form"
IMPROVED = "surveys.improved"
IMPROVED_FORM = "surveys.improved_form"

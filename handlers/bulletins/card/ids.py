"""The names of the doors of those who look after a bulletin."""

from __future__ import annotations

DESK = "bulletins.tracking_desk"
MISSING = "bulletins.tracking_missing"
MISSING_SHOWN = "bulletins.tracking_missing_shown"
REMIND = "bulletins.tracking_remind"
AGAIN = "bulletins.tracking_again"
CORRECT = "bulletins.tracking_correct"
CORRECT_FORM = "bulletins.tracking_correct_form"
WITHDRAW = "bulletins.tracking_withdraw"
WITHDRAW_FORM = "bulletins.tracking_withdraw_form"
END = "bulletins.tracking_end"
PAUSE = "bulletins.tracking_pause"
RESUME = "bulletins.tracking_resume"
CANCEL = "bulletins.tracking_cancel"
FILE = "bulletins.tracking_file"
NUMBERS = "bulletins.tracking_numbers"
NUMBERS_SHOWN = "bulletins.tracking_numbers_shown"
NUMBERS_FILE = "bulletins.tracking_numbers_file"

# Doors of other rooms that the card leads to.
EDIT = "bulletins.writing_edit"
REPEAT = "bulletins.planning_repeat"

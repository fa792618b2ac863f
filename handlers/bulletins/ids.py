"""The names of the doors that readers use."""

from __future__ import annotations

CONFIRM = "bulletins.delivery_confirm"
QUESTION = "bulletins.delivery_question"
READ = "bulletins.delivery_read"
PAST = "bulletins.delivery_past"
PAST_SHOWN = "bulletins.delivery_past_shown"

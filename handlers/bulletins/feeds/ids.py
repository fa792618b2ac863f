"""The names under which Slack calls the feeds back."""

from __future__ import annotations

SEND = "bulletins.feeds_send"
HOLD = "bulletins.feeds_hold"
IRRELEVANT = "bulletins.feeds_irrelevant"
IRRELEVANT_FORM = "bulletins.feeds_irrelevant_form"
LIST = "bulletins.feeds_list"
FILTER = "bulletins.feeds_filter"
PAGE = "bulletins.feeds_page"
ONE = "bulletins.feeds_one"
RULES = "bulletins.feeds_rules"
UNDO = "bulletins.feeds_undo"
SOURCES = "bulletins.feeds_sources"
SHOW = "bulletins.feeds_show"

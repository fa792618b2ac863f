"""What a channel may be called: small letters of any script, digits, hyphens and underscores."""

import unicodedata

from bot.playground.errors import SlackError
from bot.playground.web_api.call import Call

LONGEST_NAME = 80


def check_name(call: Call) -> str:
    """The name as Slack keeps it, or its refusal."""
    name = unicodedata.normalize("NFC", call.text("name").strip().removeprefix("#"))
    if not name:
        raise SlackError("invalid_name_required")
    if len(name) > LONGEST_NAME:
        raise SlackError("invalid_name_maxlength")
    if not any(map(_is_letter, name)):
        raise SlackError("invalid_name_punctuation")
    if name != name.lower() or not all(_is_letter(sign) or sign in "-_" for sign in name):
        raise SlackError("invalid_name_specials")
    return name


def _is_letter(sign: str) -> bool:
    """A letter, a mark on one, or a digit."""
    return unicodedata.category(sign)[0] in "LMN"

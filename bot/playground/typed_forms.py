"""Mail addresses, web addresses and numbers: what Slack's client refuses before the app hears of it."""

import re
from collections.abc import Callable

from bot.playground.model import Json, User

_MAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_WEB = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
_WHOLE = re.compile(r"-?\d+", re.ASCII)
_DECIMAL = re.compile(r"-?(\d+\.?\d*|\.\d+)", re.ASCII)

_WORDS = {
    "mail": ("メールアドレスの形で入力してください。", "Please enter a valid email address."),
    "web": ("https:// から始まるアドレスを入力してください。", "Please enter a valid URL."),
    "whole": ("半角の整数で入力してください。", "Please enter a whole number."),
    "decimal": ("半角の数値で入力してください。", "Please enter a number."),
    "low": ("{} 以上の数を入力してください。", "Please enter a number of {} or more."),
    "high": ("{} 以下の数を入力してください。", "Please enter a number of {} or less."),
}


def wrong_form(user: User, element: Json, value: str) -> str:
    """What is wrong with the text of a field for one kind of text; "" when nothing is."""
    check = _CHECKS.get(element["type"])
    wrong = check(element, value) if check else None
    if wrong is None:
        return ""
    name, limit = wrong
    return _WORDS[name][0 if user.locale.startswith("ja") else 1].format(limit)


Wrong = tuple[str, str] | None


def _mail(_: Json, value: str) -> Wrong:
    return None if _MAIL.fullmatch(value) else ("mail", "")


def _web(_: Json, value: str) -> Wrong:
    return None if _WEB.fullmatch(value) else ("web", "")


def _number(element: Json, value: str) -> Wrong:
    decimal = bool(element.get("is_decimal_allowed"))
    if not (_DECIMAL if decimal else _WHOLE).fullmatch(value):
        return ("decimal" if decimal else "whole", "")
    if "min_value" in element and float(value) < float(element["min_value"]):
        return ("low", element["min_value"])
    if "max_value" in element and float(value) > float(element["max_value"]):
        return ("high", element["max_value"])
    return None


_CHECKS: dict[str, Callable[[Json, str], Wrong]] = {
    "email_text_input": _mail,
    "url_text_input": _web,
    "number_input": _number,
}

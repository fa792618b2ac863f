"""Whether what somebody sent is a mail, and not a question about one."""

from __future__ import annotations

import re

_ENDINGS = (".eml", ".msg")
_KINDS = frozenset({"message/rfc822", "application/vnd.ms-outlook"})
_FIELDS = {
    "from": "from|差出人|送信者|送信元|発信者",
    "subject": "subject|件名|題名|タイトル",
    "to": "to|cc|宛先|受信者",
    "sent": "sent|送信日時|受信日時",
    "date": "date|日時|日付",
    "reply": "reply-to|返信先",
    "source": "received|return-path|message-id|mime-version|dkim-signature|authentication-results|content-type",
}
_FIELD = re.compile(
    r"^[>|* \t　]{0,20}(?:"
    + "|".join(f"(?P<{name}>{names})" for name, names in _FIELDS.items())
    + r")[ \t]*\*?[ \t]*[:：][ \t]*\*?(?P<value>.*)$",
    re.IGNORECASE | re.MULTILINE,
)
_FORWARDED = re.compile(
    r"^[>* \t-]{0,20}(?:begin forwarded message|forwarded message|original message|転送されたメッセージ|"
    r"転送メッセージ|元のメッセージ)",
    re.IGNORECASE | re.MULTILINE,
)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_LINK = re.compile(r"\b(?:https?|hxxps?)://\S", re.IGNORECASE)
_GREETING = re.compile(
    r"^[>\s]{0,20}(?:お客様各位|会員様各位|(?:ご利用者|お取引先|関係者|従業員|社員)(?:様|の)?(?:各位|皆様|みなさま)|"
    r".{0,30}(?:様|御中|各位)[、,]?\s*$|(?:dear|hello|hi|attention)\b.{0,40}[,:]\s*$)",
    re.IGNORECASE | re.MULTILINE,
)
_ENDING = re.compile(
    r"送信専用|配信停止|自動(?:的に)?(?:配信|送信)|本メール|このメール(?:アドレス)?(?:は|に|へ)|※|敬具|[━─=＝-]{6,}|"
    r"unsubscribe|do not reply|automatically|(?:best|kind|warm) regards|sincerely|all rights reserved|©",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"振り?込|送金|口座|電子マネー|ギフト(?:カード|券)|プリペイド|"
    r"\b(?:wire|transfer|bank (?:account|details)|gift cards?|payment|invoice)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"[?？]\s*$|(?:ですか|ますか|でしょうか|べきか|どうすれば(?:いい)?|どうしたら(?:いい)?|教えて(?:ください|下さい)?|"
    r"(?:知|聞)りたい(?:です)?|かな|かも)[。.!！\s]*$"
)
_LONGEST_LOOK = 4_000
_FEWEST_CHARACTERS, _FEWEST_LINES = 80, 4
_LONG = 120
_MANY, _SHORT = 6, 7
"""Up to `_SHORT` lines somebody may tell of a mail in their own words, with its sender and subject above."""


def is_mail_file(name: str, kind: str = "") -> bool:
    """By its name or the kind that Slack gives it; what it really is, the first bytes say later."""
    return name.lower().endswith(_ENDINGS) or kind.lower() in _KINDS


def looks_like_mail(text: str) -> bool:
    """A pasted mail shows its header lines; or it greets or closes as mails do, and leads somewhere."""
    text = text[:_LONGEST_LOOK]
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < _FEWEST_LINES - 1:
        return False
    heads = [found for found in _FIELD.finditer(text) if found["value"].strip()]
    fields = {name: found["value"] for found in heads for name in _FIELDS if found[name]}
    if "source" in fields or _ADDRESS.search(fields.get("from", "")):
        return len(heads) >= 2
    if len(lines) <= _SHORT and _ASKS.search(lines[-1]):
        return False
    return _has_headers(text, set(fields)) or _reads_like_one(text, lines)


def is_worth_checking(text: str) -> bool:
    """Whether words that somebody means to be a mail are enough to say anything about them."""
    return len(text.strip()) >= _FEWEST_CHARACTERS / 2 or _leads_on(text)


def is_mail_words(text: str) -> bool:
    """Whether the words after `/mamori mail` are a mail, perhaps in one line, and not a question about mails."""
    return looks_like_mail(text) or ((_leads_on(text) or len(text) >= _LONG) and not _ASKS.search(text.strip()))


def _leads_on(text: str) -> bool:
    return bool(_LINK.search(text) or _ADDRESS.search(text))


def _has_headers(text: str, fields: set[str]) -> bool:
    """Notes of a meeting have a subject and a date too: a sender, or more than that, must stand there."""
    if _FORWARDED.search(text) and fields:
        return True
    if "from" in fields:
        return len(fields) >= 2
    return "subject" in fields and len(fields - {"date"}) >= 2


def _reads_like_one(text: str, lines: list[str]) -> bool:
    """Without header lines: a greeting, or the small print at the end of a longer text, and something it is after."""
    if len(text.strip()) < _FEWEST_CHARACTERS or _ASKS.search(lines[-1]):
        return False
    if not _leads_on(text):
        return bool(_GREETING.search(text) and _MONEY.search(text))
    if _GREETING.search(text):
        return len(lines) >= _FEWEST_LINES
    return len(lines) >= _MANY and bool(_ENDING.search(text))

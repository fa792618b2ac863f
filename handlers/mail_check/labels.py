"""The words for verdicts, deeds, states and the policy's items."""

from __future__ import annotations

from bot.core.defang import defang
from bot.mail_check.cases import Deed, Status
from bot.mail_check.verdict import Verdict
from handlers.kit import blocks as b
from handlers.kit.words import N_, Words

VERDICTS = {
    Verdict.DANGER: N_("Danger"),
    Verdict.CAUTION: N_("Caution"),
    Verdict.NO_SIGN: N_("No sign found"),
}
HEADLINES = {
    Verdict.DANGER: N_("Danger: do not open it"),
    Verdict.CAUTION: N_("Caution: do not open it before you know more"),
    Verdict.NO_SIGN: N_("No sign of danger found"),
}
DEEDS = {
    Deed.RECEIVED: N_("Only received it"),
    Deed.OPENED: N_("Opened and read it"),
    Deed.CLICKED: N_("Pressed a link"),
    Deed.ATTACHMENT: N_("Opened the attachment"),
    Deed.TYPED: N_("Typed an ID or password"),
    Deed.REPLIED: N_("Replied or paid"),
}
STATUSES = {
    Status.NEW: N_("Not decided yet"),
    Status.DANGEROUS: N_("Dangerous mail"),
    Status.SPAM: N_("Junk mail, not dangerous"),
    Status.HARMLESS: N_("Harmless mail"),
    Status.TRAINING: N_("A training mail of our own"),
}
FAILURES = {
    "mail_empty": N_("The file or the text is empty."),
    "mail_too_large": N_("The file is larger than 25 MB."),
    "mail_not_a_mail": N_(
        "This does not look like a mail. Please save the mail as a file (.eml or .msg) and drop that."
    ),
    "mail_too_deep": N_("The mail is nested more deeply than mails are."),
    "mail_not_readable": N_("The mail could not be read."),
    "mail_too_hard": N_("The mail could not be analysed in time."),
    "file_locked": N_("Slack did not let me read the file. Please drop it on me in a direct message."),
    "file_gone": N_("The file is no longer there."),
    "slack_away": N_("Slack did not hand the file over, although I tried several times."),
    "analysis_away": N_("My analysis is not at work just now."),
}
_KINDS = {
    "theme": N_("7-4.5 theme {number}"),
    "sender": N_("7-4.5 sender {number}"),
    "body": N_("7-4.5 text {number}"),
    "attachment": N_("7-4.5 attachment {number}"),
}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨"


def policy_item(item: str, words: Words) -> str:
    """An item of the policy's list as printed there: `theme-6` is 「テーマ⑥」."""
    kind, _, number = item.partition("-")
    return words.say(_KINDS[kind], number=_CIRCLED[int(number) - 1]) if kind in _KINDS and number.isdigit() else ""


def harmless(text: str, size: int) -> str:
    """Text from a mail on one line: nothing in it opens, and it cannot pass for a line of ours."""
    return b.cut(defang(" ".join(text[: size * 4].split())), size)

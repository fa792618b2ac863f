"""By what a mail is recognised when it comes again: what changes from one recipient to the next is left out."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from bot.core.defang import plain
from bot.mail_check.domains import site_of
from bot.mail_check.folding import fold
from bot.mail_check.mail import Form, Mail
from bot.mail_check.targets import target_of

MOST = 20
_LONGEST_TEXT = 1_500
_QUOTED = re.compile(r"^[>|\s]+", re.MULTILINE)
_PREFIX = re.compile(
    r"^(?:(?:re|fw|fwd|aw|wg|tr|sv|返信|転送|回复|轉寄)\s*(?:\[\d+\])?\s*:|[\[【(][^\])】]{0,3}"
    r"(?:external|外部|社外|spam|スパム|転送|fwd?|caution|注意|要注意|suspicious|[a-z-]*:?\s*\d{1,6})[^\])】]{0,6}[\])】])\s*"
)
_ADDRESS = re.compile(r"(?:https?|hxxps?)\s*:\s*//\S+|\S+@\S+")
_TRACE = re.compile(r"\b(?=[a-z-]*\d)[a-z\d][a-z\d_-]{7,}\b|\d[\d,.:/-]*")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Marks:
    """`links` holds the hosts and the registrable domains of the links; `subject` and `words` are essences."""

    sender_site: str = ""
    subject: str = ""
    links: tuple[str, ...] = ()
    file_hashes: tuple[str, ...] = ()
    words: str = ""
    addresses: tuple[str, ...] = ()
    """The links themselves, where there is no mail around them."""

    @property
    def has_content(self) -> bool:
        """Whether there is anything to recognise: a walk-through without a mail has nothing."""
        return bool(self.subject or self.words or self.file_hashes or self.addresses)


def marks_of(mail: Mail) -> Marks:
    """The marks of a mail; pictures in its text, which honest mails share too, are none."""
    targets = [one for one in map(target_of, mail.links) if one and one.is_web]
    names = sorted({name for one in targets for name in (plain(one.site), plain(one.host)) if name})
    files = (one.data for one in mail.attachments if one.data and not one.inline)
    return Marks(
        sender_site=plain(site_of(mail.sender.domain)) if mail.sender else "",
        subject=subject_essence(plain(mail.subject))[:200],
        links=tuple(names[: 2 * MOST]),
        file_hashes=tuple(dict.fromkeys(hashlib.sha256(data).hexdigest() for data in files))[:MOST],
        words="" if mail.form is Form.LINK else essence(plain(_QUOTED.sub("", mail.text[:4_000])))[:_LONGEST_TEXT],
        addresses=() if mail.form is Form.MAIL else _addresses(mail),
    )


def _addresses(mail: Mail) -> tuple[str, ...]:
    """Each link once, however it was written: scheme, capitals of the host and a last slash say nothing."""
    found = (target_of(link) for link in mail.links)
    return tuple(sorted({f"{plain(one.host)}{plain(one.path)[:500].rstrip('/')}" for one in found if one}))[:MOST]


def subject_essence(subject: str) -> str:
    """A subject without "Re:", "転送:", "[EXTERNAL]" and whatever else mail programs put before it."""
    said = fold(subject).strip()
    while found := _PREFIX.match(said):
        said = said[found.end() :]
    return essence(said)


def essence(text: str) -> str:
    """Folded text in which addresses, numbers and tracking marks are all the same."""
    return _SPACES.sub(" ", _TRACE.sub("0", _ADDRESS.sub("@", fold(text)))).strip()

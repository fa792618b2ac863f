"""A mail as the rules see it: read, decoded and cut to size; nothing in it was opened, fetched or run."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Unread(StrEnum):
    """A part that could not be read; the person is told, and the verdict never rests on it."""

    BODY = "body"
    TOO_MANY_PARTS = "too_many_parts"
    TOO_LONG = "too_long"
    RTF_BODY = "rtf_body"
    ATTACHMENT = "attachment"
    PICTURE = "picture"


class Form(StrEnum):
    """What was handed in. A short message is what its sender wrote; words beside a link are the doubts of who asks."""

    MAIL = "mail"
    LINK = "link"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox; `domain` is lower-case ASCII (punycode where it is international), "" when there is none."""

    name: str
    local: str
    domain: str

    @property
    def whole(self) -> str:
        return f"{self.local}@{self.domain}" if self.domain else self.local


@dataclass(frozen=True, slots=True)
class Link:
    """A link with what the reader sees of it; `source` says where it stood."""

    url: str
    shown: str = ""
    source: str = "text"  # text | html | form | qr | pdf


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in the mail; its bytes are looked at, never opened."""

    name: str
    content_type: str
    data: bytes = field(repr=False)
    inline: bool = False

    @property
    def extension(self) -> str:
        """The last extension in lower case, without the dot."""
        return self.name.rpartition(".")[2].strip().lower() if "." in self.name else ""


@dataclass(frozen=True, slots=True)
class Authentication:
    """One `Authentication-Results` header: who says it, and what (method → result)."""

    server: str
    results: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Markup:
    """What only the HTML shows."""

    hidden_characters: int = 0
    pictures: int = 0
    has_form: bool = False


@dataclass(frozen=True, slots=True)
class Mail:
    """Everything that the rules look at. `text` is what a reader sees, the subject not included."""

    subject: str = ""
    sender: Address | None = None
    reply_to: tuple[Address, ...] = ()
    recipients: tuple[Address, ...] = ()
    envelope_domain: str = ""
    authentication: tuple[Authentication, ...] = ()
    is_list: bool = False
    has_headers: bool = True
    text: str = ""
    markup: Markup | None = None
    links: tuple[Link, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    unread: tuple[Unread, ...] = ()
    form: Form = Form.MAIL


class Unreadable(Exception):  # noqa: N818
    """It cannot be analysed; `args[0]` is a code: empty, too_large, not_a_mail, too_deep."""

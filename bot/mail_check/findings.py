"""What the rules say, and what they look at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from bot.mail_check.domains import site_of
from bot.mail_check.facts import Facts
from bot.mail_check.folding import fold
from bot.mail_check.mail import Form, Mail
from bot.mail_check.targets import Target, target_of, way_of

OPENING = 1_500
"""Code points of the unquoted text in which themes are read; the whole body would ruin their precision."""
_QUOTED_LINE = re.compile(r"^\s*[>|].*$", re.MULTILINE)
_REST = re.compile(
    r"^(?:-{3,}\s*(?:original|forwarded|元の|転送)|on .{5,80} wrote:|.{4,60}年.{4,60}：?$\n>).*",
    re.MULTILINE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One indicator that fired, with what it was seen in."""

    id: str
    evidence: str = ""


@dataclass(frozen=True)
class Look:
    """A mail with everything that several rules ask of it, computed once."""

    mail: Mail
    facts: Facts

    @property
    def is_mail(self) -> bool:
        """Whether there is a mail around the links."""
        return self.mail.form is Form.MAIL

    @cached_property
    def opening(self) -> str:
        """Subject and the beginning of what the sender wrote, folded."""
        own = _REST.split(_QUOTED_LINE.sub("", self.mail.text), maxsplit=1)[0]
        return fold(f"{self.mail.subject}\n{own[:OPENING]}")

    @cached_property
    def subject(self) -> str:
        return fold(self.mail.subject)

    @cached_property
    def sender_name(self) -> str:
        return fold(self.mail.sender.name) if self.mail.sender else ""

    @cached_property
    def host(self) -> str:
        return self.mail.sender.domain if self.mail.sender else ""

    @cached_property
    def site(self) -> str:
        return site_of(self.host)

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """Where the links go; of links without a mail only those that are not our own."""
        if self.is_mail:
            return tuple(target for link in self.mail.links if (target := target_of(link)))
        return tuple(one for link in self.mail.links for one in way_of(link) if not self.facts.is_ours(one.host))

    @cached_property
    def web(self) -> tuple[Target, ...]:
        """Links that open a page somewhere."""
        return tuple(one for one in self.targets if one.is_web and one.host)

    @cached_property
    def outside(self) -> tuple[Target, ...]:
        """Web links that leave the sender's domain for a site that nobody knows."""
        own = {self.site} if self.site else set()
        return tuple(one for one in self.web if one.site not in own and not self.facts.is_somebodys(one.host))

    @cached_property
    def is_at_home(self) -> bool:
        """Written from a domain that we know, not refuted by our server, leading nowhere else."""
        replies = [one.domain for one in self.mail.reply_to if one.domain]
        refuted = self.results.get("dmarc") == "fail" or self.results.get("spf") == "fail"
        return (
            self.facts.is_somebodys(self.host)
            and not refuted
            and not self.outside
            and all(site_of(one) == self.site or self.facts.is_somebodys(one) for one in replies)
        )

    @cached_property
    def results(self) -> dict[str, str]:
        """What our own servers say of the mail's origin; others' words are not believed."""
        trusted = self.facts.company.trusted_servers
        ours = (one for one in self.mail.authentication if one.server in trusted)
        return {method: result for one in ours for method, result in one.results}

    def recipients(self) -> set[str]:
        return {one.local.lower() for one in self.mail.recipients if len(one.local) >= 4}


Rule = Callable[[Look], Iterable[Finding]]

"""Whose the site is to which a link leads."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.core.defang import plain
from bot.mail_check.domains import within
from bot.mail_check.facts import Facts
from bot.mail_check.mail import Form, Mail
from bot.mail_check.parsing.addresses import written
from bot.mail_check.targets import Target, way_of
from knowledge import documents as doc
from knowledge.mail import MailContent

MOST = 3


class Owner(StrEnum):
    """Ours, a partner's, a well-known company's; open to anybody, or hidden behind a shortener; else a stranger's."""

    OURS = "ours"
    PARTNER = "partner"
    KNOWN = "known"
    ANYBODY = "anybody"
    HIDDEN = "hidden"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a link leads, and whose it is; a stranger's site by the part of the host that they had to register."""

    name: str
    owner: Owner


@dataclass(frozen=True, slots=True)
class Familiar:
    """The domains of ourselves, our partners and well-known companies: a link there needs no second look unasked."""

    domains: frozenset[str]

    @classmethod
    def of(cls, content: MailContent, company: doc.Company) -> Familiar:
        brands = {domain for brand in content.brands.brands for domain in brand.domains}
        open_to_all = {*content.sending.free_hosts, *content.sending.shorteners}
        return cls(frozenset({*company.own_domains, *company.partner_domains, *brands} - open_to_all))

    def strange(self, text: str) -> list[str]:
        """The links of a text that lead elsewhere, as they open."""
        return [one.url for one in written(text).links if any(map(self._is_strange, way_of(one)))]

    def _is_strange(self, target: Target) -> bool:
        return target.is_web and not within(target.host, self.domains)


def destinations_of(mail: Mail, facts: Facts) -> tuple[Destination, ...]:
    """Where links without a mail lead; of a mail nothing, its links are told otherwise."""
    if mail.form is Form.MAIL:
        return ()
    found = (one for link in mail.links for one in way_of(link))
    leads = (_destination(one, facts) for one in found if one.is_web and one.host)
    return tuple(dict.fromkeys(leads))[:MOST]


def _destination(target: Target, facts: Facts) -> Destination:
    owner = owner_of(target, facts)
    name = (owner is Owner.STRANGER and target.site) or target.host
    return Destination(plain(name)[:253], owner)


def owner_of(target: Target, facts: Facts) -> Owner:
    """Whose a site is, as far as the company's file and `mail/` know."""
    host = target.host
    if facts.is_ours(host):
        return Owner.OURS
    if host.removeprefix("www.") in facts.shorteners:
        return Owner.HIDDEN
    if within(host, facts.free_hosts):
        return Owner.ANYBODY
    if within(host, facts.company.partners):
        return Owner.PARTNER
    return Owner.KNOWN if facts.is_somebodys(host) else Owner.STRANGER

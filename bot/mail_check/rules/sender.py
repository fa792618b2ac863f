"""Who says they wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.mail_check.domains import ending, looks_random, site_of, within
from bot.mail_check.facts import BrandFacts, Company
from bot.mail_check.findings import Finding, Look
from bot.mail_check.folding import INVISIBLE, fold, is_mixed
from bot.mail_check.parsing.headers import addresses

_WORD = re.compile(r"[^\W\d_]{2,}")
_TAG = re.compile(r"\[[^\]]{1,80}\]")
_MATHS = re.compile("[\U0001d400-\U0001d7ff\U0001f130-\U0001f189\u24b6-\u24e9]")
_EMOJI = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff\u2b50\u203c\u2049\u26a0]")
_RANDOM_LOCAL = re.compile(r"^(?=.*\d)(?=.*[a-z])[a-z0-9]{10,}$|\d{5,}|^[bcdfghjklmnpqrstvwxz]{6,}$", re.IGNORECASE)
_CASE_SOUP = re.compile(r"^(?=(?:.*[a-z][A-Z]){2})[A-Za-z]{6,}$")


def sender(look: Look) -> Iterator[Finding]:
    """Everything about the From and Reply-To headers."""
    if not look.mail.has_headers:
        return
    if not look.site:
        yield Finding("S00_no_from", look.mail.sender.whole if look.mail.sender else "")
    else:
        yield from _domain(look)
    yield from _name(look)
    yield from _replies(look)
    yield from _recipient(look)


def borrowed_brand(look: Look, text: str, *, in_name: bool) -> tuple[BrandFacts, str] | None:
    """A brand that the text names although the mail comes from elsewhere."""
    for brand in look.facts.brands:
        if (brand.common and not in_name) or within(look.host, brand.domains):
            continue
        if found := brand.names.search(text):
            return brand, found
    return None


def _domain(look: Look) -> Iterator[Finding]:
    facts, host = look.facts, look.host
    local = look.mail.sender.local if look.mail.sender else ""
    known = facts.is_known(host)
    if within(host, facts.freemail):
        yield Finding("S01_freemail", host)
    if not known and (real := facts.imitated(host)):
        yield Finding("S07_lookalike_domain", f"{host} ≈ {real}")
    if host.count(".") - look.site.count(".") >= 2 and not known:
        yield Finding("S08_deep_sender", host)
    if ending(host, facts.abused_endings) and not known:
        yield Finding("S09_sender_tld", f".{host.rpartition('.')[2]}")
    if within(host, facts.sender_free_hosts):
        yield Finding("S10_sender_freehost", host)
    elif looks_random(look.site) and not known:
        yield Finding("S11_random_domain", look.site)
    if _RANDOM_LOCAL.search(local) or _CASE_SOUP.search(local):
        yield Finding("S12_random_local", local)


def _name(look: Look) -> Iterator[Finding]:
    raw = look.mail.sender.name if look.mail.sender else ""
    shown = f"{raw}\n{look.mail.subject}"
    if found := borrowed_brand(look, look.sender_name, in_name=True):
        yield Finding("S03_brand_display", f"{found[1]} ← {look.host or '?'}")
    elif borrowed := borrowed_brand(look, look.subject, in_name=False):
        yield Finding("S03b_brand_subject", f"{borrowed[1]} ← {look.host or '?'}")
    other = [one for one in addresses(raw) if "@" in raw and one.domain]
    if other and site_of(other[0].domain) != look.site:
        yield Finding("S04_addr_in_name", other[0].whole)
    if (
        look.site
        and not look.facts.is_somebodys(look.host)
        and (own := _own_name(look.facts.company, look.sender_name))
    ):
        yield Finding("S05_own_domain_in_name", own)
    if INVISIBLE.search(shown.replace("\ufe0f", "")):
        yield Finding("S13_invisible_hdr", fold(shown)[:60])
    words = _WORD.findall(shown)
    if _MATHS.search(shown) or any(map(is_mixed, words)):
        yield Finding("S14_confusable_hdr", shown.strip()[:60])
    if "!" in fold(look.mail.subject):
        yield Finding("S18_exclamation", look.mail.subject.strip()[:60])
    if _EMOJI.search(shown):
        yield Finding("S15_emoji_hdr", "".join(_EMOJI.findall(shown)[:5]))


def _own_name(company: Company, name: str) -> str:
    shown = name.replace(" ", "")
    own = [*company.domains, *company.names, *company.leaders]
    return next((one for one in own if one and fold(one).replace(" ", "") in shown), "")


def _replies(look: Look) -> Iterator[Finding]:
    replies = [one for one in look.mail.reply_to if one.domain]
    if not replies or not look.site or _is_list(look):
        return
    if site_of(replies[0].domain) != look.site:
        yield Finding("S02_replyto_diff", replies[0].whole)
        if within(replies[0].domain, look.facts.freemail) and not within(look.host, look.facts.freemail):
            yield Finding("S02b_replyto_freemail", replies[0].whole)


def _is_list(look: Look) -> bool:
    """A mailing list that writes its own address above its members' mails: "Anna via Users"."""
    return look.mail.is_list or " via " in look.sender_name


def _recipient(look: Look) -> Iterator[Finding]:
    themselves = look.mail.sender and any(look.mail.sender.whole == one.whole for one in look.mail.recipients)
    if look.mail.sender and themselves and not _is_list(look):
        yield Finding("S06_self_spoof", look.mail.sender.whole)
    subject = _TAG.sub("", look.subject)
    whole = {one.whole.lower() for one in look.mail.recipients}
    hit = next((one for one in sorted(whole | look.recipients()) if one in subject), "")
    if hit and not look.is_at_home:
        yield Finding("S16_rcpt_in_subject", hit)

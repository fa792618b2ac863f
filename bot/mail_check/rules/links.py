"""Where the links go."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from math import ceil
from urllib.parse import unquote

from bot.core.defang import is_ip
from bot.mail_check.domains import ending, is_japanese, looks_random, readable, site_of, within
from bot.mail_check.findings import Finding, Look
from bot.mail_check.targets import Target

Test = Callable[[Look, Target], str]
_CODE = re.compile(r"/(?=[^/]*\d)(?=[^/]*[A-Za-z])[A-Za-z0-9_-]{24,}/?")
_CONTENT_SYSTEM = re.compile(
    r"/wp-(?:includes|admin|login|content/(?!uploads/.*\.(?:pdf|png|jpe?g)))|/\.well-known/|\.php\?(?:e|email|user|login)=|/cgi-sys/"
)
_LONG_CODE = re.compile(r"(?<![\w-])(?=[A-Za-z_-]*\d)(?=[A-Z\d_-]*[a-z])(?=[a-z\d_-]*[A-Z])[\w-]{40,}", re.ASCII)
_PROGRAM = re.compile(r"/[^/?#]*\.(?:exe|msi|msix|scr|js|jse|vbs|hta|iso|img|lnk|bat|cmd|ps1|apk|jar)(?:[?#]|$)")
_ARCHIVE = re.compile(r"/[^/?#]*\.(?:zip|rar|7z|cab)(?:[?#]|$)")
_DIGITS = re.compile(r"\d{3}")
_PRIVATE = re.compile(r"(?:10|127|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254|0)\.")
_SHOWN_URL = re.compile(r"^(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?:[/:?#]\S*)?$", re.IGNORECASE)


def links(look: Look) -> Iterator[Finding]:
    """Everything about the links; a sign counts when enough of the links show it."""
    if look.web and look.is_mail:
        yield Finding("U01_link", look.web[0].link.url[:200])
    for name, test in _TESTS.items():
        hits = [evidence for target in look.web if (evidence := test(look, target))]
        if hits and len(hits) >= ceil(len(look.web) * look.facts.content.scale.share_of_links):
            yield Finding(name, hits[0][:200])
    coded = next((one for one in look.web if one.link.source == "qr"), None)
    if coded:
        yield Finding("Q01_qr_code", coded.link.url[:120])
    bad = next((one for one in look.targets if one.scheme in {"data", "javascript", "file", "vbscript"}), None)
    if bad:
        yield Finding("U15_bad_scheme", bad.link.url[:80])
    yield from _all_together(look)


def _all_together(look: Look) -> Iterator[Finding]:
    web = [one for one in look.web if not look.facts.is_ours(one.host)]
    if look.site and web and all(one.site != look.site for one in web):
        yield Finding("U14_links_off_sender", web[0].host)
        if len(web) >= 2 and len({one.site for one in web}) == 1 and not look.facts.is_known(web[0].host):
            yield Finding("U17_single_offsite_dest", web[0].host)


def _mismatch(look: Look, target: Target) -> str:
    """What is shown is an address of another site than the one that opens."""
    found = _SHOWN_URL.match(target.link.shown.strip())
    if not found or target.link.source != "html" or within(target.host, look.facts.relays):
        return ""
    shown = site_of(found[1].lower())
    if not shown or shown == target.site:
        return ""
    return f"{target.link.shown.strip()[:80]} → {target.host}"


def _shortener(look: Look, target: Target) -> str:
    return target.host if target.host.removeprefix("www.") in look.facts.shorteners else ""


def _ip(_look: Look, target: Target) -> str:
    return target.host if is_ip(target.host) and not _PRIVATE.match(target.host) else ""


def _punycode(_look: Look, target: Target) -> str:
    strange = "xn--" in target.host and not is_japanese(target.host)
    return f"{target.host} ({readable(target.host)})" if strange else ""


def _userinfo(_look: Look, target: Target) -> str:
    return target.link.url[:120] if target.has_userinfo else ""


def _lookalike(look: Look, target: Target) -> str:
    if not target.site or look.facts.is_known(target.host):
        return ""
    real = look.facts.imitated(target.host) or ("" if look.is_mail else look.facts.borrowed(target.host))
    return f"{target.host} ≈ {real}" if real else ""


def _in_subdomain(look: Look, target: Target) -> str:
    if not target.site or look.facts.is_known(target.host):
        return ""
    if not look.is_mail and _lookalike(look, target):  # that says it already
        return ""
    parts = re.split(r"[.-]", target.host.removesuffix(target.site))
    hit = next((part for part in parts if len(part) >= 4 and part in look.facts.real_names.names), "")
    return f"{target.host} ({hit})" if hit else ""


def _in_path(look: Look, target: Target) -> str:
    if not target.site or look.facts.is_known(target.host):
        return ""
    parts = re.split(r"[^a-z0-9]+", target.path.lower()[:300])
    hit = next((part for part in parts if len(part) >= 5 and look.facts.real_names.is_called(part)), "")
    return f"{target.host}…{hit}" if hit else ""


def _abused(look: Look, target: Target) -> str:
    known = look.facts.is_known(target.host) or (not look.is_mail and within(target.host, look.facts.everybodys))
    return target.host if ending(target.host, look.facts.abused_endings) and not known else ""


def _free_host(look: Look, target: Target) -> str:
    return target.host if within(target.host, look.facts.free_hosts) else ""


def _recipient(look: Look, target: Target) -> str:
    """The reader's own address in the link: it tells the sender who clicked, or fills in the form."""
    rest = target.path.lower()
    for one in look.mail.recipients[:3]:
        whole = one.whole.lower()
        coded = base64.b64encode(one.whole.encode()).decode().rstrip("=")[:-1]
        if len(whole) > 5 and (whole in rest or whole.replace("@", "%40") in rest or coded in target.path):
            return target.link.url[:120]
    return ""


def _redirector(look: Look, target: Target) -> str:
    """An address of one site that sends the reader on to a strange one."""
    rest = unquote(target.link.url).lower()
    return (
        target.link.url[:120]
        if _is_strange(look, target) and any(word in rest for word in look.facts.redirectors)
        else ""
    )


def _random(look: Look, target: Target) -> str:
    honest = not target.site or look.facts.is_known(target.host) or is_japanese(target.host)
    return target.host if not honest and looks_random(target.site) else ""


def _opaque(look: Look, target: Target) -> str:
    """Nothing but a long code after the host, as mass-mailing kits make them."""
    if within(target.host, look.facts.relays) or look.facts.is_known(target.host):
        return ""
    return target.link.url[:120] if _CODE.fullmatch(target.path) else ""


def _broken_in(_look: Look, target: Target) -> str:
    """A page that somebody put on another's web site: the paths of its content system."""
    return target.link.url[:120] if _CONTENT_SYSTEM.search(target.path.lower()) else ""


def _tracked(look: Look, target: Target) -> str:
    """A long code that tells who pressed, on a site that is not the sender's and not a known dispatcher's."""
    return target.link.url[:120] if _is_strange(look, target) and _LONG_CODE.search(target.path[:2_000]) else ""


def _numbered(look: Look, target: Target) -> str:
    """A host with a row of digits in its name: rented by the hour, named by a machine."""
    named = is_ip(target.host) or is_japanese(target.host)
    return target.host if _is_strange(look, target) and _DIGITS.search(target.host) and not named else ""


def _download(look: Look, target: Target) -> str:
    """A link to a program, or to an archive on a strange site: it would come past the eyes of the mail server."""
    path = target.path.lower()[:2_000]
    program = _PROGRAM.search(path) and not look.facts.is_somebodys(target.host)
    archive = _ARCHIVE.search(path) and _is_strange(look, target)
    return target.link.url[:120] if program or archive else ""


def _is_strange(look: Look, target: Target) -> bool:
    facts = look.facts
    return target.site != look.site and not facts.is_known(target.host) and not within(target.host, facts.relays)


_TESTS: dict[str, Test] = {
    "U02_anchor_mismatch": _mismatch,
    "U03_shortener": _shortener,
    "U04_ip_url": _ip,
    "U05_punycode": _punycode,
    "U06_userinfo": _userinfo,
    "U07_brand_lookalike": _lookalike,
    "U07b_brand_subdomain": _in_subdomain,
    "U07c_brand_path": _in_path,
    "U08_tld": _abused,
    "U09_freehost": _free_host,
    "U10_rcpt_in_url": _recipient,
    "U11_redirector": _redirector,
    "U13_random_host": _random,
    "U20_opaque_link": _opaque,
    "U21_borrowed_site": _broken_in,
    "U22_tracked_link": _tracked,
    "U23_numbered_host": _numbered,
    "U24_download_link": _download,
}

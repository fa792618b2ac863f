"""What the mail is about, and how it is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from bot.mail_check.domains import site_of
from bot.mail_check.findings import OPENING, Finding, Look
from bot.mail_check.folding import INVISIBLE, fold, is_mixed
from bot.mail_check.rules.sender import borrowed_brand

_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_IDEOGRAPH = re.compile("[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W\d_]{3,}")
_INSIDE = re.compile(
    r"[A-Za-z\u3041-\u9fff](?:[\u00ad\u034f\u180e\u200b-\u200d\u2060-\u2064\ufe00-\ufe0d\ufeff])+[A-Za-z\u3041-\u9fff]"
)
_MAIL = re.compile(r"[\w.+-]+@((?:[\w-]+\.)+[a-z]{2,})", re.IGNORECASE)
_TEL = re.compile(r"(?:tel|電話|phone)[^\d+]{0,8}([\d()+.\-\s]{9,20})", re.IGNORECASE)
_FAX = re.compile(r"(?:fax|ファックス|ファクス)[^\d+]{0,8}([\d()+.\-\s]{9,20})", re.IGNORECASE)
_GREETING = re.compile(
    r"\b(?:dear|hello|hi|hallo|bonjour|hola|guten tag|olá|caro|beste|ciao)[\s,]{1,3}([\w.+-]{1,64})"
    r"|([a-z0-9_.+-]{1,64})(?:@[a-z0-9.-]{1,80})?\s{0,3}(?:様|さま|さん|殿)",
)
_HURTS_ANYWAY = {"T_BEC", "T_CALL", "T_EXTORT", "T_419"}
_AGENCY = re.compile(r"^[\s【]{0,4}([\u30a1-\u30fa\u30fc\u3400-\u9fff]{3,14}[省庁])(?![\u3041-\u9fff])", re.MULTILINE)
_SHORT = 140
_FEW_WORDS = 400
"""Code points: a few lines, of which the link is the point."""


def themes(look: Look) -> Iterator[Finding]:
    """The themes of the opening; of those who write from home only what hurts without any link counts.

    A short message is a lure only when it leads to a site that nobody knows.
    """
    if not look.is_mail and not look.outside:
        return
    for name, _, phrases in look.facts.themes:
        if look.is_at_home and name not in _HURTS_ANYWAY:
            continue
        if found := phrases.search(look.opening):
            yield Finding(name, found[:60])


def wording(look: Look) -> Iterator[Finding]:
    """The text itself: language, characters, disguises, signature."""
    text = look.mail.text
    if found := look.facts.unnatural.search(look.opening):
        yield Finding("B18_unnatural_ja", found[:40])
    if foreign := _foreign(text, look.facts.content.body.foreign_characters):
        yield Finding("B19_foreign_cjk", foreign)
    start = text[: OPENING * 2]
    if hit := _INSIDE.search(start):
        yield Finding("B14_invisible_in_word", INVISIBLE.sub("·", hit.group()))
    if mixed := next((word for word in _WORD.findall(start) if is_mixed(word)), ""):
        yield Finding("B21_confusable_body", mixed[:40])
    if look.recipients() and not look.is_at_home and (hello := _greeted(look)):
        yield Finding("B12b_greet_localpart", hello)
    yield from _signature(look)


def shape(look: Look) -> Iterator[Finding]:
    """How the body is built."""
    mail = look.mail
    floor = look.facts.content.body.hidden_text_floor
    if mail.markup and mail.markup.hidden_characters >= floor:
        yield Finding("B13_hidden_text", str(mail.markup.hidden_characters))
    if mail.markup and mail.markup.has_form:
        yield Finding("B16_form")
    if mail.markup and mail.markup.pictures and look.web and len(mail.text) < _SHORT:
        yield Finding("B15_image_only")
    if (
        look.outside
        and len(mail.text) < _FEW_WORDS
        and not look.facts.is_somebodys(look.host)
        and not (mail.markup and mail.markup.pictures)
    ):
        yield Finding("B25_few_words_link", look.outside[0].host)
    if not mail.text.strip() and any(not one.inline for one in mail.attachments):
        yield Finding("B15c_empty_with_att")


def named(look: Look) -> Iterator[Finding]:
    """A company that the text names and no link leads to."""
    if not look.web or (look.is_mail and not look.mail.has_headers):
        return
    if found := borrowed_brand(look, look.opening, in_name=False):
        brand, name = found
        if not any(site in brand.domains for one in look.web for site in (one.site, one.host)):
            yield Finding("U19_brand_text_no_brand_link", name)


def _foreign(text: str, listed: str) -> str:
    """Characters that stand in no Japanese character set, or two that only its neighbours use, inside Japanese text."""
    sample = text[:20_000]
    if len(_KANA.findall(sample)) < 20:
        return ""
    odd = {one for one in _IDEOGRAPH.findall(sample) if not _japanese(one)}
    near = set(sample) & set(listed)
    return "".join(sorted(odd | near)[:10]) if odd or len(near) >= 2 else ""


def _japanese(character: str) -> bool:
    for charset in ("cp932", "euc_jis_2004"):
        try:
            unicodedata.normalize("NFC", character).encode(charset)
        except UnicodeEncodeError:
            continue
        return True
    return False


def _greeted(look: Look) -> str:
    """「tanaka 様」, "Hello tanaka": the writer knows the address and not the person."""
    beginning = fold(look.mail.text[:200])
    named = {found[1] or found[2] for found in _GREETING.finditer(beginning)}
    return next((local for local in sorted(look.recipients()) if local in named), "")


def _signature(look: Look) -> Iterator[Finding]:
    end = look.mail.text[-600:]
    shown = [site_of(found.lower()) for found in _MAIL.findall(end)]
    foreign = [site for site in shown if site and site != look.site and not look.facts.is_ours(site)]
    if look.site and foreign and look.site not in shown:
        yield Finding("S17_signature_addr_diff", foreign[0])
    telephones = {re.sub(r"\D", "", one) for one in _TEL.findall(end)}
    faxes = {re.sub(r"\D", "", one) for one in _FAX.findall(end)}
    if both := {one for one in telephones & faxes if len(one) >= 9}:
        yield Finding("B23_tel_eq_fax", min(both))
    if agency := _invented_agency(look, end):
        yield Finding("B26_no_such_agency", agency)
    if wrong := next((one for one in telephones if _impossible(look, one)), ""):
        yield Finding("B24_tel_impossible", wrong)


def _invented_agency(look: Look, end: str) -> str:
    """A ministry or agency, by the look of its name, that does not exist."""
    real = tuple(look.facts.content.body.agencies)
    name = look.mail.sender.name if look.mail.sender else ""
    return next((one for one in _AGENCY.findall(f"{name}\n{end}") if not one.endswith(real)), "")


def _impossible(look: Look, number: str) -> bool:
    """A Japanese number with too many or too few digits; foreign ones are not judged."""
    if not number.startswith("0") or number.startswith("00") or not _KANA.search(look.mail.text):
        return False
    known = look.facts.content.body.telephone_prefixes
    digits = next((one.digits for one in known if number.startswith(one.prefix)), 10)
    return len(number) != digits

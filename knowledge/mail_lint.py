"""Checks what one file of `mail/` alone cannot know: that every sign has its words and its weight, and stands once."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from knowledge.mail import DEEDS, VERDICTS, MailContent
from knowledge.reading import Problem

GAP = "…"
RULED = frozenset(
    {
        "A01_attachment", "A02_executable", "A03_lnk", "A04_double_ext", "A05_many_spaces", "A06_rlo",
        "A07_html_att", "A08_macro", "A08b_macro_inside", "A09_encrypted_zip", "A09_encrypted_zip_freemail",
        "A09b_key_in_mail", "A10_disk_onenote", "A11_archive_exec", "A12_type_mismatch", "A15_pdf_active",
        "A15b_pdf_link", "A16_ics", "B12b_greet_localpart", "B13_hidden_text", "B14_invisible_in_word",
        "B15_image_only", "B15c_empty_with_att", "B16_form", "B18_unnatural_ja", "B19_foreign_cjk",
        "B21_confusable_body", "B23_tel_eq_fax", "B24_tel_impossible", "B25_few_words_link", "B26_no_such_agency",
        "C01_cred_and_link", "C02_brand_and_link", "C03_freemail_money", "C04_three_themes",
        "C05_stranger_with_file", "H01_dmarc_fail", "H02_spf_fail", "H03_dkim_fail", "H04_no_auth",
        "H05_envelope_diff", "Q01_qr_code", "S00_no_from", "S01_freemail", "S02_replyto_diff",
        "S02b_replyto_freemail", "S03_brand_display", "S03b_brand_subject", "S04_addr_in_name",
        "S05_own_domain_in_name", "S06_self_spoof", "S07_lookalike_domain", "S08_deep_sender",
        "S09_sender_tld", "S10_sender_freehost", "S11_random_domain", "S12_random_local", "S13_invisible_hdr",
        "S14_confusable_hdr", "S15_emoji_hdr", "S16_rcpt_in_subject", "S17_signature_addr_diff",
        "S18_exclamation", "U01_link", "U02_anchor_mismatch", "U03_shortener", "U04_ip_url", "U05_punycode",
        "U06_userinfo", "U07_brand_lookalike", "U07b_brand_subdomain", "U07c_brand_path", "U08_tld",
        "U09_freehost", "U10_rcpt_in_url", "U11_redirector", "U13_random_host", "U14_links_off_sender",
        "U15_bad_scheme", "U17_single_offsite_dest", "U19_brand_text_no_brand_link", "U20_opaque_link",
        "U21_borrowed_site", "U22_tracked_link", "U23_numbered_host", "U24_download_link",
    },
)  # fmt: skip
"""The signs that the rules in the code can find; the themes of `themes.yml` and the walk-through bring their own."""


def check_mail(mail: MailContent, clauses: Collection[str] | None = None) -> Iterator[Problem]:
    """The problems between the files of `mail/`; without `clauses` citations are not looked at."""
    yield from _indicators(mail)
    yield from _themes(mail)
    yield from _brands(mail)
    yield from _sending(mail)
    yield from _walk(mail)
    yield from _advice(mail, clauses)


def _indicators(mail: MailContent) -> Iterator[Problem]:
    file = "mail/indicators.yml"
    listed = [one.id for one in mail.indicators.indicators]
    items = {item.id for step in mail.walk.steps for item in step.items}
    found = RULED | {theme.id for theme in mail.themes.themes}
    for name in _twice(listed):
        yield Problem(file, f"indicators.{name}", "this id is already used")
    for name in sorted((found | items) - set(listed)):
        yield Problem(file, f"indicators.{name}", "is missing: it can be found, but has neither weight nor words")
    for name in sorted(set(listed) - found - items):
        yield Problem(file, f"indicators.{name}", "nothing finds this sign: no rule, no theme, no item of walk.yml")


def _themes(mail: MailContent) -> Iterator[Problem]:
    for name in _twice(theme.id for theme in mail.themes.themes):
        yield Problem("mail/themes.yml", f"themes.{name}", "this id is already used")
    for theme in mail.themes.themes:
        for language, phrases in theme.phrases.model_dump().items():
            yield from _phrases("mail/themes.yml", f"themes.{theme.id}.phrases.{language}", phrases)
    yield from _phrases("mail/body.yml", "unnatural", mail.body.unnatural)
    yield from _phrases("mail/body.yml", "agencies", mail.body.agencies)
    for prefix in _twice(one.prefix for one in mail.body.telephone_prefixes):
        yield Problem("mail/body.yml", f"telephone_prefixes.{prefix}", "stands twice")


def _phrases(file: str, key: str, phrases: list[str]) -> Iterator[Problem]:
    for phrase in phrases:
        if not all(part.strip() for part in _seen(phrase).split(_seen(GAP))):
            yield Problem(file, key, f"{phrase!r}: nothing is left of it, or of one side of its {GAP}")
    for phrase in _twice(map(_seen, phrases)):
        yield Problem(file, key, f"{phrase!r} stands twice")


def _brands(mail: MailContent) -> Iterator[Problem]:
    file = "mail/brands.yml"
    brands = mail.brands.brands
    for name in _twice(brand.id for brand in brands):
        yield Problem(file, f"brands.{name}", "this id is already used")
    for name in _twice(_seen(name) for brand in brands for name in brand.names):
        yield Problem(file, "brands", f"the name {name!r} stands twice")
    for brand in brands:
        yield from _phrases(file, f"brands.{brand.id}.names", brand.names)
        for domain in _twice(brand.domains):
            yield Problem(file, f"brands.{brand.id}.domains", f"{domain} stands twice")


def _sending(mail: MailContent) -> Iterator[Problem]:
    file = "mail/sending.yml"
    for key, listed in mail.sending.model_dump().items():
        for one in _twice(listed):
            yield Problem(file, key, f"{one} stands twice")
    for one in sorted(set(mail.sending.freemail) & set(mail.sending.not_freemail)):
        yield Problem(file, "not_freemail", f"{one} stands in freemail too")


def _walk(mail: MailContent) -> Iterator[Problem]:
    for name in _twice(step.id for step in mail.walk.steps):
        yield Problem("mail/walk.yml", f"steps.{name}", "this id is already used")
    for name in _twice(item.id for step in mail.walk.steps for item in step.items):
        yield Problem("mail/walk.yml", f"items.{name}", "this id is already used")
    for item in (item for step in mail.walk.steps for item in step.items):
        if not item.id.startswith("P_"):
            yield Problem("mail/walk.yml", f"items.{item.id}", "must begin with P_: it is what a person says")


def _advice(mail: MailContent, clauses: Collection[str] | None) -> Iterator[Problem]:
    file = "mail/advice.yml"
    for key, told, wanted in (
        ("verdicts", mail.advice.verdicts, VERDICTS),
        ("links", mail.advice.links, ()),
        ("deeds", mail.advice.deeds, DEEDS),
    ):
        for name in sorted(set(wanted) - set(told)):
            yield Problem(file, f"{key}.{name}", "is missing: everybody needs to know what to do now")
        for name, advice in told.items():
            if len(advice.lines.ja) != len(advice.lines.en):
                yield Problem(file, f"{key}.{name}.lines", "ja and en have different numbers of lines")
            for clause in advice.clauses:
                if clauses is not None and clause not in clauses:
                    yield Problem(file, f"{key}.{name}.clauses", f"cites clause {clause}, which no policy file has")


def _seen(phrase: str) -> str:
    """A phrase as it is compared: one width, one case, nothing invisible."""
    shown = "".join(one for one in phrase if unicodedata.category(one) not in {"Cf", "Mn", "Cc"})
    return " ".join(unicodedata.normalize("NFKC", shown).lower().split())


def _twice(listed: Iterable[str]) -> list[str]:
    return [one for one, count in Counter(listed).items() if count > 1]

"""What means more together than alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.mail_check.findings import Finding, Look

_ASKING = {"T_CRED", "T_SUSP", "T_QUOTA"}
_MONEY = {"T_CRED", "T_SUSP", "T_PAY", "T_BEC"}
_BRAND = {"S03_brand_display", "S07_lookalike_domain", "S05_own_domain_in_name"}
_PRESSING = _ASKING | {"T_PAY", "T_PRIZE", "T_DELIV", "T_URG", "T_CTA"}


def together(look: Look, seen: Mapping[str, str]) -> Iterator[Finding]:
    """Findings that rest on the other findings, `seen` with their evidence."""
    found = seen.keys()
    outside = next((one.host for one in look.outside), "")
    if found & _ASKING and outside:
        yield Finding("C01_cred_and_link", outside)
    borrowed = found & _BRAND or ("S03b_brand_subject" in found and found & _PRESSING)
    if borrowed and outside:
        yield Finding("C02_brand_and_link", outside)
    if "S01_freemail" in found and found & _MONEY:
        yield Finding("C03_freemail_money", look.host)
    hints = {name for name, hint, _ in look.facts.themes if hint}
    themes = {name for name in found if name.startswith("T_")} - hints
    if len(themes) >= 3:
        yield Finding("C04_three_themes", ", ".join(seen[name] for name in sorted(themes)[:5]))
    if (
        "S01_freemail" in found
        and "A01_attachment" in found
        and found & {"T_PRESS", "T_VIP", "T_HR", "T_DOC", "T_AGENCY"}
    ):
        yield Finding("C05_stranger_with_file", look.host)

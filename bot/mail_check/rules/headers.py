"""What the receiving server said; only the company's own server is believed."""

from __future__ import annotations

from collections.abc import Iterator

from bot.mail_check.domains import site_of
from bot.mail_check.findings import Finding, Look


def headers(look: Look) -> Iterator[Finding]:
    """Authentication results of a trusted server, and the envelope sender."""
    results = look.results
    if results.get("dmarc") == "fail":
        yield Finding("H01_dmarc_fail", "dmarc=fail")
    if results.get("spf") in {"fail", "softfail"}:
        yield Finding("H02_spf_fail", f"spf={results['spf']}")
    if results.get("dkim") == "fail":
        yield Finding("H03_dkim_fail", "dkim=fail")
    if results and results.get("spf", "none") == "none" and results.get("dkim", "none") == "none":
        yield Finding("H04_no_auth", "spf=none, dkim=none")
    if look.site and look.mail.envelope_domain and site_of(look.mail.envelope_domain) != look.site:
        yield Finding("H05_envelope_diff", look.mail.envelope_domain)

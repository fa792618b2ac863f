"""A mail in, a judgement out: pure, and the same every time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from bot.mail_check.facts import Facts
from bot.mail_check.findings import Finding, Look, Rule
from bot.mail_check.mail import Mail
from bot.mail_check.rules.files import files
from bot.mail_check.rules.headers import headers
from bot.mail_check.rules.links import links
from bot.mail_check.rules.sender import sender
from bot.mail_check.rules.text import shape, themes, wording
from bot.mail_check.rules.together import together
from bot.mail_check.verdict import Judgement, judge

RULES: tuple[Rule, ...] = (sender, headers, links, themes, wording, shape, files)


def analyse(mail: Mail, facts: Facts) -> Judgement:
    """Apply every rule and weigh what they found."""
    indicators = {one.id: one for one in facts.content.indicators.indicators}
    return judge(findings(mail, facts), indicators, facts.content.scale)


def findings(mail: Mail, facts: Facts) -> Iterator[Finding]:
    """Every indicator that fires, each once."""
    look = Look(mail, facts)
    single = list(chain.from_iterable(rule(look) for rule in RULES))
    yield from single
    yield from together(look, {one.id: one.evidence for one in single})

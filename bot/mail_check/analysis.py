"""A mail in, a judgement out: pure, and the same every time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from bot.mail_check.facts import Facts
from bot.mail_check.findings import Finding, Look, Rule
from bot.mail_check.mail import Form, Mail
from bot.mail_check.rules.files import files
from bot.mail_check.rules.headers import headers
from bot.mail_check.rules.links import links
from bot.mail_check.rules.sender import sender
from bot.mail_check.rules.text import named, shape, themes, wording
from bot.mail_check.rules.together import together
from bot.mail_check.verdict import Judgement, judge

RULES: dict[Form, tuple[Rule, ...]] = {
    Form.MAIL: (sender, headers, links, themes, wording, shape, named, files),
    Form.MESSAGE: (links, themes, wording, named),
    Form.LINK: (links, themes),
}
"""Who wrote it is unknown of a link alone: only where it leads, and what is said around it, can speak against it."""


def analyse(mail: Mail, facts: Facts) -> Judgement:
    """Apply every rule and weigh what they found."""
    content = facts.content if mail.form is Form.MAIL else facts.content.for_links()
    return judge(findings(mail, facts), {one.id: one for one in content.indicators.indicators}, content.scale)


def findings(mail: Mail, facts: Facts) -> Iterator[Finding]:
    """Every indicator that fires, each once."""
    look = Look(mail, facts)
    single = list(chain.from_iterable(rule(look) for rule in RULES[mail.form]))
    yield from single
    yield from together(look, {one.id: one.evidence for one in single})

"""What is particular to a link without a mail: the link itself, where it leads, and the offer to examine one."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.defang import defang
from bot.mail_check.destinations import Owner
from bot.mail_check.report import Report
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card
from handlers.kit.words import N_, Words
from handlers.mail_check import ids
from handlers.mail_check.labels import harmless

MOST_LINKS = 3
LONGEST_LINK, LONGEST_MESSAGE, LONGEST_NAME = 150, 240, 80
LONGEST_CARRIED = 1_900
"""Code points that a button carries; Slack takes 2,000."""
OWNERS = {
    Owner.OURS: N_("{host}: an address of our own company"),
    Owner.PARTNER: N_("{host}: a partner of ours, by our records"),
    Owner.KNOWN: N_("{host}: a domain of a well-known company"),
    Owner.ANYBODY: N_("{host}: a service where anybody can put up a page"),
    Owner.HIDDEN: N_("{host}: a link shortener; where it leads cannot be seen from here"),
    Owner.STRANGER: N_("{host}: not ours, not a partner's, and not one of the well-known companies on our list"),
}


def link_blocks(report: Report, words: Words) -> list[Block]:
    """What was examined, and whose site it is."""
    shown = [harmless(one, LONGEST_LINK) for one in report.links[:MOST_LINKS]] or [
        harmless(report.subject, LONGEST_LINK)
    ]
    if report.excerpt:
        shown.insert(0, harmless(report.excerpt, LONGEST_MESSAGE))
    blocks: list[Block] = [
        b.paragraph(words.say("I examined the link without opening it.")),
        b.quote("\n".join(shown)),
    ]
    if report.destinations:
        leads = report.destinations[:MOST_LINKS]
        lines = [words.say(OWNERS[one.owner], host=harmless(one.name, LONGEST_NAME)) for one in leads]
        blocks.append(b.context(words.say("Where it leads"), *lines))
    return blocks


def offer(links: Sequence[str], words: Words) -> Card:
    """Below an answer to something else: the link in the question can be examined too."""
    carried = "\n".join(links)[:LONGEST_CARRIED]
    said = words.say("There is a link in your message. I can examine it without opening it.")
    named = [harmless(one, LONGEST_LINK) for one in links[:MOST_LINKS]]
    button = Button(ids.LINK, words.say("Check this link"), carried)
    return Card(said, [b.paragraph(said), b.context(*map(defang, named)), b.buttons(button)])

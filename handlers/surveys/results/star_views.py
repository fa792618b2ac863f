"""How near the company is to declaring one or two stars of SECURITY ACTION, with what shows it and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.people import Permission
from bot.surveys.stars import Evidence, Need, Stars, stars_of
from handlers.kit import blocks as b
from handlers.kit import payload
from handlers.kit.blocks import Block, Modal
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw
from handlers.kit.routing import Route
from handlers.kit.windows import show
from handlers.kit.words import N_, Words
from handlers.surveys import ids
from handlers.surveys.results.amounts import share
from handlers.surveys.results.headline import named
from knowledge.documents import Company

SITE = "https://www.ipa.go.jp/security/security-action/"
POLICY = "1-P1"
"""The clause that is the company's basic policy."""
MISSING: dict[Need, str] = {
    "rules": N_("Nobody has gone through the basic rules yet. Start the survey of the basic rules once."),
    "rules_gaps": N_("Some basic rules are not followed even partly. Begin with the ones below."),
    "diagnosis": N_("There is no self-diagnosis yet. Start the five-minute self-diagnosis once."),
    "diagnosis_old": N_("The last self-diagnosis is more than a year old. Do it again."),
    "policy": N_(
        "The basic policy is not written yet. Please ask whoever looks after the rules to add it (clause 1-P1)."
    ),
    "published": N_(
        "I do not know where the basic policy is published. Publish it, for example on the company's website, and "
        "give the address to whoever looks after Mamori's content (it belongs into security_action: policy_url)."
    ),
}


class StarDoor:
    """The button beside the result."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.routes = (Route("action", ids.STARS, self.wanted, changes=False),)

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """Opens the window."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot, Permission.SEE_SURVEYS)
        services = self._desk.services
        known = services.known
        async with services.database.read() as connection:
            found = await stars_of(
                connection, person.team, known.company, services.clock.now(), policy=POLICY in known.clauses
            )
        await show(client, body, stars_modal(found, known.company, await self._desk.words_for(press.spot)))


def stars_modal(found: Stars, company: Company, words: Words) -> Modal:
    """Both stars, one after the other."""
    declared = company.security_action
    shown: list[Block] = [
        b.paragraph(words.say("A star is the company's own declaration, not an approval and not a certificate.")),
        *_star(words.say("One star"), found.one, declared.one_star_on, words),
        *_evidence(words.say("Basic rules"), found.rules, words),
    ]
    if found.gaps:
        shown.append(b.bullets(named(item, words) for item in found.gaps))
    shown += [
        b.divider(),
        *_star(words.say("Two stars"), found.two, declared.two_stars_on, words),
        *_evidence(words.say("Self-diagnosis"), found.diagnosis, words, *_policy(found, words)),
        b.divider(),
        b.context(
            words.say(
                "How to declare, and what the company promises by it, stands on the site of IPA: {site}", site=SITE
            )
        ),
    ]
    return Modal(ids.RESULT_SHOWN, words.say("SECURITY ACTION"), shown, words.say("Close"))


def _star(title: str, needs: Sequence[Need], declared: date | None, words: Words) -> Iterator[Block]:
    yield b.header(title)
    if declared:
        yield b.context(words.say("Declared on {day}, by the company's own record.", day=words.day(declared)))
    if not needs:
        yield b.strong(words.say("What a declaration rests on is there."))
        return
    yield b.strong(words.say("Still missing: {count}", count=len(needs)))
    yield b.bullets(words.say(MISSING[need]) for need in needs)


def _evidence(title: str, found: Evidence | None, words: Words, *more: str) -> Iterator[Block]:
    lines = list(more)
    if found:
        line = words.say(
            "{title}: closed on {day}, edition {edition}, {share}",
            title=title,
            day=words.day_of(found.closed_at),
            edition=found.edition,
            share=share(found.score.total, words),
        )
        lines.insert(0, line)
    if lines:
        yield b.strong(words.say("What there is"))
        yield b.bullets(lines)


def _policy(found: Stars, words: Words) -> Iterator[str]:
    if found.policy:
        yield words.say("Basic policy: clause {clause} of the rules", clause=POLICY)
    else:
        yield words.say("Basic policy: not written yet")
    if found.published:
        yield words.say("Published at: {address}", address=found.published)
    else:
        yield words.say("Published at: not known")

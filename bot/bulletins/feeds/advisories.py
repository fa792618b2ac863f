"""Advisories: taken in from the feeds, told, decided; what "not relevant" teaches, and how that is undone.

Every write happens on the caller's open unit of work. What is said about it is the doors' matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from bot.bulletins.access import check_write
from bot.bulletins.feeds import merging
from bot.bulletins.feeds.advisory_store import AdvisoryStore
from bot.bulletins.feeds.items import Advisory, Item, Reason
from bot.bulletins.feeds.relevance import PRODUCT, Matcher
from bot.bulletins.feeds.rules import Rule, Teaching, left, proposals
from bot.core.alone import alone
from bot.core.audit import Entry as AuditEntry
from bot.core.errors import NotFound, Refused
from bot.core.people import Person
from bot.core.unit import Work
from knowledge.bulletins import BulletinContent
from knowledge.documents import Product

BROUGHT_BACK: Final = timedelta(days=30)
"""How far back the undoing of a rule brings back what it has put aside."""
MOST_RECENT: Final = 300
"""So many advisories a title is compared with: a feed that changes all its keys must not hold everybody up."""
Sifted = Sequence[tuple[Item, tuple[Reason, ...]]]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an item.

    A `new` advisory, or one put aside by a rule (`quiet`); `more` on a known one, `worse` where it is graver than was
    known, `back` where it was decided and waits again.
    """

    advisory: Advisory
    what: Literal["new", "quiet", "more", "worse", "back"]


@dataclass(frozen=True, slots=True)
class Digest:
    """What the lead is told now, the gravest first, and how many wait in all."""

    told: tuple[Advisory, ...]
    waiting: int


class AdvisoryService:
    """What becomes of what the feeds say."""

    def __init__(self, content: BulletinContent, products: Sequence[Product]) -> None:
        self.interests = content.interests
        sources = content.feeds.sources
        self._matcher = Matcher(content.interests, products, [one.id for one in sources if one.only_products])
        words = [word for one in content.interests.interests for word in one.words]
        self._named = [*words, *(one.name for one in products), *(one.vendor for one in products)]

    def sift(self, items: Sequence[Item]) -> list[tuple[Item, tuple[Reason, ...]]]:
        """Each item with why it concerns the company; costs CPU and touches nothing."""
        return [(one, self._matcher.reasons(one)) for one in items]

    async def take(self, work: Work, team: str, sifted: Sifted) -> list[Taken]:
        """Takes items in: each begins an advisory, or joins the one that is about the same."""
        await alone(work.connection, f"advisories/{team}")  # sources are asked side by side, and tell of the same
        store = AdvisoryStore(work.connection)
        rules = await store.rules(team)
        recent = await store.since(team, work.now - 2 * merging.DAYS, MOST_RECENT)
        heard = await store.heard(team, {name for item, _ in sifted for name in merging.names(item)})
        taken: list[Taken] = []
        for item, reasons in sifted:
            named = not heard.isdisjoint(merging.names(item))
            if not reasons and not named:
                continue  # most of what the world says
            kept, rule = left(item, reasons, rules)
            found = await self._by_name(store, team, item) if named else None
            found = found or next((one for one in recent if reasons and merging.same(item, one)), None)
            one = await (
                self._more(work, found, item, kept) if found else self._begin(work, team, item, kept or reasons, rule)
            )
            if one is not None:
                heard |= set(merging.names(item))
                recent = [one.advisory, *(each for each in recent if each.id != one.advisory.id)][:MOST_RECENT]
                taken.append(one)
        return each_once(taken)

    def is_urgent(self, advisory: Advisory) -> bool:
        """Whether it should not wait for the digest."""
        return advisory.exploited or (advisory.score or 0) >= self.interests.urgent_score

    async def digest(self, work: Work, team: str, *, urgent: bool = False) -> Digest:
        """What the lead is told now of what waits, the gravest first; with `urgent` only what should not wait.

        What is too much for once waits for the next time, or is looked up in the list.
        """
        store = AdvisoryStore(work.connection)
        untold = [one for one in ranked(await store.untold(team)) if self.is_urgent(one) or not urgent]
        chosen = [
            await self._save(work, replace(one, told_at=work.now)) for one in untold[: self.interests.most_in_digest]
        ]
        return Digest(tuple(chosen), (await store.counts(team)).get("new", 0))

    async def get(self, work: Work, person: Person, advisory_id: str) -> Advisory:
        """An advisory for somebody who decides, kept from others until the unit of work ends. Raises NotFound."""
        check_write(person)
        found = await AdvisoryStore(work.connection).get(advisory_id, lock=True)
        if found is None or found.team != person.team:
            raise NotFound("bulletins.advisory_gone")
        return found

    async def undecided(self, work: Work, person: Person, advisory_id: str) -> Advisory:
        """The same for one that has no bulletin yet. Raises Refused for one that has."""
        found = await self.get(work, person, advisory_id)
        if found.state == "drafted":
            raise Refused("bulletins.advisory_drafted")
        return found

    async def drafted(self, work: Work, person: Person, advisory: Advisory, bulletin: str) -> Advisory:
        """A bulletin came of it."""
        return await self._decide(work, person, replace(advisory, state="drafted", bulletin=bulletin))

    async def hold(self, work: Work, person: Person, advisory_id: str) -> Advisory:
        """Waits for more; a newer word on it brings it back."""
        found = await self.undecided(work, person, advisory_id)
        return await self._decide(work, person, replace(found, state="held", rule=None))

    def proposals(self, advisory: Advisory) -> list[Teaching]:
        """What may have made it irrelevant, for the lead to choose from."""
        return proposals(advisory, self._named)

    async def irrelevant(self, work: Work, person: Person, advisory_id: str, taught: Teaching | None) -> Advisory:
        """Puts it aside; with a teaching also what comes later and is like it."""
        found = await self.undecided(work, person, advisory_id)
        if taught and not any(one.teaching == taught for one in await AdvisoryStore(work.connection).rules(found.team)):
            rule = await AdvisoryStore(work.connection).add_rule(Rule(0, found.team, taught, person.id, work.now))
            about = {"kind": taught.kind, "interest": taught.interest, "words": taught.words, "source": taught.source}
            work.audit.put(AuditEntry(found.team, person.id, "advisory.rule_made", str(rule.id), about))
        return await self._decide(work, person, replace(found, state="irrelevant"))

    async def undo(self, work: Work, person: Person, rule_id: int) -> tuple[Rule, list[Advisory]]:
        """Ends a rule and brings back what it has put aside lately. Raises NotFound or Refused."""
        check_write(person)
        store = AdvisoryStore(work.connection)
        rule = await store.rule(rule_id)
        if rule is None or rule.team != person.team:
            raise NotFound("bulletins.rule_gone")
        if not await store.undo(rule_id, person.id, work.now):
            raise Refused("bulletins.rule_undone")
        hidden = await store.hidden_by(rule_id, work.now - BROUGHT_BACK)
        back = [await self._save(work, _waiting(one)) for one in hidden]
        work.audit.put(AuditEntry(rule.team, person.id, "advisory.rule_undone", str(rule_id), {"back": len(back)}))
        return rule, back

    async def _begin(
        self, work: Work, team: str, item: Item, reasons: tuple[Reason, ...], rule: int | None
    ) -> Taken | None:
        """A new advisory from an item that concerns us; a quiet one where a rule took all its reasons."""
        if not reasons:
            return None
        begun = merging.begun(team, item, reasons, work.now)
        begun = begun if rule is None else replace(begun, state="quiet", rule=rule)
        await AdvisoryStore(work.connection).add(begun, merging.names(item))
        return Taken(begun, "new" if rule is None else "quiet")

    async def _more(self, work: Work, found: Advisory, item: Item, kept: tuple[Reason, ...]) -> Taken:
        more = merging.merged(found, item, kept, work.now)
        await AdvisoryStore(work.connection).name(found, merging.names(item))
        again = _again(found.state, more, kept)
        after = await self._save(work, _waiting(more.advisory, again) if again else more.advisory)
        return Taken(after, "back" if again else "worse" if more.worse and after.state in _HEARD else "more")

    @staticmethod
    async def _by_name(store: AdvisoryStore, team: str, item: Item) -> Advisory | None:
        """The advisory that an item names: itself as it was before, or one that shares a number."""
        named = dict(reversed(await store.named(team, merging.names(item))))
        own = merging.names(item)[0]
        if own in named:
            return named[own]
        return next((one for name, one in named.items() if name.startswith("id:") or merging.joins(item, one)), None)

    async def _decide(self, work: Work, person: Person, advisory: Advisory) -> Advisory:
        about = {"title": advisory.title[:80]}
        work.audit.put(AuditEntry(advisory.team, person.id, f"advisory.{advisory.state}", advisory.id, about))
        return await self._save(work, replace(advisory, decided_by=person.id, decided_at=work.now))

    @staticmethod
    async def _save(work: Work, advisory: Advisory) -> Advisory:
        after = replace(advisory, revision=advisory.revision + 1)
        if not await AdvisoryStore(work.connection).save(after, advisory.revision):
            raise Refused("bulletins.changed_meanwhile")
        return after


_HEARD: Final = {"new", "held", "drafted"}
"""Where the lead has not said that it is no matter."""


def ranked(found: Sequence[Advisory]) -> list[Advisory]:
    """The gravest first: attacks known, then the score, then those that a list of products tells, then the newest."""

    def grave(one: Advisory) -> tuple[bool, float, bool, datetime]:
        return one.exploited, one.score or 0.0, any(each.how in PRODUCT for each in one.reasons), one.changed_at

    return sorted(found, key=grave, reverse=True)


def _again(state: str, more: merging.Merged, kept: tuple[Reason, ...]) -> str | None:
    """Why something that was decided waits again; None where it stays decided."""
    if state in {"held", "irrelevant", "quiet"} and more.attacked:
        return f"{state}_attacked"
    if state == "held" and more.graver:
        return "held_graver"
    if state == "held" and more.newer:
        return "held_newer"
    return "quiet_more" if state == "quiet" and kept else None


def _waiting(advisory: Advisory, back: str | None = None) -> Advisory:
    return replace(advisory, state="new", rule=None, decided_by=None, decided_at=None, told_at=None, back=back)


def each_once(taken: Sequence[Taken]) -> list[Taken]:
    """Each advisory as it stands after all items: what it was at its gravest, new before graver before more."""
    order = ("new", "back", "worse", "quiet", "more")
    whats: dict[str, Literal["new", "quiet", "more", "worse", "back"]] = {}
    last = {one.advisory.id: one.advisory for one in taken}
    for one in taken:
        before = whats.get(one.advisory.id, one.what)
        whats[one.advisory.id] = min(before, one.what, key=order.index)
    return [Taken(last[name], what) for name, what in whats.items()]

"""The live card: how a bulletin stands, whom it has not reached and who has not confirmed, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence

from bot.bulletins.cases import BulletinState, Delivery, Standing
from bot.bulletins.numbers import worst_first
from bot.core.shares import percent
from handlers.bulletins.card.buttons import buttons_of
from handlers.bulletins.card.labels import STATES, bar, reason, title_of, unit_name
from handlers.bulletins.card.seen import Seen
from handlers.bulletins.proposal_views import waits_line
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Card
from handlers.kit.people import People
from handlers.kit.words import N_, Words

MOST_UNITS = 10
"""So many departments have a line of their own on the card."""
MOST_REASONS = 8
MOST_PLACES = 8
"""So many channels or people are named for each reason."""
SHORT_BAR = 5
MENDING = N_(
    'Where it can be mended (invite me to the channel, or bring it back from the archive), press "Send where '
    'it failed" afterwards.'
)
CHANGED = N_("What was changed")
CHANGES = {BulletinState.WITHDRAWN: N_("Why it was withdrawn"), BulletinState.DRAFT: N_("What should be changed")}
RUNNING = frozenset({BulletinState.PROPOSED, BulletinState.PLANNED, BulletinState.PAUSED, BulletinState.OPEN})


def desk_card(seen: Seen, people: People, words: Words, *, writes: bool, own: bool = False) -> Card:
    """The card; for those who only see, without what they may not do.

    `own` is whether the reader has proposed the correction that waits.
    """
    bulletin = seen.bulletin
    state = state_line(seen, words)
    shown: list[Block] = [
        b.header(words.say("Bulletin: {title}", title=bulletin.content.wording(words.language).title)),
        b.strong(state),
    ]
    if seen.waiting:
        shown.append(b.strong(waits_line(seen.waiting, people.called(seen.waiting.by, words.language), words)))
    if seen.standing.all:
        shown.append(b.paragraph(sent_line(seen, words)))
    if seen.failed:
        shown += failures(seen.failed, people, words)
        if bulletin.open and writes:
            shown.append(b.context(words.say(MENDING)))
    if seen.standing.asked:
        shown.append(b.paragraph(confirmed_line(seen.standing, words)))
        shown.append(b.bullets(unit_lines(seen.standing, people, words)))
    if left := seen.standing.left:
        shown.append(b.context(words.say("Not counted, because the account is closed: {count}", count=left)))
    if bulletin.change:
        shown.append(b.entry(words.say(CHANGES.get(bulletin.state, CHANGED)), bulletin.why(words.language)))
    shown.append(b.context(*_details(seen, people, words)))
    if pressable := buttons_of(seen, words, writes=writes, own=own):
        shown.append(b.buttons(*pressable))
    return Card(words.say("{title}: {state}", title=title_of(bulletin, words), state=state), shown)


def state_line(seen: Seen, words: Words) -> str:
    """How it stands, in a few words."""
    bulletin = seen.bulletin
    if bulletin.state is BulletinState.PLANNED and bulletin.opens_at:
        return words.say("Planned: goes out on {moment}", moment=words.moment(bulletin.opens_at))
    if bulletin.state in {BulletinState.ENDED, BulletinState.WITHDRAWN} and bulletin.ended_at:
        said = words.say(STATES[bulletin.state])
        return words.say("{said} ({moment})", said=said, moment=words.moment(bulletin.ended_at))
    return _open_line(seen, words) if bulletin.open else words.say(STATES[bulletin.state])


def _open_line(seen: Seen, words: Words) -> str:
    if not seen.standing.all:
        return words.say("Sent to nobody: its audience was empty when it went out")
    if seen.standing.waiting:
        return words.say("Going out now")
    if seen.standing.asked and not seen.missing:
        return words.say("Sent, and confirmed by everybody")
    return words.say("Sent, waiting for confirmations") if seen.missing else words.say(STATES[BulletinState.OPEN])


def sent_line(seen: Seen, words: Words) -> str:
    """How many messages are out, and how long the rest takes."""
    standing = seen.standing
    said = words.say("{bar} {sent} / {all} messages sent", bar=bar(standing.sent, standing.all),
                     sent=f"{standing.sent:,}", all=f"{standing.all:,}")  # fmt: skip
    if standing.failed:
        said = words.say("{said}, {failed} could not be delivered", said=said, failed=f"{standing.failed:,}")
    if standing.waiting and seen.minutes:
        said = words.say("{said}, about {minutes} min to go", said=said, minutes=seen.minutes)
    return said


def failures(failed: Sequence[Delivery], people: People, words: Words) -> list[Block]:
    """What could not be delivered, by reason."""
    by_reason: dict[str, list[Delivery]] = {}
    for one in failed:
        by_reason.setdefault(reason(one.error, words), []).append(one)
    most = sorted(by_reason.items(), key=lambda item: (-len(item[1]), item[0]))
    items = [_trouble(said, these, people, words) for said, these in most[:MOST_REASONS]]
    left = sum(len(these) for _, these in most[MOST_REASONS:])
    if left:
        items.append([_text(words.say("for other reasons: {count}", count=left))])
    shown = [{"type": "rich_text_section", "elements": each} for each in items]
    bullets = {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": shown}]}
    return [b.strong(words.say("Not delivered")), bullets]


def confirmed_line(standing: Standing, words: Words) -> str:
    done, asked = standing.confirmed, standing.asked
    return words.say("Confirmed: {bar} {percent}% ({done} of {asked})", bar=bar(done, asked),
                     percent=percent(done, asked), done=f"{done:,}", asked=f"{asked:,}")  # fmt: skip


def unit_lines(standing: Standing, people: People, words: Words, most: int = MOST_UNITS) -> list[str]:
    """The departments, the one that reads least first, and the rest as one line."""
    rows = worst_first(standing.units)
    lines = [
        words.say("{unit}: {bar} {done} of {asked}", unit=unit_name(unit, people.company, words),
                  bar=bar(done, asked, SHORT_BAR), done=done, asked=asked)
        for unit, done, asked in rows[:most]
    ]  # fmt: skip
    if rest := rows[most:]:
        done, asked = sum(row[1] for row in rest), sum(row[2] for row in rest)
        lines.append(words.say("{count} more departments: {done} of {asked}", count=len(rest), done=done, asked=asked))
    return lines


def _trouble(said: str, these: Sequence[Delivery], people: People, words: Words) -> list[Block]:
    """A reason, and where: channels as Slack shows them, people by name."""
    elements = [_text(words.say("{reason} ({count}): ", reason=said, count=len(these)))]
    for place, one in enumerate(these[:MOST_PLACES]):
        comma = words.say(", ") if place else ""
        if one.kind == "channel":
            elements += [_text(comma)] if comma else []
            elements.append({"type": "channel", "channel_id": one.target})
        else:
            elements.append(_text(comma + people.called(one.target, words.language)))
    left = len(these) - MOST_PLACES
    return [*elements, _text(words.say(" and {count} more", count=left))] if left > 0 else elements


def _text(text: str) -> Block:
    return {"type": "text", "text": text}


def _details(seen: Seen, people: People, words: Words) -> list[str]:
    bulletin, said = seen.bulletin, []
    if seen.remind_at:
        said.append(words.say("Next reminder: {moment}", moment=words.moment(seen.remind_at)))
    if seen.head_at:
        said.append(words.say("The heads of departments hear who is missing: {moment}",
                              moment=words.moment(seen.head_at)))  # fmt: skip
    if bulletin.valid_until and bulletin.state in RUNNING:
        said.append(words.say("Valid until {moment}", moment=words.moment(bulletin.valid_until)))
    if bulletin.opened_at:
        said.append(words.say("Sent on {moment}", moment=words.moment(bulletin.opened_at)))
    by = people.called(bulletin.by, words.language)
    said.append(words.say("Written by {name}", name=by))
    if bulletin.released_by:
        name = people.called(bulletin.released_by, words.language)
        said.append(words.say("Released by {name}", name=name))
    if bulletin.edition > 1:
        said.append(words.say("Edition {edition}", edition=bulletin.edition))
    return [*said, words.say("Bulletin {id}", id=bulletin.id)]

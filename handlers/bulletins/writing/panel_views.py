"""Before a bulletin goes out: the preview, the panel under it with whom it reaches, and the proposal to release it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.bulletins.cases import Bulletin
from handlers.bulletins.census import Reach
from handlers.bulletins.post_views import heading
from handlers.bulletins.writing import ids
from handlers.bulletins.writing.aim import MORE_PEOPLE, Aim, audience_lines, listing
from handlers.bulletins.writing.form_views import ASKS
from handlers.bulletins.writing.minding_views import minded
from handlers.bulletins.writing.origin_views import origin_blocks
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card, Confirm
from handlers.kit.desk import Desk
from handlers.kit.words import N_, Words

MOST_UNITS = 12
MOST_NAMED = 10
TROUBLES = {
    "is_archived": N_("archived"),
    "not_in_channel": N_("I am not in it: type /invite @Mamori there"),
    "channel_not_found": N_("I do not find it: if it is private, type /invite @Mamori there"),
    "missing_scope": N_("reached, but I may not see who is in it"),
}
ASK_APPROVAL = N_("Ask for approval"), N_("Ask for approval of it as it stands?")
PLAN = N_("Plan it"), N_("Plan it as it stands?")
SEND = N_("Send it now"), N_("Send it now as it stands?")


@dataclass(frozen=True)
class Panel:
    """What a panel is drawn from; without `reach` the people are still being counted, or it could not be done."""

    bulletin: Bulletin
    aim: Aim
    leaves: datetime | None
    """When it really goes out; None is at once."""
    approval: bool = False
    """Whether a second person must release it."""
    reach: Reach | None = None
    failed: bool = False

    @property
    def carried(self) -> Mapping[str, Any]:
        one = self.bulletin
        held = {"b": one.id, "r": one.revision, "f": int(self.aim.fitted), "at": int(self.aim.opens_at is not None)}
        return held | {"w": int(self.aim.wished.timestamp())} if self.aim.wished else held

    @property
    def reaches(self) -> bool:
        return self.reach is not None and bool(self.reach.people or self.reach.channels)


def panel_card(panel: Panel, desk: Desk, words: Words) -> Card:
    """Whom it reaches and when, what to mind, and what can be done with it."""
    bulletin = panel.bulletin
    said = words.say("Before it goes out: {title}", title=heading(bulletin, words))
    shown = [b.header(said), *_facts(panel, desk, words), *_reached(panel, desk, words), b.buttons(*_own(panel, words))]
    sure = words.say("Draft {id}. Nothing is sent before you press “{label}”.",
                     id=bulletin.id, label=words.say(_step(panel)[0]))  # fmt: skip
    shown.append(b.context(sure if panel.reaches else words.say("Draft {id}", id=bulletin.id)))
    return Card(said, shown)


def proposal_card(panel: Panel, desk: Desk, words: Words, absent: str = "") -> Card:
    """For whoever may release it: who wrote it, whom it reaches, and the two answers."""
    bulletin = panel.bulletin
    name = desk.people.called(bulletin.by, words.language)
    said = words.say("{name} asks you to release a bulletin: {title}", name=name, title=heading(bulletin, words))
    sure = words.say("{reach} When: {when}", reach=_reach_line(panel, words), when=when_line(panel.leaves, words))
    release = Button(ids.RELEASE, words.say("Approve and send"), panel.carried, "primary", Confirm(
        words.say("Approve and send it as it stands?"), sure,
        words.say("Approve and send"), words.say("Back")))  # fmt: skip
    back = Button(ids.RETURN, words.say("Send it back"), panel.carried)
    count = Button(ids.COUNT, words.say("Count again"), panel.carried)
    shown = [
        b.header(words.say("A bulletin waits for your approval")),
        b.paragraph(said),
        *([b.context(words.say("For {name}, who is away", name=absent))] if absent else []),
        *_facts(panel, desk, words),
        *_reached(panel, desk, words),
        b.buttons(release, back, reached_button(panel, words) if panel.reach else count),
        b.context(words.say("Its preview stands above. Bulletin {id}", id=bulletin.id)),
    ]
    return Card(said, shown)


def draft_card(bulletin: Bulletin, words: Words) -> Card:
    """A draft laid before somebody: what it is, where it comes from, and what can be done with it."""
    said = words.say("A bulletin lies ready as a draft: {title}", title=b.cut(bulletin.title, 120))
    shown: list[Block] = [b.strong(said), *origin_blocks(bulletin.content, words)]
    shown.append(b.quote(b.cut(bulletin.content.wording(words.language).body, 300)))
    shown.append(b.buttons(
        Button(ids.EDIT, words.say("Go on writing"), bulletin.id, "primary"),
        *([] if bulletin.audience.nobody else [Button(ids.PREVIEW, words.say("Show the preview"), bulletin.id)]),
        cancel_button({"b": bulletin.id, "r": bulletin.revision}, words),
    ))  # fmt: skip
    shown.append(b.context(words.say("Nothing is sent before you have seen the preview. Draft {id}", id=bulletin.id)))
    return Card(said, shown)


def cancel_button(carried: Mapping[str, Any], words: Words) -> Button:
    return Button(ids.CANCEL, words.say("Discard the draft"), carried, "danger", Confirm(
        words.say("Discard the draft?"), words.say("The draft is put away. It is not sent to anybody."),
        words.say("Discard the draft"), words.say("Back")))  # fmt: skip


def reached_button(panel: Panel, words: Words) -> Button:
    return Button(ids.REACHED, words.say("See who gets it"), panel.carried)


def when_line(moment: datetime | None, words: Words) -> str:
    return words.say("at once") if moment is None else f"{words.weekday_of(moment)} {words.time(moment)}"


def _moved(panel: Panel, desk: Desk, words: Words) -> str:
    """When it goes out, and why that is not the moment that was chosen."""
    when, wished, days = when_line(panel.leaves, words), panel.aim.wished, desk.services.days
    if panel.leaves and panel.aim.opens_at is None:
        return words.say("{when} (it is outside the working hours now)", when=when)
    if wished is None:
        return when
    if days.works(days.day_of(wished)):
        return words.say("{when} (you chose {chosen}, which is outside the working hours)",
                         when=when, chosen=words.moment(wished))  # fmt: skip
    return words.say("{when} (you chose {chosen}, which is a day off)", when=when, chosen=words.moment(wished))


def _own(panel: Panel, words: Words) -> list[Button]:
    bulletin, carried = panel.bulletin, panel.carried
    found = []
    if panel.reaches:
        label, question = (words.say(one) for one in _step(panel))
        said = words.say("{reach} When: {when}", reach=_reach_line(panel, words), when=when_line(panel.leaves, words))
        found.append(Button(ids.SEND, label, carried, "primary",
                            Confirm(question, said, label, words.say("Back"))))  # fmt: skip
    if panel.reach is None:
        found.append(Button(ids.COUNT, words.say("Count again"), carried))
    elif panel.reach.readers:
        found.append(reached_button(panel, words))
    return [
        *found,
        Button(ids.TEST, words.say("Send a test to myself"), carried),
        Button(ids.EDIT, words.say("Change it"), bulletin.id),
        *([Button(ids.REPEAT, words.say("Repeat it"), bulletin.id)] if panel.reaches else []),
        cancel_button(carried, words),
    ]


def _step(panel: Panel) -> tuple[str, str]:
    """The button that sends it on, and what is asked before."""
    if panel.approval:
        return ASK_APPROVAL
    return PLAN if panel.leaves else SEND


def _facts(panel: Panel, desk: Desk, words: Words) -> list[Block]:
    """To whom, when, until when, and what is asked of them."""
    bulletin, content = panel.bulletin, panel.bulletin.content
    names = {**panel.reach.unreached, **panel.reach.channels} if panel.reach else {}
    lines = audience_lines(bulletin.audience, desk, words, names)
    lines.append(words.say("When: {when}", when=_moved(panel, desk, words)))
    if bulletin.valid_until:
        lines.append(words.say("Valid until {day}", day=words.day_of(bulletin.valid_until)))
    lines.append(words.say("Readers: {ask}", ask=words.say(ASKS[content.ask][0])))
    if content.mandatory:
        lines.append(words.say("Mandatory: it stays on their Home until they confirm it"))
    shown: list[Block] = [b.bullets(b.cut(one, 600) for one in lines)]
    shown += minded(content, panel.reach, desk.people, words)
    return [*shown, *origin_blocks(content, words)]


def _reached(panel: Panel, desk: Desk, words: Words) -> list[Block]:
    """How many people and channels, by department; and what cannot be reached, by name."""
    if panel.reach is None:
        said = (
            words.say("I could not count whom it reaches, because Slack did not answer. Please count again.")
            if panel.failed
            else words.say("I am counting whom it reaches. In a moment the number and the button to send stand here.")
        )
        return [b.paragraph(said)]
    reach, shown = panel.reach, [b.strong(_reach_line(panel, words))]
    if units := _units(reach, desk, words):
        shown.append(b.context(units))
    if reach.guests:
        shown.append(b.context(words.say("Guests ({count}) are not included.", count=reach.guests)))
    if reach.trouble:
        lines = [_trouble(one, why, reach, words) for one, why in list(reach.trouble.items())[:MOST_NAMED]]
        shown += [b.strong(words.say("Channels with a problem ({count})", count=len(reach.trouble))), b.bullets(lines)]
    if reach.unknown:
        names = listing(reach.unknown, {one: one for one in reach.unknown}, words, MORE_PEOPLE, MOST_NAMED)
        said = words.say("Without a Slack account that I know, {count}: {names}", count=len(reach.unknown), names=names)
        shown.append(b.context(b.cut(said, b.CONTEXT)))
    return shown


def _reach_line(panel: Panel, words: Words) -> str:
    """`1,248人と3チャンネルに届きます`."""
    if panel.reach is None:
        return words.say("The people are still being counted.")
    people, channels = len(panel.reach.people), len(panel.reach.channels)
    if people and channels:
        return words.say("It reaches {people} people and {channels} channels.", people=f"{people:,}", channels=channels)
    if channels:
        return words.say("It reaches {channels} channels.", channels=f"{channels:,}")
    if people:
        return words.say("It reaches {people} people.", people=f"{people:,}")
    return words.say("It reaches nobody. Please choose somebody else.")


def _units(reach: Reach, desk: Desk, words: Words) -> str:
    """Readers by department, the most first."""
    names = {one.id: one.name.say(words.language) for one in desk.services.known.company.departments}
    counts = Counter(reach.readers.values()).most_common()
    if not counts:
        return ""
    said = [words.say("{unit} {count}", unit=names.get(unit) or words.say("others"), count=count)
            for unit, count in counts[:MOST_UNITS]]  # fmt: skip
    more = len(counts) - MOST_UNITS
    line = words.say(", ").join(said)
    line = words.say("{names} and {count} more departments", names=line, count=more) if more > 0 else line
    return b.cut(words.say("Readers by department: {line}", line=line), b.CONTEXT)


def _trouble(channel: str, why: str, reach: Reach, words: Words) -> str:
    name = reach.channels.get(channel) or reach.unreached.get(channel)
    said = b.cut(f"#{name}", 80) if name else words.say("A channel that I cannot see")
    return words.say("{name}: {why}", name=said, why=words.say(TROUBLES.get(why, why)))

"""The second window of a bulletin: to whom it goes, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.bulletins.cases import Audience, Bulletin
from handlers.bulletins.writing import ids
from handlers.bulletins.writing.aim import Aim
from handlers.bulletins.writing.form_views import about, radio
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Modal
from handlers.kit.desk import Desk
from handlers.kit.roles import ROLES
from handlers.kit.words import N_, Words

WHEN = {
    "now": (N_("At once"), N_("As soon as you send it from the preview")),
    "at": (N_("At a set time"), N_("The day and time below")),
}


@dataclass(frozen=True)
class Chosen:
    """What the second window is drawn from; `groups` are Slack's user groups by id, None where we may not see them."""

    bulletin: Bulletin
    audience: Audience
    aim: Aim
    groups: Mapping[str, str] | None


def aim_form(chosen: Chosen, desk: Desk, words: Words) -> Modal:
    """To whom and when; with the way back to the words."""
    to, aim, language = chosen.audience, chosen.aim, words.language
    departments = [(one.id, one.name.say(language)) for one in desk.services.known.company.departments]
    roles = [(name, words.say(label)) for name, label in ROLES.items() if name != "employee"]
    everyone = [("everyone", words.say("Send it to everybody"), words.say("Each gets a message of their own"))]
    sums = words.say(
        "Your choices add up, and nobody gets two messages. Exceptions win: whoever is left out gets none, wherever "
        "else they were chosen. They can still read a post in a channel they are in."
    )
    back = Button(ids.BACK, words.say("Back to the words"), chosen.bulletin.id)
    title = b.cut(chosen.bulletin.title, 100)
    shown: list[Block] = [
        b.strong(words.say("Who reads “{title}”?", title=title)),
        b.context(sums),
        b.checks_input("audience", words.say("Everybody"), everyone, ["everyone"] if to.everyone else []),
        _many("departments", words.say("Departments"), departments, to.departments),
        _many("roles", words.say("Roles"), roles, to.roles),
        *_groups(chosen, words),
        b.people_input("people", words.say("Choose people"), to.people, optional=True),
        _channels("channels", words.say("As a post in channels"), to.channels),
        b.people_input("without", words.say("Not to these people"), to.without, optional=True),
        _many("without_departments", words.say("Not to these departments"), departments, to.without_departments),
        b.divider(),
        *_times(chosen.aim, words),
        b.day_input("valid_until", words.say("Valid until the end of"),
                    desk.services.days.day_of(aim.valid_until) if aim.valid_until else None, optional=True),
        b.context(words.say("Until then people are reminded, and those who join get it too.")),
        b.context(words.say("The words are kept as a draft already. To whom and when are kept with the preview.")),
        b.buttons(back),
    ]  # fmt: skip
    return Modal(
        ids.AIM_FORM, words.say("To whom and when"), shown, words.say("Close"), words.say("Show the preview"),
        about(chosen.bulletin).carried(),
    )  # fmt: skip


def _groups(chosen: Chosen, words: Words) -> list[Block]:
    if chosen.groups is None:
        said = words.say("To choose user groups, the system administrator allows me usergroups:read in Slack.")
        return [b.context(said)]
    known = {**{one: one for one in chosen.audience.groups}, **chosen.groups}
    return [_many("groups", words.say("User groups"), list(known.items()), chosen.audience.groups)] if known else []


def _times(aim: Aim, words: Words) -> list[Block]:
    fitted = [("fitted", words.say("Keep to the working hours"),
               words.say("Else it waits for the next opening; urgent ones never wait"))]  # fmt: skip
    return [
        radio("when", words.say("When"), WHEN, "at" if aim.opens_at else "now", words),
        b.moment_input("opens", words.say("Day and time"), aim.opens_at, optional=True),
        b.checks_input("fitted", words.say("Nights and holidays"), fitted, ["fitted"] if aim.fitted else []),
    ]


def _many(block_id: str, label: str, options: Sequence[tuple[str, str]], chosen: Sequence[str]) -> Block:
    """A menu from which several can be chosen; a hundred, as Slack's menus go."""
    built = [b.option(value, said) for value, said in options[:100]]
    element: Block = {"type": "multi_static_select", "action_id": "value", "options": built}
    if initial := [one for one in built if one["value"] in chosen]:
        element["initial_options"] = initial
    return b.asked(block_id, label, element, optional=True)


def _channels(block_id: str, label: str, chosen: Sequence[str]) -> Block:
    kinds = {"include": ["public", "private"], "exclude_bot_users": True}
    element: Block = {"type": "multi_conversations_select", "action_id": "value", "filter": kinds}
    if chosen:
        element["initial_conversations"] = list(chosen)
    return b.asked(block_id, label, element, optional=True)

"""The sentences of a result: what it came to, what nobody knows, what moved, how it was computed."""

from __future__ import annotations

from collections.abc import Iterator

from bot.surveys.cases import SUBJECT, Campaign, Improvement
from bot.surveys.results import Change, compares
from bot.surveys.scoring import Score, spread
from handlers.kit.blocks import cut
from handlers.kit.words import N_, Words
from handlers.surveys.results.amounts import figure, percent, share, step
from handlers.surveys.results.headline import named, unknown_costs
from handlers.surveys.results.seen import Part, Seen

SPREADS, MOVES, LINES = 3, 3, 8
COMBINED = {
    "mean": N_("The company's points are the mean of the departments, item by item."),
    "weighted": N_("The company's points are the mean of the departments weighted by head count, item by item."),
    "minimum": N_("The company's points are those of the weakest department, item by item."),
}
NOT_APPLICABLE = {
    "full": N_('Items answered "{answer}" count in full.'),
    "left_out": N_('Items answered "{answer}" are left out of the total.'),
}


def subject(campaign: Campaign, words: Words) -> str:
    """What was asked, and about whom."""
    title = campaign.survey.title.say(words.language)
    return f"{title}: {cut(campaign.subject, 60)}" if campaign.subject else title


def when(seen: Seen, words: Words) -> str:
    """The edition, the day, and how many have answered."""
    campaign = seen.campaign
    said = words.say("Edition {edition}", edition=campaign.survey.edition)
    if campaign.closed_at:
        day = words.say("closed on {day}", day=words.day_of(campaign.closed_at))
    else:
        day = words.say("still open until {moment}: this is how it stands now", moment=words.moment(campaign.due_at))
    return words.say(" / ").join((said, day, *answered(seen, words)))


def answered(seen: Seen, words: Words) -> Iterator[str]:
    """How many people or departments answered, as far as the reader sees them."""
    if not seen.scope.company:
        return
    people = seen.result.people
    invited = sum(one.invited for one in seen.result.progress.values())
    if seen.campaign.who == "poll":
        yield words.say("{count} of {all} people answered", count=sum(people.values()), all=invited)
    elif len(seen.campaign.units) > 1:
        units = len(seen.campaign.units)
        yield words.say(
            "{count} of {all} departments answered", count=len([n for n in people.values() if n]), all=units
        )


def sections(part: Part, seen: Seen, words: Words) -> list[str]:
    """Each section's points, with where it stood before when that can be compared."""
    score, before = part.score, earlier(part, seen)
    if score is None or len(score.sections) < 2:
        return []
    lines = []
    for section in seen.campaign.survey.sections:
        title = section.title.say(words.language)
        reached = score.sections[section.id]
        line = words.say("{name}: {text}", name=title, text=share(reached, words))
        if reached.points < 0 and (costly := seen.campaign.survey.costly):
            label = costly.label.say(words.language)
            line = words.say('{text} (each "{answer}" takes points away)', text=line, answer=label)
        if before and seen.result.same_edition and (old := before.sections.get(section.id)):
            moved = step(old.percent, score.sections[section.id].percent)
            line = words.say("{text} (before: {percent}, {step})", text=line, percent=percent(old), step=moved)
        lines.append(line)
    return lines


def unknown(score: Score, seen: Seen, words: Words) -> list[str]:
    """The items that somebody answered with "don't know"."""
    many = seen.campaign.who == "poll" or len(seen.campaign.units) > 1
    lines = []
    for item in score.unknown[:LINES]:
        count = score.items[item.id].unknown
        said = named(item, words)
        lines.append(words.say("{text} ({count} answers)", text=said, count=count) if many else said)
    if len(score.unknown) > LINES:
        lines.append(words.say("{count} more", count=len(score.unknown) - LINES))
    return lines


def apart(seen: Seen, words: Words) -> list[str]:
    """Where the departments that the reader sees lie furthest apart."""
    units = seen.result.units
    if len(units) < 2:
        return []
    far = sorted(seen.campaign.survey.scored, key=lambda item: -spread(units, item.id))
    lines = []
    for item in [one for one in far if spread(units, one.id)][:SPREADS]:
        counted = {
            name: one.items[item.id].points for name, one in units.items() if one.items[item.id].state == "counted"
        }
        low, high = min(counted, key=counted.__getitem__), max(counted, key=counted.__getitem__)
        lines.append(
            words.say(
                "{item}: {low} {few}, {high} {many} points",
                item=named(item, words),
                low=unit_name(seen, low, words),
                few=figure(counted[low]),
                high=unit_name(seen, high, words),
                many=figure(counted[high]),
            )
        )
    return lines


def earlier(part: Part, seen: Seen) -> Score | None:
    """The same part in the round before."""
    return part.of(seen.result.previous) if seen.result.previous else None


def change(part: Part, seen: Seen, words: Words) -> str:
    """The total against the round before; when the questions have changed, why the totals are not compared."""
    previous, before = seen.result.previous, earlier(part, seen)
    if previous is None or before is None or part.score is None:
        return ""
    day = words.day_of(previous.closed_at)
    if not seen.result.same_edition:
        return words.say(
            "The round of {day} asked edition {old}, this one edition {new}. The questions differ, so the totals are "
            "not compared; below are only the questions that both editions ask.",
            day=day,
            old=previous.edition,
            new=seen.campaign.survey.edition,
        )
    old, new = before.total.percent, part.score.total.percent
    said = words.say(
        "Against {day}: {before} → {after} ({step} points)",
        day=day,
        before=percent(before.total),
        after=percent(part.score.total),
        step=step(old, new),
    )
    if not seen.result.asked_otherwise:
        return said
    care = words.say("Other departments were asked then, or in another way: please compare with care.")
    return f"{said}\n{care}"


def moves(part: Part, seen: Seen, words: Words) -> list[str]:
    """The items whose points moved most."""
    found = changes(part, seen)
    items = {item.id: item for item in seen.campaign.survey.scored}
    return [
        words.say("{item}: {before} → {after} points", item=named(items[one.item], words), before=figure(one.before),
                  after=figure(one.after))
        for one in found[:MOVES]
    ]  # fmt: skip


def changes(part: Part, seen: Seen) -> list[Change]:
    """The items of both rounds whose points moved, the biggest step first."""
    before = earlier(part, seen)
    if before is None or part.score is None:
        return []
    old, new = before.items, part.score.items
    both = [item.id for item in part.score.survey.scored if item.id in old and compares(old[item.id], new[item.id])]
    found = [Change(name, old[name].points, new[name].points) for name in both]
    return sorted((one for one in found if one.before != one.after), key=lambda one: -abs(one.after - one.before))


def fate(one: Improvement, words: Words) -> str:
    """What has become of an improvement."""
    if one.dropped:
        return words.say("not to be done ({note})", note=cut(one.note, 80))
    if one.done_at:
        return words.say("done on {day}", day=words.day_of(one.done_at))
    return words.say("not done yet, due on {day}", day=words.day_of(one.due_at))


def became(one: Improvement, seen: Seen, words: Words) -> str:
    """An improvement of an earlier round: what has become of it, and where its item stood and stands."""
    item = seen.campaign.survey.item(one.item)
    said = words.say(
        "{item} — {text}: {fate}",
        item=named(item, words) if item else one.item,
        text=cut(one.text, 80),
        fate=fate(one, words),
    )
    decided_in = next((each for each in seen.result.earlier if each.campaign.id == one.campaign), None)
    part = next((each for each in seen.parts if each.id == one.unit), seen.parts[0] if seen.parts else None)
    if one.unit and one.unit in seen.result.units:
        part = Part(seen.campaign.unit(one.unit), seen.result.units[one.unit])
    before = part.of(decided_in) if part and decided_in else None
    after = part.score if part else None
    if not before or not after or one.item not in before.items or one.item not in after.items:
        return said
    if not compares(before.items[one.item], after.items[one.item]):
        return said
    before_points, after_points = figure(before.items[one.item].points), figure(after.items[one.item].points)
    return words.say("{text} ({before} → {after} points)", text=said, before=before_points, after=after_points)


def unit_name(seen: Seen, unit: str, words: Words) -> str:
    """A department's name; nothing for the one unit of a survey about one subject."""
    found = seen.campaign.unit(unit)
    return found.name(words.language) if found else unit


def names(seen: Seen, units: tuple[str, ...], words: Words) -> str:
    return words.say(", ").join(unit_name(seen, one, words) for one in units)


def computed(seen: Seen, words: Words) -> list[str]:
    """How the points came about."""
    campaign, lines = seen.campaign, []
    if campaign.who == "poll":
        lines.append(words.say("A department's points are the mean of those who answered."))
    if len(campaign.units) > 1 and seen.scope.company:
        lines.append(words.say(COMBINED[campaign.combine]))
    lines.append(words.say("Items that nobody answered count as 0."))
    lines += [said] if (said := unknown_costs(campaign.survey, words)) else []
    if apart := campaign.survey.not_applicable:
        label = next(one.label for one in campaign.survey.answers if one.stands_for == "not_applicable")
        lines.append(words.say(NOT_APPLICABLE[apart.counts_as], answer=label.say(words.language)))
    return lines


def left_out(seen: Seen, words: Words) -> list[str]:
    """Departments that answered nothing, and those that are not shown."""
    silent = tuple(one for one in seen.result.silent if one != SUBJECT)
    lines = []
    if silent and seen.scope.answers:
        lines.append(words.say("No answers from: {units}", units=names(seen, silent, words)))
    if seen.result.hidden:
        lines.append(
            words.say(
                "Not shown, so that nobody can be told apart: {units}. Their answers count in the total.",
                units=names(seen, seen.result.hidden, words),
            )
        )
    return lines

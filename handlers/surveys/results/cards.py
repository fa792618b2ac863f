"""The result card: as a message when a campaign closes, and as a window for whoever asks again."""

from __future__ import annotations

from collections.abc import Iterator

from bot.surveys.scoring import Score
from bot.surveys.stars import DIAGNOSIS, RULES
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card, Modal
from handlers.kit.words import Words
from handlers.surveys import ids
from handlers.surveys.results import card_lines as lines
from handlers.surveys.results import headline
from handlers.surveys.results.seen import Part, Seen
from handlers.surveys.results.targets import Target

MOST_ITEMS, MOST_BECAME = 25, 6
MOST_PARTS = 4


def result_card(seen: Seen, part: Part, words: Words) -> Card:
    """The result of the company or of a department."""
    title = words.say("Result: {title}", title=_title(seen, part, words))
    score = part.score
    said = f"{title} — {headline.total(part, score, seen, words)}" if score and score.total.possible else title
    return Card(said, [b.header(title), *_about(seen, words), *_part(seen, part, words), *_foot(seen, part, words)])


def result_modal(seen: Seen, words: Words) -> Modal:
    """The same in a window; for whoever heads several departments one below the other."""
    shown: list[Block] = list(_about(seen, words))
    for part in seen.parts[:MOST_PARTS]:
        shown += [b.header(_title(seen, part, words)), *_part(seen, part, words), *_foot(seen, part, words)]
    return Modal(ids.RESULT_SHOWN, words.say("Result"), shown, words.say("Close"))


def _title(seen: Seen, part: Part, words: Words) -> str:
    title = lines.subject(seen.campaign, words)
    return f"{title} ({part.unit.name(words.language)})" if part.unit else title


def _about(seen: Seen, words: Words) -> Iterator[Block]:
    yield b.context(lines.when(seen, words))


def _part(seen: Seen, part: Part, words: Words) -> Iterator[Block]:
    score = part.score
    if score is None:
        yield b.paragraph(_nothing(seen, part, words))
        return
    if not seen.campaign.survey.scored:
        yield b.bullets(_counts(score, words))
        return
    yield b.strong(words.say("Total: {share}", share=headline.total(part, score, seen, words)))
    if score.band:
        band = score.band
        said = (
            f"{band.meaning.say(words.language)}\n{words.say('Next: {step}', step=band.next_step.say(words.language))}"
        )
        yield b.entry(band.title.say(words.language), said)
    if found := lines.sections(part, seen, words):
        yield from _list(words.say("By section"), found)
    for rule in seen.campaign.survey.rules:
        text = rule.met if score.meets(rule) else rule.unmet
        title = rule.title.say(words.language)
        headed = (
            words.say("Met: {rule}", rule=title) if score.meets(rule) else words.say("Not met yet: {rule}", rule=title)
        )
        yield b.entry(headed, text.say(words.language))
    if found := headline.begin(score, words):
        yield from _list(words.say("Begin with these"), found)
    if found := lines.unknown(score, seen, words):
        yield from _list(words.say('Answered "don\'t know": find out first, then decide'), found)
    if part.unit is None and (found := lines.apart(seen, words)):
        yield from _list(words.say("Where departments differ most"), found)
    yield from _before(seen, part, words)


def _before(seen: Seen, part: Part, words: Words) -> Iterator[Block]:
    """Against the round before, and what has become of what was decided then."""
    if said := lines.change(part, seen, words):
        yield b.strong(words.say("Since the last round"))
        yield b.paragraph(said)
    if said and (found := lines.moves(part, seen, words)):
        yield b.bullets(found)
    decided = [one for one in seen.before if part.unit is None or one.unit == part.id]
    if decided:
        done = len([one for one in decided if one.done_at])
        title = words.say("Improvements decided earlier: {done} of {all} done", done=done, all=len(decided))
        yield from _list(title, [lines.became(one, seen, words) for one in decided[-MOST_BECAME:]])


def _foot(seen: Seen, part: Part, words: Words) -> Iterator[Block]:
    if part.unit is None and (found := lines.left_out(seen, words)):
        yield b.context(*found)
    if part.score is None:
        return
    yield b.buttons(*_buttons(seen, part, words))
    yield b.context(("" if words.language == "ja" else " ").join(lines.computed(seen, words)))


def _buttons(seen: Seen, part: Part, words: Words) -> Iterator[Button]:
    target = Target(seen.campaign.id, part.id)
    mark = part.id or "all"
    if seen.campaign.survey.scored:
        yield Button(f"{ids.WAYS}.{mark}", words.say("Way forward"), target.carried(), "primary")
        yield Button(f"{ids.CHARTS}.{mark}", words.say("Charts"), target.carried())
    if part.unit is None and seen.scope.answers:
        yield Button(f"{ids.FILE}.{mark}", words.say("Files"), target.carried())
        if seen.campaign.survey.family in {RULES, DIAGNOSIS}:
            yield Button(f"{ids.STARS}.{mark}", words.say("SECURITY ACTION"), target.carried())


def _nothing(seen: Seen, part: Part, words: Words) -> str:
    if part.hidden or (part.unit is None and seen.result.too_few):
        return words.say("Too few people answered for the figures to be shown without telling who they are.")
    return words.say("Nobody has answered, so there is nothing to show.")


def _counts(score: Score, words: Words) -> list[str]:
    """Of a survey without points: how often each answer was given."""
    options = {one.id: one.label.say(words.language) for one in score.survey.answers}
    found = []
    for item in [one for one in score.survey.items if not one.free][:MOST_ITEMS]:
        counts = score.items[item.id].counts
        said = words.say(", ").join(f"{label} {counts[name]}" for name, label in options.items() if counts.get(name))
        text = said or words.say("not answered (counts 0)")
        found.append(words.say("{name}: {text}", name=headline.named(item, words), text=text))
    return found


def _list(title: str, found: list[str]) -> Iterator[Block]:
    yield b.strong(title)
    yield b.bullets(found)

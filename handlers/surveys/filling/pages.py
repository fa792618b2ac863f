"""The sheet itself: five questions at a time or one, and the overview behind the last of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.surveys.answering import PAGE, page_start
from bot.surveys.cases import Shape, SheetState
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card
from handlers.kit.words import Words
from handlers.surveys import ids
from handlers.surveys.filling.labels import EVIDENCE, Seen, Views, progress, question, said, title, unit_of, until
from handlers.surveys.filling.targets import target
from knowledge.surveys import AnswerOption, Item, Survey

ROW = 25
"""Elements of one row of buttons."""


def page_card(seen: Seen, views: Views, words: Words) -> Card:
    """The page that the sheet is open at; behind the last one the overview."""
    survey = seen.survey
    start, size = page_start(seen.sheet), PAGE[seen.sheet.shape]
    if start >= len(survey.items):
        return overview_card(seen, views, words)
    shown: list[Block] = [*_head(seen, words)]
    headed = ""
    for item in survey.items[start : start + size]:
        section = _section(survey, item, words)
        if section != headed:
            shown += [b.divider(), b.context(section)]
            headed = section
        shown += _item(item, seen, views, words)
    shown += _apart(survey, words)
    shown += [b.divider(), _ways(seen, start, size, words)]
    return Card(_spoken(seen, words), shown)


def overview_card(seen: Seen, views: Views, words: Words) -> Card:
    """What is answered how often, what is not, and the way to send it in."""
    answers, survey = seen.answers, seen.survey
    shown: list[Block] = [*_head(seen, words), b.divider()]
    if answers.missing:
        shown.append(b.strong(words.say("Not answered yet: press a number to go there.")))
        shown += _jumps(seen, answers.missing, words)
    else:
        said = words.say("Everything is answered. Please look it over and send it.")
        if answers.campaign is None:
            said = words.say("Everything is answered. Your result is one press away.")
        shown.append(b.strong(said))
    if counted := list(_counted(seen, words)):
        shown += [b.context(words.say("Answers so far")), b.bullets(counted)]
    if unknown := _unknown(seen):
        line = words.say('Answered with "don\'t know". Somebody may know it: press a number and ask from its menu.')
        if answers.campaign is None or answers.campaign.anonymous:
            line = words.say('Answered with "don\'t know". That is an answer too: it shows where to look first.')
        shown += [b.context(line), *_jumps(seen, unknown, words)]
    if waiting := list(_waiting(seen, views, words)):
        shown += [
            b.context(words.say("Waiting for colleagues. Their answers appear here by themselves.")),
            b.bullets(waiting),
        ]
    shown += [b.divider(), _ways(seen, len(survey.items), PAGE[seen.sheet.shape], words)]
    return Card(_spoken(seen, words), shown)


def _head(seen: Seen, words: Words) -> Iterator[Block]:
    campaign, answers = seen.answers.campaign, seen.answers
    yield b.header(title(answers, words))
    lines = [progress(answers, words)]
    if campaign is None:
        lines.append(
            words.say("Only you can see this. Every answer is saved at once: you can stop and continue later.")
        )
    else:
        unit = unit_of(campaign, seen.sheet.unit, words)
        lines += [words.say("For {unit}", unit=unit)] if unit and campaign.who == "heads" else []
        lines.append(words.say("Until {moment}", moment=until(campaign, words)))
    if seen.sheet.state is SheetState.DONE:
        lines.append(words.say("Already sent. Changes take effect at once."))
    yield b.context(words.say(" / ").join(lines))


def _item(item: Item, seen: Seen, views: Views, words: Words) -> Iterator[Block]:
    alone = seen.sheet.shape == "one"
    lines = [said(seen.answers.given.get(item.id), seen, views, words), *_asked(item, seen, views, words)]
    yield _question(question(item, words), [line for line in lines if line])
    if alone:
        yield from reasons(item, words)
    yield {"type": "actions", "elements": [*_answers(item, seen, words), _menu(item, seen, words, why=not alone)]}


def reasons(item: Item, words: Words) -> Iterator[Block]:
    """Why a question is asked, what can happen, and what an inspection looks at."""
    yield b.entry(words.say("Why this is asked"), item.why.say(words.language))
    if item.harm:
        yield b.entry(words.say("What can happen"), item.harm.say(words.language))
    if item.criteria:
        yield b.entry(words.say("What to look at"), item.criteria.say(words.language))
    if item.evidence:
        kinds = words.say(", ").join(words.say(EVIDENCE[one]) for one in item.evidence)
        yield b.context(words.say("How to see it: {kinds}", kinds=kinds))


def _question(asked: str, lines: Sequence[str]) -> Block:
    """The question in bold, what was answered below it."""
    rest = "".join(f"\n{line}" for line in lines)
    elements: list[Block] = [{"type": "text", "text": b.cut(asked, b.SECTION), "style": {"bold": True}}]
    if rest:
        elements.append({"type": "text", "text": b.cut(rest, b.SECTION)})
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}


def _asked(item: Item, seen: Seen, views: Views, words: Words) -> Iterator[str]:
    for one in seen.asked:
        if one.item == item.id:
            yield words.say("Waiting for an answer from {name}", name=views.name(one.to, words))


def _answers(item: Item, seen: Seen, words: Words) -> Iterator[Block]:
    if item.free:
        value = target(seen.answers, item=item.id, deed="note").carried()
        yield Button(f"{ids.MORE}.write", words.say("Write an answer"), value).element()
        return
    given = seen.answers.given.get(item.id)
    for place, option in enumerate(seen.survey.answers):
        yield _answer(place, option, item, seen, words, chosen=given is not None and given.answer == option.id)


def _answer(place: int, option: AnswerOption, item: Item, seen: Seen, words: Words, *, chosen: bool) -> Block:
    label = option.label.say(words.language)
    value = target(seen.answers, item=item.id, option=option.id).carried()
    style = "primary" if chosen else None
    # Five rows of the same words: whoever listens hears which question a button belongs to.
    spoken = words.say("Question {number}: {answer}", number=item.number, answer=label)
    element = Button(f"{ids.ANSWER}.{place}", f"✓ {label}" if chosen else label, value, style).element()
    return element | {"accessibility_label": b.cut(spoken, b.BUTTON)}


def _menu(item: Item, seen: Seen, words: Words, *, why: bool) -> Block:
    campaign = seen.answers.campaign
    passes_on = campaign is not None and not campaign.anonymous and not item.free
    deeds = [
        *([("why", words.say("Why is this asked?"))] if why else []),
        *([] if item.free else [("note", words.say("Add a comment or evidence"))]),
        *([("refer", words.say("Ask somebody who knows"))] if passes_on else []),
    ]
    if not deeds:
        deeds = [("why", words.say("Why is this asked?"))]
    options = [b.option(target(seen.answers, item=item.id, deed=deed).text(), label) for deed, label in deeds]
    return {"type": "overflow", "action_id": ids.MORE, "options": options}


def _ways(seen: Seen, start: int, size: int, words: Words) -> Block:
    """Back, on, to the overview, the other shape; and sending, once nothing is missing."""
    last = len(seen.survey.items)
    each: list[Button] = []
    if not seen.answers.missing:
        each.append(_send(seen, words))
    if start > 0:
        each.append(_turn("back", words.say("Back"), seen, max(min(start, last) - (size if start < last else 1), 0)))
    if start + size < last:
        each.append(_turn("next", _next_label(seen, start + size, size, words), seen, start + size))
    if start < last:
        each.append(_turn("overview", words.say("Overview"), seen, last))
        other: Shape = "one" if seen.sheet.shape == "five" else "five"
        label = words.say("One at a time") if other == "one" else words.say("Five at a time")
        each.append(_turn("shape", label, seen, start, other))
    return b.buttons(*each)


def _next_label(seen: Seen, start: int, size: int, words: Words) -> str:
    """Says which questions come: the page may just have turned by itself."""
    numbers = [item.number for item in seen.survey.items[start : start + size]]
    if len(numbers) < 2:
        return words.say("Next")
    return words.say("Next: {first} to {last}", first=numbers[0], last=numbers[-1])


def _send(seen: Seen, words: Words) -> Button:
    done = seen.sheet.state is SheetState.DONE
    label = words.say("See the result") if seen.answers.campaign is None else words.say("Send it in")
    if done and seen.answers.campaign:
        label = words.say("Finish changing")
    return Button(ids.SEND, label, target(seen.answers).carried(), style="primary")


def _turn(name: str, label: str, seen: Seen, at: int, shape: str = "") -> Button:
    return Button(f"{ids.TURN}.{name}", label, target(seen.answers, at=at, shape=shape).carried())


def _jumps(seen: Seen, items: Sequence[str], words: Words) -> Iterator[Block]:
    """A button for each of these items, in rows that Slack takes."""
    places = {item.id: place for place, item in enumerate(seen.survey.items)}
    numbers = {item.id: item.number for item in seen.survey.items}
    label = [words.say("Question {number}", number=numbers[one]) for one in items]
    each = [_turn(one, label[n], seen, places[one]) for n, one in enumerate(items)]
    for at in range(0, len(each), ROW):
        yield b.buttons(*each[at : at + ROW])


def _counted(seen: Seen, words: Words) -> Iterator[str]:
    """How often each answer was given."""
    given = [one.answer for one in seen.answers.given.values() if one.answer]
    for option in seen.survey.answers:
        if count := given.count(option.id):
            yield words.say("{answer}: {count}", answer=option.label.say(words.language), count=count)


def _unknown(seen: Seen) -> list[str]:
    unknown = {one.id for one in seen.survey.answers if one.stands_for == "unknown"}
    given = seen.answers.given
    return [item.id for item in seen.survey.items if item.id in given and given[item.id].answer in unknown]


def _waiting(seen: Seen, views: Views, words: Words) -> Iterator[str]:
    for one in seen.asked:
        if item := seen.survey.item(one.item):
            name = views.name(one.to, words)
            yield words.say("Question {number}: {name} has been asked", number=item.number, name=name)


def _section(survey: Survey, item: Item, words: Words) -> str:
    return next(one.title.say(words.language) for one in survey.sections if item in one.items)


def _apart(survey: Survey, words: Words) -> Iterator[Block]:
    """What the answers mean that are counted apart."""
    lines = []
    if survey.not_applicable:
        label = next(one.label.say(words.language) for one in survey.answers if one.stands_for == "not_applicable")
        explained = survey.not_applicable.explained.say(words.language)
        lines.append(words.say('"{answer}": {meaning}', answer=label, meaning=explained))
    if costly := survey.costly:
        meaning = words.say(
            "counts −{points}, so that what nobody has checked shows in the result. Better to choose it than to guess.",
            points=abs(costly.points or 0),
        )
        lines.append(words.say('"{answer}": {meaning}', answer=costly.label.say(words.language), meaning=meaning))
    if lines:
        yield b.context(*lines)


def _spoken(seen: Seen, words: Words) -> str:
    return words.say("{title}: {subject}", title=title(seen.answers, words), subject=progress(seen.answers, words))

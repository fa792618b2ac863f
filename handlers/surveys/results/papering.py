"""A result on paper and as rows: worded in one language, as far as its reader sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.surveys.cases import Given, Sheet
from bot.surveys.scoring import ItemScore
from bot.surveys.ways import by_worth
from handlers.kit.words import Words
from handlers.surveys.papers import tables
from handlers.surveys.papers.sheet import Chart, Grid, ItemRow, ResultSheet, SheetWords, WeakItem
from handlers.surveys.papers.tables import Value, Workbook
from handlers.surveys.results import card_lines as lines
from handlers.surveys.results import headline
from handlers.surveys.results.amounts import figure, percent, shown, standing
from handlers.surveys.results.pictures import alt_text, drawings
from handlers.surveys.results.seen import Part, Seen
from handlers.surveys.results.ways_views import measure
from knowledge.reading import Knowledge
from knowledge.surveys import Item

MOST_WEAK, MOST_MEASURES = 12, 3
Notes = Sequence[tuple[Sheet, Given]]


@dataclass(frozen=True)
class Source:
    """What a file is made from."""

    seen: Seen
    known: Knowledge
    made_at: datetime
    names: Mapping[str, str]
    """Accounts as the company writes them."""
    notes: Notes = ()

    @property
    def part(self) -> Part:
        return self.seen.part("")

    @property
    def units(self) -> list[str]:
        """The departments that are shown, where there are several."""
        return list(self.seen.result.units) if len(self.seen.campaign.units) > 1 else []

    @property
    def scored(self) -> list[Item]:
        return self.seen.campaign.survey.scored


def sheet_of(source: Source, words: Words) -> ResultSheet:
    """The printable result. Its charts are drawn here: beside the loop, please."""
    seen, part = source.seen, source.part
    campaign, score = seen.campaign, part.score
    titles = tuple(lines.unit_name(seen, one, words) for one in source.units)
    return ResultSheet(
        language=words.language,
        words=_headings(words),
        title=words.say("Result: {title}", title=lines.subject(campaign, words)),
        company=source.known.company.name.say(words.language),
        edition_line=words.say("Edition {edition} / {id}", edition=campaign.survey.edition, id=campaign.id),
        made_at_line=words.say("Made on {moment}", moment=words.moment(source.made_at)),
        made_at=source.made_at,
        marks=() if campaign.closed_at else (words.say("Not closed yet"),),
        summary=tuple(_summary(source, words)),
        band_text=_band(source, words),
        how_computed=(*lines.computed(seen, words), *lines.left_out(seen, words)),
        sections=Grid(_section_head(source, words), tuple(_section_rows(source, words))),
        departments=titles,
        items=tuple(_item_row(item, source, words) for item in source.scored) if score else (),
        weak=tuple(_weak(source, words)),
        charts=tuple(_charts(source, words)),
        disclaimers=(
            words.say("This is a self-assessment by those who answered. It is not an approval and not a certificate."),
        ),
    )


def book_of(source: Source, words: Words) -> Workbook:
    """The rows for a spreadsheet: items, sections, comments, improvements."""
    title = words.say("Result: {title}", title=lines.subject(source.seen.campaign, words))
    sheets = (items_sheet(source, words), _sections_sheet(source, words), _notes_sheet(source, words),
              _decided_sheet(source, words))  # fmt: skip
    return Workbook(title, source.known.company.name.say(words.language), source.made_at, sheets)


def items_sheet(source: Source, words: Words) -> tables.Sheet:
    """Each item with the points of the company and its departments."""
    seen, score = source.seen, source.part.score
    units = [lines.unit_name(seen, one, words) for one in source.units]
    head = (words.say("No."), words.say("Question"), words.say("Company (points)"), *units, words.say("Full points"),
            words.say("Don't know"), words.say("Does not apply"), words.say("State"))  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for item in source.scored if score else ():
        one = score.items[item.id] if score else None
        if one is None:
            continue
        of_units = [_value(seen.result.units[name].items[item.id]) for name in source.units]
        state = standing(one, seen.campaign.survey.full, words) if one.state != "counted" else ""
        full = float(seen.campaign.survey.full)
        rows.append((float(item.number), item.ask.say(words.language), _value(one), *of_units, full,
                     float(one.unknown), float(one.not_applicable), state))  # fmt: skip
    return tables.Sheet(words.say("Items"), head, tuple(rows), 2)


def _sections_sheet(source: Source, words: Words) -> tables.Sheet:
    return tables.Sheet(words.say("By section"), _section_head(source, words), tuple(_section_rows(source, words)), 1)


def _notes_sheet(source: Source, words: Words) -> tables.Sheet:
    """What people wrote; of an anonymous campaign the words alone, in an order that tells nothing."""
    seen = source.seen
    items = {item.id: item for item in seen.campaign.survey.items}
    notes = [(items[given.item], sheet, given) for sheet, given in source.notes if given.item in items]
    if seen.campaign.anonymous:
        head = (words.say("No."), words.say("Question"), words.say("Comment"))
        said = [(item, given.text) for item, _, given in notes if given.text]
        said = [] if seen.result.too_few else sorted(said, key=lambda one: (one[0].number, one[1]))
        rows: list[tuple[Value, ...]] = [
            (float(item.number), item.ask.say(words.language), text) for item, text in said
        ]
        return tables.Sheet(words.say("Comments"), head, tuple(rows))
    head_named = (words.say("No."), words.say("Question"), words.say("Department"), words.say("Person"),
                  words.say("Comment"), words.say("Link"), words.say("Files"))  # fmt: skip
    named_rows: list[tuple[Value, ...]] = [
        (float(item.number), item.ask.say(words.language), lines.unit_name(seen, sheet.unit, words),
         source.names.get(sheet.person or "", sheet.person or ""), given.text, given.link,
         ", ".join(str(file.get("name", "")) for file in given.files))
        for item, sheet, given in notes
    ]  # fmt: skip
    return tables.Sheet(words.say("Comments"), head_named, tuple(named_rows))


def _decided_sheet(source: Source, words: Words) -> tables.Sheet:
    seen = source.seen
    head = (words.say("No."), words.say("What is to be done"), words.say("Department"), words.say("In charge"),
            words.say("Due"), words.say("State"), words.say("Note"))  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for one in seen.improvements:
        item = seen.campaign.survey.item(one.item)
        number: Value = float(item.number) if item else one.item
        unit = lines.unit_name(seen, one.unit, words) if one.unit else ""
        rows.append((number, one.text, unit, source.names.get(one.owner, one.owner), words.day_of(one.due_at),
                     lines.fate(one, words), one.note))  # fmt: skip
    return tables.Sheet(words.say("Improvements"), head, tuple(rows), 1)


def _headings(words: Words) -> SheetWords:
    return SheetWords(
        summary=words.say("In short"),
        charts=words.say("Charts"),
        sections=words.say("By section"),
        weak=words.say("Way forward"),
        items=words.say("All questions"),
        computed=words.say("How it was computed"),
        about=words.say("About this sheet"),
        number=words.say("No."),
        question=words.say("Question"),
        total=words.say("Total"),
        measures=words.say("What helps"),
        standing=words.say("Standing"),
    )


def _summary(source: Source, words: Words) -> Iterator[tuple[str, str]]:
    seen, score = source.seen, source.part.score
    yield words.say("Round"), lines.when(seen, words)
    if score is None:
        yield words.say("Total"), words.say("No figures can be shown.")
        return
    yield words.say("Total"), headline.total(source.part, score, seen, words)
    if score.band:
        yield words.say("Meaning"), score.band.title.say(words.language)
    if change := lines.change(source.part, seen, words):
        yield words.say("Since the last round"), change
    if unknown := lines.unknown(score, seen, words):
        yield words.say("Don't know"), "\n".join(unknown)
    if apart := lines.apart(seen, words):
        yield words.say("Biggest differences"), "\n".join(apart)
    if before := [lines.became(one, seen, words) for one in seen.before]:
        yield words.say("Improvements decided earlier"), "\n".join(before)


def _band(source: Source, words: Words) -> str:
    band = source.part.score.band if source.part.score else None
    if band is None:
        return ""
    step = words.say("Next: {step}", step=band.next_step.say(words.language))
    return f"{band.meaning.say(words.language)}\n{step}"


def _section_head(source: Source, words: Words) -> tuple[str, ...]:
    units = (lines.unit_name(source.seen, one, words) for one in source.units)
    return words.say("Section"), words.say("Company"), *units


def _section_rows(source: Source, words: Words) -> Iterator[tuple[str, ...]]:
    score, units = source.part.score, source.seen.result.units
    for section in source.seen.campaign.survey.sections if score else ():
        scores = [score, *(units[one] for one in source.units)]
        yield section.title.say(words.language), *(percent(one.sections[section.id]) for one in scores if one)


def _item_row(item: Item, source: Source, words: Words) -> ItemRow:
    units, score = source.seen.result.units, source.part.score
    one = score.items[item.id] if score else None
    values = tuple(_figure(units[name].items[item.id]) for name in source.units)
    note = words.say('{count} answered "don\'t know"', count=one.unknown) if one and one.unknown else ""
    return ItemRow(str(item.number), item.ask.say(words.language), values, _figure(one) if one else "–", note)


def _weak(source: Source, words: Words) -> Iterator[WeakItem]:
    score = source.part.score
    for item in score.weak[:MOST_WEAK] if score else ():
        helps = tuple(measure(one, words) for one in by_worth(item.measures)[:MOST_MEASURES])
        said = standing(score.items[item.id], score.survey.full, words) if score else ""
        yield WeakItem(str(item.number), item.ask.say(words.language), said, helps, tuple(item.clauses))


def _charts(source: Source, words: Words) -> Iterator[Chart]:
    """The pictures; without a Japanese font there are none, and the figures stand in the tables."""
    for one in drawings(source.seen, source.part, words):
        try:
            yield Chart(one.draw(), one.chart.title, alt_text(one.chart, words), one.wide)
        except LookupError:
            return


def _value(one: ItemScore) -> Value:
    return shown(one.points) if one.state == "counted" else ""


def _figure(one: ItemScore) -> str:
    return figure(one.points) if one.state == "counted" else "–"

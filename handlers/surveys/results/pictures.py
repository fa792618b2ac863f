"""What the charts of a result show: plain values, as far as the reader sees them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.core.shares import nearest
from bot.surveys.scoring import ItemScore, Score
from handlers.kit.blocks import cut
from handlers.kit.words import Words
from handlers.surveys.papers.charts import Band, Cell, HeatMap, LineChart, RadarChart, Series, heat, line, radar
from handlers.surveys.papers.figures import Rows
from handlers.surveys.results import card_lines as lines
from handlers.surveys.results.amounts import shown
from handlers.surveys.results.seen import Part, Seen
from knowledge.surveys import Survey

MOST_SERIES = 4
LONGEST_ALT = 1000
UNKNOWN, APART = "?", "/"
"""The marks of answers that are counted apart."""
DRAW: dict[type[Any], Callable[[Any], bytes]] = {RadarChart: radar, LineChart: line, HeatMap: heat}
Chart = RadarChart | LineChart | HeatMap


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart with the name of its file."""

    name: str
    chart: Chart

    @property
    def wide(self) -> bool:
        return isinstance(self.chart, HeatMap)

    def draw(self) -> bytes:
        """The picture as a PNG. Raises LookupError without a Japanese font."""
        return DRAW[type(self.chart)](self.chart)


def drawings(seen: Seen, part: Part, words: Words) -> list[Drawing]:
    """The charts that say something: sections, rounds when there are several, departments by items."""
    if part.score is None or not part.score.total.possible:
        return []
    found: list[Drawing] = [Drawing("sections", radar_of(seen, part, part.score, words))]
    if any(part.of(one) for one in seen.result.earlier):
        found.append(Drawing("rounds", line_of(seen, part, words)))
    if part.unit is None and len(seen.result.units) > 1:
        found.append(Drawing("departments", heat_of(seen, words)))
    return found


def radar_of(seen: Seen, part: Part, score: Score, words: Words) -> RadarChart:
    """Sections around; up to four departments, else this round and the one before."""
    survey = seen.campaign.survey
    units = seen.result.units
    if part.unit is None and 1 < len(units) <= MOST_SERIES:
        series = [
            Series(cut(lines.unit_name(seen, name, words), 20), _sections(one, survey)) for name, one in units.items()
        ]
    else:
        series = [Series(_round_name(seen, words), _sections(score, survey))]
        if seen.result.same_edition and seen.result.previous and (before := part.of(seen.result.previous)):
            series.append(Series(words.day_of(seen.result.previous.closed_at), _sections(before, survey), earlier=True))
    axes = tuple(section.title.say(words.language) for section in survey.sections)
    title = words.say("{title}: percent of the points by section", title=_title(seen, part, words))
    return RadarChart(title, axes, tuple(series), words.say("Section"))


def line_of(seen: Seen, part: Part, words: Words) -> LineChart:
    """The total of every round; a round in which it was not asked, or is not shown, leaves a gap."""
    survey, earlier = seen.campaign.survey, seen.result.earlier
    scores = [*(part.of(one) for one in earlier), part.score]
    editions = [*(one.edition for one in earlier), survey.edition]
    rounds = (*(words.day_of(one.closed_at) for one in earlier), _round_name(seen, words))
    name = part.unit.name(words.language) if part.unit else words.say("Company")
    values = tuple(shown(one.total.percent) if one else None for one in scores)
    return LineChart(
        title=words.say("{title}: percent of all points, by round", title=_title(seen, part, words)),
        rounds=rounds,
        series=(Series(cut(name, 20), values),),
        bands=tuple(Band(one.title.say(words.language), one.at_least) for one in survey.bands),
        breaks=tuple(place for place in range(1, len(editions)) if editions[place] != editions[place - 1]),
        break_label=words.say("new edition"),
        corner=words.say("Round"),
    )


def heat_of(seen: Seen, words: Words) -> HeatMap:
    """Departments by items, in percent of an item's points."""
    survey, units = seen.campaign.survey, seen.result.units
    scored = {item.id for item in survey.scored}
    items = [item for item in survey.items if item.id in scored]
    marks = {one.stands_for for one in survey.answers}
    legend = [(UNKNOWN, words.say("somebody does not know"))] if "unknown" in marks else []
    legend += [(APART, words.say("does not apply"))] if "not_applicable" in marks else []
    groups = ((one, len([item for item in one.items if item.id in scored])) for one in survey.sections)
    return HeatMap(
        title=words.say("{title}: percent of the points by department and item", title=_title(seen, None, words)),
        departments=tuple(lines.unit_name(seen, name, words) for name in units),
        items=tuple(str(item.number) for item in items),
        cells=tuple(tuple(_cell(one.items[item.id], survey.full) for item in items) for one in units.values()),
        legend=tuple(legend),
        scale=(words.say("0% (weak)"), words.say("100% (strong)")),
        groups=tuple((one.title.say(words.language), count) for one, count in groups if count),
        corner=words.say("Department"),
    )


def alt_text(chart: Chart, words: Words) -> str:
    """The same in words, for who does not see the picture."""
    return cut(f"{chart.title}. {'; '.join(spoken(chart, words))}", LONGEST_ALT)


def spoken(chart: Chart, words: Words) -> list[str]:
    """The numbers of a chart, line by line; of departments by items a line for each item."""
    rows = chart.rows()
    return list(_spoken(tuple(zip(*rows, strict=True)) if isinstance(chart, HeatMap) else rows, words))


def _spoken(rows: Rows, words: Words) -> Iterator[str]:
    head, *body = rows
    for name, *values in body:
        columns = zip(head[1:], values, strict=True)
        said = words.say(", ").join(f"{column} {value}" if len(head) > 2 else value for column, value in columns)
        yield words.say("{name}: {text}", name=name, text=said)


def _sections(score: Score, survey: Survey) -> tuple[float | None, ...]:
    parts = (score.sections[one.id] for one in survey.sections)
    return tuple(shown(one.percent) if one.possible else None for one in parts)


def _cell(score: ItemScore, full: int) -> Cell:
    if score.state == "unanswered":
        return Cell()
    mark = UNKNOWN if score.unknown else APART if score.not_applicable else ""
    if score.state == "left_out":
        return Cell(mark=mark)
    return Cell(float(max(0, nearest(score.points * 100 / full))), mark)


def _title(seen: Seen, part: Part | None, words: Words) -> str:
    title = lines.subject(seen.campaign, words)
    return f"{title} ({part.unit.name(words.language)})" if part and part.unit else title


def _round_name(seen: Seen, words: Words) -> str:
    return words.day_of(seen.campaign.closed_at) if seen.campaign.closed_at else words.say("Now")

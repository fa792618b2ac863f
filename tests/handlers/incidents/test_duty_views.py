"""The windows of the duties, for every kind of incident, in both languages, with people's words at their worst."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.checking.check import refused
from bot.core.errors import NotFound
from bot.core.people import Directory
from bot.core.workdays import WorkDays
from bot.incidents.cases import Dossier, DutyState, Incident, State, Via
from bot.incidents.checklist import OPEN, Checklist, Line
from bot.incidents.deadlines import OVERDUE
from bot.incidents.duties import Need
from bot.incidents.notifying import Notifying, Reminder
from handlers.incidents import ids
from handlers.incidents.cards import Views
from handlers.incidents.duties import ids as duty_ids
from handlers.incidents.duties.cards import reminder_card
from handlers.incidents.duties.letters import letter_of
from handlers.incidents.duties.views import PAGE, Target, duty_modal, facts_form, item_modal, letter_modal, note_form
from handlers.kit.blocks import Modal
from handlers.kit.people import People
from handlers.kit.words import LANGUAGES, Speech, Words
from tests.kit.content import packaged
from tests.kit.duties import condition, deadline, duty, law

KNOWN = packaged()
CONTENT = KNOWN.incidents
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
DAYS = WorkDays("Asia/Tokyo")
HOSTILE = "<!channel> *b* `c` {id} {0.__class__} <https://evil.example|x> & 漏えい " * 60
YES = {"personal": "over-1000", "mynumber": "yes", "outside": "yes", "confidential": "yes", "sensitive": "yes"}
MORE = {"leaked": "yes", "purpose": "yes", "financial": "yes", "encrypted": "no", "entrusted": "both", "insured": "yes"}
FACTS: list[dict[str, str]] = [{}, YES, YES | MORE | {"regulated": "both"}, {"encrypted": "yes", "leaked": "none"}]


class Nobody:
    """A clock and a database that are not asked."""

    def now(self) -> datetime:
        return NOW


@pytest.fixture(scope="module")
def views() -> Views:
    nobody: Any = Nobody()
    return Views(CONTENT, KNOWN.company, People(KNOWN.company, Directory(()), nobody, nobody))


def incident(category: str = "loss", **more: Any) -> Incident:
    plain = Incident("I-1", "T", category, State.CONFIRMED, 3, (), "なくした", "本文", "ja", Via.HOME, NOW)
    return replace(plain, **more)


def checklist(of: Incident, *rows: DutyState, late: bool = False) -> Checklist:
    now = NOW + timedelta(days=70 if late else 0)
    return Notifying(CONTENT.jurisdiction, DAYS).checklist(of, rows, now)


def settled(of: Incident, what: str, note: str = HOSTILE[:1000]) -> list[DutyState]:
    """A row for everything, settled with a note."""
    items = checklist(of).items
    lines = [(item.due.duty.id, line.deadline) for item in items for line in item.lines]
    return [
        DutyState(number, of.id, name, until, None, None, what, note, "U0SOMEBODY1", NOW)
        for number, (name, until) in enumerate(lines)
    ]


def words_in(language: str) -> Words:
    return Speech("Asia/Tokyo").in_(language)


def everything(note: str = HOSTILE[:1000]) -> Iterator[tuple[str, Checklist]]:
    """Checklists of every kind of incident with few, all and exempting facts; open, late, done and dropped."""
    for category in CONTENT.categories.categories:
        for number, facts in enumerate(FACTS):
            of = incident(
                category.id, facts=facts, title=HOSTILE[:80], text=HOSTILE, where=HOSTILE[:300], drill=number == 1
            )
            yield f"{category.id} {number}", checklist(of)
            yield f"{category.id} {number} late", checklist(of, late=True)
            for what in ("done", "not_needed"):
                yield f"{category.id} {number} {what}", checklist(of, *settled(of, what, note))


def drawn(case: Checklist, views: Views, words: Words) -> Iterator[Modal]:
    """Every window to which a checklist leads."""
    dossier = Dossier(case.incident, (), (), (), ())
    page = Target(case.incident.id)
    yield from (duty_modal(case, views, words, works=works) for works in (True, False))
    yield facts_form(case, case.missing, page, views, words)
    for item in case.items:
        target = replace(page, duty=item.due.duty.id)
        yield from (item_modal(case, item, page, views, words, works=works) for works in (True, False))
        yield letter_modal(item.due.duty, [letter_of(item.due.duty, dossier, NOW, views, words)] * 2, words)
        for line in item.lines or (Line(""),):
            for what in ("done", "not_needed"):
                yield note_form(item, line, replace(target, deadline=line.deadline, what=what), words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_slack_would_refuse_no_window_of_the_duties(views: Views, language: str) -> None:
    words = words_in(language)
    found = [(name, modal.view()) for name, case in everything() for modal in drawn(case, views, words)]
    assert len(found) > 500
    assert [line for name, view in found for line in refused(name, view)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_checklist_is_cut_and_peoples_words_are_only_text(views: Views, language: str) -> None:
    for name, case in everything(HOSTILE[:300]):
        words, page = words_in(language), Target(case.incident.id)
        whole = [item_modal(case, item, page, views, words, works=True) for item in case.items]
        modals = [duty_modal(case, views, words), *whole]
        text = json.dumps([modal.view() for modal in modals], ensure_ascii=False)
        assert "…" not in text, name
        assert "mrkdwn" not in text, name
        assert "ja='" not in text, name


def test_the_list_has_one_row_for_each_duty_what_is_needed_first_and_then_by_date(views: Views) -> None:
    case = checklist(incident("personal-data", facts=YES | {"leaked": "yes", "encrypted": "no"}))
    blocks = duty_modal(case, views, words_in("ja")).blocks
    rows = [block["text"]["text"].split("\n") for block in blocks if "accessory" in block]
    assert len(rows) == len(case.items)
    needs = [row[1].split("／")[0] for row in rows]
    order = ["必要", "必要かもしれません", "今わかっていることからは、不要です"]
    assert needs == sorted(needs, key=order.index)
    assert len(set(needs)) == 3
    lines = [item.next_line for item in case.by_need if item.due.need is Need.NEEDED]
    dates = [line.run.dates.extended for line in lines if line and line.run]
    assert dates == sorted(dates)
    assert json.dumps(blocks, ensure_ascii=False).count("質問に答える") == 1
    assert max(len(row) for row in rows) <= 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_disclaimer_stands_above_everything(views: Views, language: str) -> None:
    blocks = duty_modal(checklist(incident()), views, words_in(language)).blocks
    assert blocks[0]["text"]["text"] == CONTENT.jurisdiction.disclaimer.say(language)


def test_a_drill_asks_to_notify_nobody(views: Views) -> None:
    text = json.dumps(duty_modal(checklist(incident(drill=True)), views, words_in("ja")).blocks[:2], ensure_ascii=False)
    assert "実際の届け出や連絡はしないでください。" in text


@pytest.mark.parametrize(("number", "pages"), [(0, 1), (1, 1), (PAGE, 1), (PAGE + 1, 2), (3 * PAGE + 1, 4)])
def test_many_duties_take_several_pages(views: Views, number: int, pages: int) -> None:
    rules = law(*[duty(f"duty-{at}", deadlines=[deadline(at + 1)]) for at in range(max(number, 1))])
    rules = rules.model_copy(update={"duties": rules.duties[:number]})
    case = Notifying(rules, DAYS).checklist(incident(), [], NOW)
    shown = [duty_modal(case, views, words_in("ja"), page=page) for page in range(pages)]
    values = {
        json.loads(element["value"]).get("d")
        for modal in shown
        for block in modal.blocks
        for element in (*block.get("elements", ()), block.get("accessory", {}))
        if element.get("type") == "button"
    }
    assert values - {None} == {f"duty-{at}" for at in range(number)}
    assert all(line == [] for line in [list(refused("page", modal.view())) for modal in shown])
    assert duty_modal(case, views, words_in("ja"), page=99).blocks == shown[-1].blocks


def test_whoever_only_reads_can_turn_pages_and_no_more(views: Views) -> None:
    case, words = checklist(incident(facts=YES)), words_in("ja")
    blocks = [*duty_modal(case, views, words, works=False).blocks]
    for item in case.items:
        blocks += item_modal(case, item, Target("I-1"), views, words, works=False).blocks
    pressable = [
        element["action_id"] for block in blocks for element in block.get("elements", ()) if "value" in element
    ]
    assert [name for name in pressable if not name.startswith(f"{duty_ids.DUTIES_PAGE}.")] == []


def test_facts_are_asked_at_most_eight_at_a_time_and_the_rest_is_counted(views: Views) -> None:
    case = checklist(incident())
    names = [fact.id for fact in (*CONTENT.levels.facts, *CONTENT.jurisdiction.facts)]
    assert len(names) > 8
    modal = facts_form(case, names, Target("I-1"), views, words_in("ja"))
    assert len([block for block in modal.blocks if block["type"] == "input"]) == 8
    assert f"このあと、あと{len(names) - 8}問あります。" in json.dumps(modal.blocks, ensure_ascii=False)


@pytest.mark.parametrize("carried", ["{", "{}", '{"i":"I-1","p":"x"}', '{"d":"ppc"}', '{"i":"I-1","p":null}'])
def test_what_is_not_ours_is_gone(carried: str) -> None:
    with pytest.raises(NotFound):
        Target.of(carried)


def test_a_bare_id_is_an_incidents() -> None:
    assert Target.of("I-1") == Target("I-1")


@pytest.mark.parametrize(
    "target",
    [
        Target("I-1"),
        Target("I-1", "ppc", "first", 3, "done"),
        Target("I-1", page=2),
        Target("I-1", window="V1", beneath="V2"),
    ],
)
def test_what_a_window_carries_comes_back(target: Target) -> None:
    assert Target.of(target.carried()) == target


def test_a_condition_on_level_and_kind_is_told_in_words(views: Views) -> None:
    rules = law(duty(when=[condition(categories=["loss"], level=2, personal=["over-1000"])]))
    case = Notifying(rules, DAYS).checklist(incident(facts={"personal": "over-1000"}), [], NOW)
    modal = item_modal(case, case.items[0], Target("I-1"), views, words_in("ja"), works=True)
    text = json.dumps(modal.view(), ensure_ascii=False)
    assert "判断の材料：なくした・盗まれた、レベル3（社外に影響・個人情報）、個人情報：1,000人を超える" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["half", OVERDUE])
def test_a_reminder_fits_however_much_is_due(views: Views, language: str, name: str) -> None:
    of = incident(facts=YES, title=HOSTILE[:80])
    rows = tuple(
        replace(row, state=OPEN, due_at=NOW, extended_at=NOW + timedelta(days=at))
        for at, row in enumerate(settled(of, "done"))
    )
    card = reminder_card(checklist(of), Reminder(rows * 5, frozenset({name})), views, words_in(language))
    assert list(refused("reminder", card.payload())) == []
    assert "<!channel>" not in card.payload()["text"]


def test_what_is_late_says_by_how_long_and_what_to_do_even_where_it_may_be_nobodys_date(views: Views) -> None:
    of = incident()
    last = datetime(2026, 11, 26, 14, 59, 59, tzinfo=UTC)
    row = DutyState(1, of.id, "ppc", "preliminary", last, last, OPEN)
    case = replace(checklist(of), now=datetime(2026, 11, 30, 0, 0, tzinfo=UTC))
    said = str(reminder_card(case, Reminder((row,), frozenset({OVERDUE})), views, words_in("ja")).payload())
    assert "必要だった場合の期限、2026年11月26日（木）から4日過ぎています" in said
    assert "（期限は過ぎています）" in said
    assert "一覧にある質問に、今日のうちに答えてください。" in said
    assert "必要なものは、いまからでも届け出て、遅れた理由を添えてください。" in said


def test_a_deputy_who_may_not_see_the_incident_hears_of_the_dates_alone(views: Views) -> None:
    of = incident(facts=YES, title="名簿を公開してしまいました")
    rows = tuple(replace(row, state=OPEN, due_at=NOW) for row in settled(of, "done"))
    due = Reminder(rows, frozenset({"half"}))
    hidden, whole = (
        str(reminder_card(checklist(of), due, views, words_in("ja"), sees=sees).payload()) for sees in (False, True)
    )
    assert "名簿を公開" in whole
    assert ids.DUTIES in whole
    assert of.id in hidden
    assert "名簿を公開" not in hidden
    assert ids.DUTIES not in hidden

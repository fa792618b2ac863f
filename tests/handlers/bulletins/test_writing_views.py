"""What writers and releasers see, at its longest and in both languages: Slack would refuse none of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.bulletins.cases import Audience, Bulletin, BulletinState, Link, Origin, Standing
from bot.core.workdays import WorkDays
from bot.playground.validator.payloads import check_message, check_view
from handlers.bulletins.census import Reach
from handlers.bulletins.preview_views import as_sent, previews
from handlers.bulletins.release_views import return_form, settled_card, told_card
from handlers.bulletins.writing import ids
from handlers.bulletins.writing import panel_views as panels
from handlers.bulletins.writing.aim import Aim
from handlers.bulletins.writing.aim_views import Chosen, aim_form
from handlers.bulletins.writing.drafts import drafts_modal
from handlers.bulletins.writing.form_views import about, note_of, start_form, words_form
from handlers.bulletins.writing.home_views import release_home, writing_home
from handlers.bulletins.writing.sheet import sheet_of
from handlers.bulletins.writing.trial_views import trial_card, trial_form
from handlers.kit.blocks import Button, Card, Modal
from handlers.kit.desk import Desk
from handlers.kit.words import Speech
from knowledge.documents import Department
from knowledge.loader import load
from tests.kit import bulletins as k
from tests.kit.database import NOON

SPEECH = Speech("Asia/Tokyo")
KNOWN = load()
NAME = "名" * 200
UNITS = tuple(f"unit-{number}" for number in range(60))
PEOPLE = {f"U{number:010}": UNITS[number % len(UNITS)] for number in range(2000)}
CHANNELS = {f"C{number:010}": NAME[:80] for number in range(1000)}
REACH = Reach(CHANNELS, PEOPLE, PEOPLE, dict.fromkeys(CHANNELS, "is_archived"), (NAME,) * 500)


@pytest.fixture
def desk() -> Desk:
    """A company of sixty departments with long names, in which everybody has one."""
    named = {"ja": NAME, "en": NAME}
    departments = [Department.model_validate({"id": one, "name": named}) for one in UNITS]
    company = KNOWN.company.model_copy(update={"departments": departments})
    people = SimpleNamespace(called=lambda _user, _language: NAME[:80])
    services = SimpleNamespace(known=replace(KNOWN, company=company), days=WorkDays("Asia/Tokyo"))
    return cast("Desk", SimpleNamespace(services=services, people=people, speech=SPEECH))


def wide(**more: Any) -> Bulletin:
    """The longest bulletin, to as many as can be named."""
    people = tuple(PEOPLE)[:500]
    audience = Audience(
        everyone=True, channels=tuple(CHANNELS)[:500], departments=UNITS, roles=("president", "system_admin"),
        groups=people, people=people, without=people, without_departments=UNITS,
    )  # fmt: skip
    return k.bulletin(
        content=k.longest(), audience=audience, opens_at=NOON, valid_until=NOON, change="直" * 500, **more
    )


def windows(desk: Desk, language: str) -> Iterator[Modal]:
    words, bulletin = SPEECH.in_(language), wide()
    template = next(iter(KNOWN.bulletins.templates.values()))
    yield start_form([template.model_copy(update={"id": f"t-{number}"}) for number in range(150)], words)
    for page in (0, 1, 999):
        yield drafts_modal([wide()] * 500, page, words)
    yield drafts_modal([], 0, words)
    for state in BulletinState:
        note = note_of(replace(bulletin, state=state), words)
        yield words_form(about(bulletin), sheet_of(bulletin.content), words, note)
    for groups in (None, {}, {f"S{number:010}": NAME[:75] for number in range(300)}):
        yield aim_form(Chosen(bulletin, bulletin.audience, Aim(NOON, NOON), groups), desk, words)
    yield return_form(ids.RETURN_FORM, bulletin, NAME, bulletin.id, words)
    assert bulletin.content.question
    yield trial_form(bulletin, bulletin.content.question, words)


def messages(desk: Desk, language: str) -> Iterator[Card]:
    words, bulletin = SPEECH.in_(language), wide()
    for _, card in previews(as_sent(bulletin, NOON), desk, words, Standing(units={"": (0, 2000)})):
        yield card
    yield trial_card(bulletin, NOON, desk, words)
    for reach, failed in ((REACH, False), (Reach(), False), (None, False), (None, True)):
        panel = panels.Panel(bulletin, Aim(NOON, NOON), NOON, approval=True, reach=reach, failed=failed)
        yield panels.panel_card(panel, desk, words)
        yield panels.proposal_card(panel, desk, words, NAME[:80])
    yield panels.draft_card(bulletin, words)
    yield settled_card(bulletin, NAME, words, "理" * 500)
    yield told_card(bulletin, NAME, words, "理" * 500, Button(ids.EDIT, "直す", bulletin.id))
    better = [(bulletin, k.proposal(bulletin))] * 50
    yield Card("home", [*release_home([wide()] * 50, better, words), *writing_home([wide()] * 50, words)])


@pytest.mark.parametrize("language", ["ja", "en"])
def test_slack_takes_every_window_and_message_at_its_longest(desk: Desk, language: str) -> None:
    for window in windows(desk, language):
        assert [str(one) for one in check_view(window.view())] == []
        assert len(window.blocks) <= 100
    for card in messages(desk, language):
        assert [str(one) for one in check_message({"channel": "C1", **card.payload()})] == []


def test_the_panel_counts_by_department_and_names_what_cannot_be_reached(desk: Desk) -> None:
    company = KNOWN.company
    services = SimpleNamespace(known=KNOWN, days=WorkDays("Asia/Tokyo"))
    desk = cast("Desk", SimpleNamespace(services=services, people=desk.people, speech=SPEECH))
    unit = company.departments[0]
    people = {f"U{number}": unit.id for number in range(1248)}
    trouble = {"C2": "is_archived", "C0RANDOM001": "channel_not_found"}
    reach = Reach({"C1": "all"}, people, people, trouble, ("山田 一郎",), {"C2": "old"}, guests=3)
    to = Audience(everyone=True, channels=("C1", "C2", "C0RANDOM001"))
    panel = panels.Panel(k.bulletin(audience=to), Aim(), None, reach=reach)
    shown = str(panels.panel_card(panel, desk, SPEECH.in_("ja")).blocks)
    for part in (
        "1,248人と1チャンネルに届きます",
        f"{unit.name.ja} 1248人",
        "#old：アーカイブ",
        "Mamoriから見えないチャンネル：",
        "#all、#old ほか1チャンネル",
        "ゲスト3人は含みません",
        "アーカイブ",
        "山田 一郎",
        "いま送る",
    ):
        assert part in shown
    assert "C0RANDOM001" not in shown
    assert "It reaches 1,248 people and 1 channels." in str(panels.panel_card(panel, desk, SPEECH.in_("en")).blocks)


def test_nothing_can_be_sent_while_nobody_is_counted(desk: Desk) -> None:
    for reach in (None, Reach()):
        panel = panels.Panel(k.bulletin(), Aim(), None, reach=reach)
        assert ids.SEND not in str(panels.panel_card(panel, desk, SPEECH.in_("ja")).blocks)


def test_an_address_that_looks_like_another_is_warned_of(desk: Desk) -> None:
    link = replace(k.content(), links=(Link("https://аррle.example.com/"),))
    panel = panels.Panel(k.bulletin(content=link), Aim(), None, reach=REACH)
    assert "見分けにくい文字" in str(panels.panel_card(panel, desk, SPEECH.in_("ja")).blocks)


@pytest.mark.parametrize(
    ("url", "links"),
    [
        ("https://jvn.jp/vu/JVNVU90000001/", ["https://jvn.jp/vu/JVNVU90000001/"]),
        ("http://jvn.jp/vu/", []),
        ("https://jvn.jp.evil.example@192.0.2.7/", []),
        ("https://аррle.com/", []),
        ("https://8.8.8.8/", []),
        ("https://jvn.jp/ <!channel>", []),
        ("javascript:alert(1)", []),
        ("", []),
    ],
)
def test_whoever_decides_can_press_the_source_and_only_a_sound_one(desk: Desk, url: str, links: list[str]) -> None:
    origin = Origin("advisory", "AD-1", "JVN", url, NOON.date())
    bulletin, words = k.bulletin(content=k.content(origin=origin)), SPEECH.in_("ja")
    panel = panels.Panel(bulletin, Aim(), None)
    for card in (
        panels.draft_card(bulletin, words),
        panels.panel_card(panel, desk, words),
        panels.proposal_card(panel, desk, words),
    ):
        shown = json.dumps(card.blocks, ensure_ascii=False)
        assert re.findall(r'"type": "link", "url": "([^"]+)"', shown) == links
        assert "外部の注意喚起情報がもとになっています" in shown
        assert "https://а" not in shown
        assert [str(one) for one in check_message({"channel": "C1", **card.payload()})] == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_template_is_offered_once_under_the_heading_of_its_kind(language: str) -> None:
    templates = KNOWN.bulletins.templates
    view = start_form(list(templates.values()), SPEECH.in_(language)).view()
    groups = view["blocks"][0]["element"]["option_groups"]
    offered = [one["value"] for group in groups[1:] for one in group["options"]]
    assert sorted(offered) == sorted(templates)
    assert len(groups) == 5, "none of the product's own stands under the others"
    assert check_view(view) == []

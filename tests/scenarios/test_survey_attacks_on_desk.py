"""Presses and forms that no campaign and no result ever showed: an answer each, and nothing of the company's told."""

from __future__ import annotations

import json

import pytest

from bot.playground.cast import SATO, TAKAHASHI
from handlers.surveys import ids
from tests.kit.campaigns import campaigns
from tests.kit.forge import deliver, pressed, said, submitted
from tests.kit.stage import Stage
from tests.kit.survey_sheets import campaign, member
from tests.scenarios.test_survey_attacks import JUNK, is_broken

ACTIONS = (
    ids.DESK, ids.REMIND, ids.CLOSE, ids.CANCEL, ids.EXTEND, ids.START, ids.RESULT, ids.WAYS, ids.STARS, ids.CHARTS,
    ids.PICTURES, ids.FILE, ids.IMPROVE, ids.IMPROVED,
)  # fmt: skip
FORMS = (ids.START_FORM, ids.EXTEND_FORM, ids.FILE_FORM, ids.IMPROVE_FORM, ids.IMPROVED_FORM)
MORE = (
    '{"campaign":"SV-\\u0000"}', '{"campaign":"\\ud800"}', '{"campaign":["a"]}', '{"improvement":-1}',
    '{"improvement":9999999999999999999}', '{"improvement":1e999}', '{"page":99999999999999999999}', "SV-\x00",
    '{"campaign":"%s","unit":"\\u0000","page":-9}', '{"campaign":"%s","item":"\\u0000"}', '{"campaign":"%s","ts":{}}',
)  # fmt: skip
DAYS = ("9999-12-31", "0001-01-01", "2026-02-30", "tomorrow", "", "2026-W01-1")


@pytest.mark.parametrize("action", ACTIONS)
async def test_a_mangled_press_on_a_campaign_gets_an_answer(scene: Stage, action: str) -> None:
    asked, _ = await campaign(scene, ["sales"], SATO.id)
    for number, value in enumerate((*JUNK[2::3], *(one.replace("%s", asked.id) for one in MORE))):
        user = SATO.id if number % 4 == 3 else TAKAHASHI.id
        assert await deliver(scene, pressed(scene, user, action, value)) == 200, value
    assert not [text for text in await said(scene) if is_broken(text)]
    assert [one.open for one in await campaigns(scene)] == [True]


@pytest.mark.parametrize("form", FORMS)
async def test_a_mangled_form_about_a_campaign_gets_an_answer(scene: Stage, form: str) -> None:
    asked, _ = await campaign(scene, ["sales"], SATO.id)
    await member(scene, TAKAHASHI.id)
    entered = {"text": "x" * 5000, "owner": SATO.id, "kind": "exe", "note": "n" * 5000}
    for metadata in (asked.id, *JUNK[2::3], *(one.replace("%s", asked.id) for one in MORE)):
        assert await deliver(scene, submitted(scene, TAKAHASHI.id, form, metadata, **entered)) == 200, metadata
    about = json.dumps({"campaign": asked.id, "item": "updates"})
    for metadata in (asked.id, about):
        for day in DAYS:
            days = {"opens": day, "due": day, "text": "Do it"}
            body = submitted(scene, TAKAHASHI.id, form, metadata, **entered | days)
            assert await deliver(scene, body) == 200, day
    assert not [text for text in await said(scene) if is_broken(text)]
    assert asked.due_at in [one.due_at for one in await campaigns(scene)]

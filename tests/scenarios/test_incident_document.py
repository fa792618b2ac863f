"""Stories of the incident report: looked at in a window, and brought as a file that opens and says what happened."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import aiohttp
import docx
import pytest
from click.testing import CliRunner
from docx.document import Document
from pypdf import PdfReader
from sqlalchemy import select

from bot.__main__ import main
from bot.core import fonts
from bot.core.handouts import Handout, Handouts
from bot.core.tables import audit
from bot.incidents.cases import Entry, Kind
from bot.incidents.service import Line
from bot.incidents.store import IncidentStore
from bot.playground.cast import EMMA, RESPONSE, SUZUKI, TAKAHASHI, TANAKA
from handlers.incidents import ids
from handlers.incidents.papers.paper import LARGE, REPORT
from tests.bot.playground.screen import Json, Screen
from tests.kit import forge
from tests.kit.forge import deliver, pressed
from tests.kit.incidents import latest, next_view, report, until_told
from tests.kit.patience import SECONDS
from tests.kit.stage import Stage, press, press_in_view

LOST = "電車に会社のスマホを忘れました"
WORD, PDF = "Wordファイルを送る", "PDFを送る"
needs_font = pytest.mark.skipif(fonts.found() is None, reason="NO JAPANESE FONT: the PDF was NOT tried")


@pytest.fixture
async def takahashi(scene: Stage) -> Screen:
    """The security lead, before whom a lost phone lies."""
    await report(await scene.person(TANAKA.id), "loss", LOST, "今朝8時ごろ、長野線の車内")
    return await scene.person(TAKAHASHI.id)


@pytest.fixture
def fontless(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(fonts, "FOLDERS", ())
    fonts.found.cache_clear()
    yield
    monkeypatch.undo()
    fonts.found.cache_clear()


async def window(scene: Stage, screen: Screen, language: str = "ja") -> Json:
    """From the card in the response channel through the hub to the report."""
    await press(screen, await until_told(scene, RESPONSE, LOST), "開く")
    hub = await next_view(screen)
    await press_in_view(screen, hub, "報告書" if language == "ja" else "Incident report")
    return await next_view(screen)


async def choose(screen: Screen, view: Json, language: str) -> Json:
    """Presses a language and returns the window as it then is."""
    block = next(one for one in view["blocks"] if str(one["block_id"]).startswith("language-"))
    element = block["elements"][0]
    option = next(one for one in element["options"] if one["value"].endswith(f":{language}"))
    action = {"type": "radio_buttons", "action_id": element["action_id"], "selected_option": option}
    container = {"type": "view", "view_id": view["id"]}
    await screen.do("action", container=container, action=action | {"block_id": block["block_id"]})
    return await next_view(screen)


async def forged(scene: Stage, user: str, action_id: str, value: str, **more: Json) -> None:
    """A press that no window of ours offers this person."""
    assert await deliver(scene, pressed(scene, user, action_id, value, **more)) == 200


async def timeline(scene: Stage) -> list[Entry]:
    async with scene.house.services.database.read() as connection:
        return await IncidentStore(connection).timeline((await latest(scene)).id)


async def files(scene: Stage, user: str) -> list[Json]:
    """The bot's messages to somebody that carry a file."""
    await scene.admin.post("settle")
    messages = (await scene.admin.get("messages", channel=user))["messages"]
    return [one for one in messages if one.get("bot_id") and one.get("files")]


async def named(scene: Stage, user: str, ending: str) -> list[Json]:
    return [one for one in await files(scene, user) if one["files"][0]["name"].endswith(ending)]


async def all_brought(scene: Stage) -> None:
    """Waits until the courier has nothing left to do."""
    async with asyncio.timeout(SECONDS):
        while await waiting(scene):  # noqa: ASYNC110  a row of the database calls nobody
            await asyncio.sleep(0.05)


async def brought(scene: Stage, user: str, name: str) -> tuple[Json, bytes]:
    """The message with the file of this ending, and its bytes as this person downloads them."""
    async with asyncio.timeout(SECONDS):
        while not (found := await named(scene, user, name)):  # noqa: ASYNC110  what is looked at lives behind a door
            await asyncio.sleep(0.05)
    (message,) = found
    url = f"{scene.slack.url}/api/page/file/{message['files'][0]['id']}/{name}"
    async with aiohttp.ClientSession() as session, session.get(url, params={"user": user}) as answer:
        assert answer.status == 200
        return message, await answer.read()


def word_text(data: bytes) -> str:
    made: Document = docx.Document(BytesIO(data))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in made.paragraphs), *cells, made.sections[0].header.paragraphs[0].text])


def pdf_text(data: bytes) -> str:
    return "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(data)).pages).replace("\u200b", "")


def said(view: Json) -> str:
    return json.dumps(view["blocks"], ensure_ascii=False)


async def exports(scene: Stage) -> list[tuple[str, Json]]:
    async with scene.house.services.database.read() as connection:
        rows = await connection.execute(select(audit).where(audit.c.action == "incident.exported"))
        return [(row.actor, row.data) for row in rows]


async def reasons_of(scene: Stage) -> list[str]:
    """Why something was not done, as those who wanted it were told."""
    return await forge.said(scene, "reason:")


async def waiting(scene: Stage) -> int:
    async with scene.house.services.database.read() as connection:
        return await Handouts(connection).waiting()


async def test_the_report_is_looked_at_and_comes_as_a_word_file_that_says_what_happened(
    scene: Stage, takahashi: Screen
) -> None:
    view = await window(scene, takahashi)
    incident, before = await latest(scene), await timeline(scene)
    for words in ("情報セキュリティインシデント報告書", incident.id, "長野線の車内", "田中 美咲"):
        assert words in said(view), words
    await press_in_view(takahashi, view, WORD)
    assert "作成しています" in said(await next_view(takahashi))
    message, data = await brought(scene, TAKAHASHI.id, ".docx")
    assert message["files"][0]["name"] == f"情報セキュリティインシデント報告書_{incident.id}.docx"
    assert incident.id in message["text"]
    text = word_text(data)
    for words in (LOST, "今朝8時ごろ、長野線の車内", "田中 美咲", "鈴木 直樹", "なくした・盗まれた", incident.id):
        assert words in text, words
    assert await exports(scene) == [(TAKAHASHI.id, {"format": "docx", "language": "ja"})]
    assert await waiting(scene) == 0
    assert await timeline(scene) == before


@needs_font
async def test_the_same_report_comes_in_english_as_a_pdf(scene: Stage, takahashi: Screen) -> None:
    view = await choose(takahashi, await window(scene, takahashi), "en")
    assert "Information security incident report" in said(view)
    await press_in_view(takahashi, view, PDF)
    await next_view(takahashi)
    incident = await latest(scene)
    message, data = await brought(scene, TAKAHASHI.id, ".pdf")
    assert message["files"][0]["name"] == f"incident-report_{incident.id}.pdf"
    text = pdf_text(data)
    for words in ("Information security incident report", "Misaki Tanaka", "Naoki Suzuki", incident.id):
        assert words in text, words


async def test_pressing_twice_sends_one_file_and_another_language_sends_another(
    scene: Stage, takahashi: Screen
) -> None:
    view, incident = await window(scene, takahashi), await latest(scene)
    here = {"type": "modal", "id": view["id"]}
    for language in ("ja", "ja", "en", "ja", "en"):
        await forged(scene, TAKAHASHI.id, f"{ids.SEND_DOCUMENT}.docx", f"{incident.id}:{language}", view=here)
    await all_brought(scene)
    names = {one["files"][0]["name"] for one in await files(scene, TAKAHASHI.id)}
    assert names == {f"情報セキュリティインシデント報告書_{incident.id}.docx", f"incident-report_{incident.id}.docx"}
    assert len(await files(scene, TAKAHASHI.id)) == 2
    assert len(await exports(scene)) == 2


async def test_without_the_right_to_send_files_there_is_a_reason_and_another_way(
    scene: Stage, takahashi: Screen
) -> None:
    await scene.admin.post("revoke", scope="files:write")
    view = await window(scene, takahashi)
    await press_in_view(takahashi, view, WORD)
    incident = await latest(scene)
    reason = await until_told(scene, TAKAHASHI.id, "files:write")
    assert f"mamori incidents report {incident.id} --format docx --language ja" in str(reason["blocks"])
    assert await files(scene, TAKAHASHI.id) == []
    assert await waiting(scene) == 0


@pytest.mark.usefixtures("fontless")
async def test_without_a_japanese_font_the_pdf_says_why_and_word_works(scene: Stage, takahashi: Screen) -> None:
    view = await window(scene, takahashi)
    await press_in_view(takahashi, view, PDF)
    view = await next_view(takahashi)
    assert "日本語フォント" in said(view)
    assert await exports(scene) == []
    await press_in_view(takahashi, view, WORD)
    _, data = await brought(scene, TAKAHASHI.id, ".docx")
    assert LOST in word_text(data)


async def test_slack_that_stumbles_costs_a_moment_and_no_file(scene: Stage, takahashi: Screen) -> None:
    await scene.admin.fault("error", method="files.completeUploadExternal", code="internal_error")
    view = await window(scene, takahashi)
    await press_in_view(takahashi, view, WORD)
    _, data = await brought(scene, TAKAHASHI.id, ".docx")
    assert LOST in word_text(data)


async def test_an_answer_that_is_lost_does_not_bring_the_file_twice(scene: Stage, takahashi: Screen) -> None:
    await scene.admin.fault("drop_after_accept", method="files.completeUploadExternal")
    view = await window(scene, takahashi)
    await press_in_view(takahashi, view, WORD)
    await next_view(takahashi)
    await all_brought(scene)
    assert len(await files(scene, TAKAHASHI.id)) == 1


async def test_whoever_may_not_see_it_gets_neither_the_window_nor_the_file(scene: Stage, takahashi: Screen) -> None:
    incident = await latest(scene)
    await forged(scene, EMMA.id, ids.DOCUMENT, incident.id)
    await forged(scene, EMMA.id, ids.DOCUMENT_LANGUAGE, f"{incident.id}:en")
    await forged(scene, EMMA.id, f"{ids.SEND_DOCUMENT}.docx", f"{incident.id}:en")
    # The reporter follows her own report, but the whole record is not hers.
    await forged(scene, TANAKA.id, f"{ids.SEND_DOCUMENT}.docx", f"{incident.id}:ja")
    reasons = await reasons_of(scene)
    assert sum("only some people may see it" in one for one in reasons) == 3
    assert sum("その操作はできません" in one for one in reasons) == 1
    assert await exports(scene) == []
    assert await waiting(scene) == 0


@pytest.mark.parametrize(
    ("action", "value"),
    [
        (f"{ids.SEND_DOCUMENT}.exe", "{id}:ja"),
        (ids.SEND_DOCUMENT, "{id}:ja"),
        (f"{ids.SEND_DOCUMENT}.docx", "{id}:../../etc"),
        (f"{ids.SEND_DOCUMENT}.docx", "{id}"),
        (f"{ids.SEND_DOCUMENT}.docx", "I-AAAAAAAA:ja"),
        (ids.DOCUMENT_LANGUAGE, "{id}:fr"),
        (ids.DOCUMENT, "\x00"),
    ],
)
async def test_what_no_button_of_ours_says_is_refused(scene: Stage, takahashi: Screen, action: str, value: str) -> None:
    incident = await latest(scene)
    await forged(scene, TAKAHASHI.id, action, value.format(id=incident.id))
    assert len(await reasons_of(scene)) == 1
    assert await exports(scene) == []
    assert await waiting(scene) == 0


async def test_of_a_restricted_incident_only_its_circle_gets_the_report(scene: Stage, takahashi: Screen) -> None:
    incident = await latest(scene)
    services = scene.house.services
    async with services.unit() as work:
        await services.incidents.change(work, await services.incidents.get(work, incident.id), restricted=True)
    await forged(scene, SUZUKI.id, f"{ids.SEND_DOCUMENT}.docx", f"{incident.id}:ja")
    await forged(scene, TAKAHASHI.id, f"{ids.SEND_DOCUMENT}.docx", f"{incident.id}:ja")
    _, data = await brought(scene, TAKAHASHI.id, ".docx")
    assert "関係者外秘" in word_text(data)
    assert [actor for actor, _ in await exports(scene)] == [TAKAHASHI.id]
    assert await files(scene, SUZUKI.id) == []


async def test_one_who_is_shut_out_before_the_file_is_made_gets_a_reason_instead(
    scene: Stage, takahashi: Screen
) -> None:
    """What was ordered is made later: the record is asked again who may have it."""
    incident = await latest(scene)
    services = scene.house.services
    about = {"incident": incident.id, "format": "docx", "language": "ja"}
    async with services.unit() as work:
        await services.incidents.change(work, await services.incidents.get(work, incident.id), restricted=True)
        await Handouts(work.connection).want(Handout(incident.team, SUZUKI.id, REPORT, about), work.now)
    assert await until_told(scene, SUZUKI.id, "見られる人が限られています")
    assert await files(scene, SUZUKI.id) == []


async def test_a_long_record_opens_at_once_and_is_filled_a_moment_later(scene: Stage, takahashi: Screen) -> None:
    incident = await latest(scene)
    services = scene.house.services
    async with services.unit() as work:
        for number in range(LARGE + 1):
            await services.incidents.write(work, incident, Line(Kind.NOTE, TAKAHASHI.id, f"記録その{number}"))
    view = await window(scene, takahashi)
    assert "準備しています" in said(view)
    filled = await next_view(takahashi)
    assert incident.id in said(filled)
    await press_in_view(takahashi, filled, WORD)
    _, data = await brought(scene, TAKAHASHI.id, ".docx")
    assert f"記録その{LARGE}" in word_text(data)


async def test_a_drill_says_so_on_the_window_the_message_and_every_page(scene: Stage, takahashi: Screen) -> None:
    services = scene.house.services
    async with services.unit() as work:
        before = await services.incidents.get(work, (await latest(scene)).id)
        await services.incidents.change(work, before, drill=True)
    view = await window(scene, takahashi)
    assert "【訓練】" in said(view)
    await press_in_view(takahashi, view, WORD)
    message, data = await brought(scene, TAKAHASHI.id, ".docx")
    assert message["text"].startswith("【訓練】")
    made: Document = docx.Document(BytesIO(data))
    assert "【訓練】" in made.sections[0].header.paragraphs[0].text


async def test_the_command_line_writes_the_same_report_beside_the_running_bot(
    scene: Stage, takahashi: Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident = await latest(scene)
    monkeypatch.setenv("MAMORI_DATA_DIR", str(tmp_path))
    out = tmp_path / "report.docx"
    asked = ["incidents", "report", incident.id.lower(), "--language", "en", "--out", str(out)]
    done = await asyncio.to_thread(CliRunner().invoke, main, asked)
    assert done.exit_code == 0, done.output
    text = word_text(out.read_bytes())
    for words in (LOST, "Misaki Tanaka", "Information security incident report"):
        assert words in text, words
    assert out.stat().st_mode & 0o077 == 0
    gone = await asyncio.to_thread(CliRunner().invoke, main, ["incidents", "report", "I-AAAAAAAA"])
    assert gone.exit_code == 1
    assert "no incident" in gone.output

"""Bad days of the mail desk: whatever is away, late, locked or doubled, a person gets one result or one reason."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy import func, select

from bot import wiring
from bot.core.clock import SystemClock
from bot.core.migrate import upgrade
from bot.mail_check.frames import LARGEST
from bot.mail_check.tables import campaigns, checks
from bot.playground import cast
from bot.playground.delivery import Timing
from handlers.mail_check import analyst
from handlers.mail_check.analyst import MailWorker
from tests.bot.playground.screen import Json, Screen
from tests.kit.database import TestClock, fresh_url
from tests.kit.forge import deliver, happened, pressed, said, submitted
from tests.kit.mails import FORWARDED, PLAIN, SIGNS, drop, is_receipt, opened, report, result, uploaded
from tests.kit.patience import SECONDS
from tests.kit.stage import Stage, button, finder, press, stage, words_of

DANGER = "危険です。開かないでください"
Shelf = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.fixture(autouse=True)
def _no_long_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analyst, "BACKOFF", (0, 0, 0))
    monkeypatch.setattr(analyst, "IDLE_SECONDS", 0.05)


@asynccontextmanager
async def shelf(answer: Shelf) -> AsyncIterator[str]:
    """A place for files that behaves as the test says; its address."""
    app = web.Application()
    app.router.add_get("/mail.eml", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/mail.eml"
    await runner.cleanup()


async def dropped_from(scene: Stage, url: str, size: int = 900) -> Screen:
    """Somebody drops a file that lies at this address."""
    tanaka = await scene.person(cast.TANAKA.id)
    file = {"id": "F0MAIL", "name": "mail.eml", "size": size, "url_private_download": url}
    event = happened(
        scene, tanaka.user, type="message", subtype="file_share", channel=tanaka.dm, channel_type="im", files=[file]
    )
    assert await deliver(scene, event) == 200
    return tanaka


async def outcome(screen: Screen) -> str:
    return words_of(await result(screen))


async def rows(scene: Stage, table: object = checks) -> int:
    async with scene.house.services.database.read() as connection:
        return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())  # type: ignore[arg-type]


async def test_slacks_login_page_is_never_taken_for_the_mail(scene: Stage, tanaka: Screen) -> None:
    await scene.admin.fault("login_page")
    told = await outcome_of_drop(tanaka)
    assert "Slackからファイルを受け取れませんでした" in told
    assert "質問に答える" in told
    assert "リンクを押した" in told


async def outcome_of_drop(screen: Screen) -> str:
    return words_of(await drop(screen))


async def test_without_the_right_to_read_files_there_is_a_reason(scene: Stage, tanaka: Screen) -> None:
    await scene.admin.post("revoke", scope="files:read")
    assert "Slackからファイルを受け取れませんでした" in await outcome_of_drop(tanaka)


async def test_a_file_that_is_gone_gives_a_reason(scene: Stage) -> None:
    gone = f"{scene.slack.url}/files-pri/{scene.slack.slack.space.team_id}-F0GONE/download/mail.eml"
    assert "ファイルがもうありません" in await outcome(await dropped_from(scene, gone))


@pytest.mark.parametrize("size", [LARGEST + 1, 10**12])
async def test_a_file_that_is_too_large_is_not_even_fetched(scene: Stage, size: int) -> None:
    async def never(_request: web.Request) -> web.StreamResponse:
        raise AssertionError("it was fetched")

    async with shelf(never) as url:
        assert "25MB" in await outcome(await dropped_from(scene, url, size))


async def test_a_file_larger_than_it_says_is_cut_off(scene: Stage) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        for _ in range(LARGEST // 1_000_000 + 5):
            await answer.write(b"x" * 1_000_000)
        return answer

    async with shelf(endless) as url:
        assert "25MB" in await outcome(await dropped_from(scene, url))


async def test_the_token_goes_to_slack_and_nowhere_else(scene: Stage) -> None:
    assert "受け取れませんでした" in await outcome(await dropped_from(scene, "https://evil.example/mail.eml"))


async def test_a_slack_that_stumbles_is_asked_again(scene: Stage) -> None:
    asked = []

    async def stumbles(_request: web.Request) -> web.StreamResponse:
        asked.append(1)
        return web.Response(status=503) if len(asked) < 3 else web.Response(body=SIGNS.encode())

    async with shelf(stumbles) as url:
        assert DANGER in await outcome(await dropped_from(scene, url))
    assert len(asked) == 3


async def test_a_slack_that_stays_away_leads_to_a_reason_and_the_questions(scene: Stage) -> None:
    async with shelf(_refuses) as url:
        pass  # nobody listens there any more
    tanaka = await dropped_from(scene, url)
    told = await result(tanaka)
    assert "何度か試しました" in words_of(told)
    await press(tanaka, told, "質問に答える")
    assert (await opened(tanaka))["submit"]["text"] == "次へ"


async def _refuses(_request: web.Request) -> web.StreamResponse:
    return web.Response(status=500)


async def test_who_had_to_wait_long_is_called_when_the_result_is_there(tmp_path: Path, clock: TestClock) -> None:
    waiting, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_request: web.Request) -> web.StreamResponse:
        waiting.set()
        await go_on.wait()
        return web.Response(body=SIGNS.encode())

    async with stage(tmp_path, clock) as scene, shelf(slow) as url:
        tanaka = await dropped_from(scene, url)
        receipt = await tanaka.hears_bot()
        await waiting.wait()
        clock.move(minutes=5)
        go_on.set()
        late = await tanaka.hears_bot()
        assert "お待たせ" in late["text"]
        shown = (await tanaka.get("messages", channel=tanaka.dm))["messages"]
        assert DANGER in next(words_of(one) for one in shown if one["ts"] == receipt["ts"])


async def test_a_slow_file_holds_up_no_other(scene: Stage, emma: Screen) -> None:
    go_on = asyncio.Event()

    async def slow(_request: web.Request) -> web.StreamResponse:
        await go_on.wait()
        return web.Response(body=SIGNS.encode())

    async with shelf(slow) as url:
        tanaka = await dropped_from(scene, url)
        assert "No sign of danger found" in words_of(await drop(emma, PLAIN))
        go_on.set()
        assert DANGER in await outcome(tanaka)


async def test_a_stop_waits_for_no_slow_file_and_gives_the_mail_back(scene: Stage) -> None:
    waiting = asyncio.Event()

    async def never(_request: web.Request) -> web.StreamResponse:
        waiting.set()
        await asyncio.Event().wait()
        return web.Response()

    async with shelf(never) as url:
        await dropped_from(scene, url)
        await waiting.wait()
        async with asyncio.timeout(SECONDS):
            await next(one for one in scene.house.workers if isinstance(one, MailWorker)).stop()
    async with scene.house.services.database.read() as connection:
        row = (await connection.execute(select(checks.c.state, checks.c.not_before))).one()
    assert row.state == "waiting"
    assert row.not_before <= scene.house.services.clock.now()


async def test_a_killed_analysis_is_started_again(scene: Stage, tanaka: Screen) -> None:
    await drop(tanaka, PLAIN)
    worker = next(one for one in scene.house.workers if isinstance(one, MailWorker))
    child = worker._analyst.pid
    assert child
    os.kill(child, signal.SIGKILL)
    assert DANGER in await outcome_of_drop(tanaka)


async def test_an_analysis_that_hangs_is_ended_and_gives_a_reason(scene: Stage, tanaka: Screen) -> None:
    await drop(tanaka, PLAIN)
    worker = next(one for one in scene.house.workers if isinstance(one, MailWorker))
    child = worker._analyst.pid
    assert child
    worker._analyst._seconds = 1.0
    os.kill(child, signal.SIGSTOP)
    assert "解析できませんでした" in await outcome_of_drop(tanaka)
    worker._analyst._seconds = SECONDS
    assert DANGER in await outcome_of_drop(tanaka)


async def test_what_slack_delivers_twice_is_answered_once(tmp_path: Path) -> None:
    async with stage(tmp_path, timing=Timing(ack=1.0)) as scene:
        await scene.admin.fault("duplicate", times=-1)
        await scene.admin.fault("drop_ack", times=2)
        tanaka = await scene.person(cast.TANAKA.id)
        await drop(tanaka)
        await tanaka.say(FORWARDED)
        await result(tanaka)
        await scene.settled()
        assert await rows(scene) == 2
        assert len([text for text in await said(scene, "mail:") if text]) == 4, "a receipt and a result each"


async def test_a_double_click_reports_once(scene: Stage, tanaka: Screen) -> None:
    shown = await drop(tanaka)
    deed = button(shown, "リンクを押した")
    presses = [pressed(scene, tanaka.user, deed["action_id"], deed["value"], channel=tanaka.dm) for _ in range(4)]
    assert set(await asyncio.gather(*(deliver(scene, one) for one in presses))) == {200}
    assert await rows(scene, campaigns) == 1
    holders = await said(scene, "mail-grave:")
    assert len(holders) == len(set(await _told(scene)))


async def _told(scene: Stage) -> list[str]:
    async with scene.house.services.database.read() as connection:
        return list((await connection.execute(select(campaigns.c.told))).scalar_one())


async def test_nobody_presses_somebody_elses_buttons(scene: Stage, tanaka: Screen, emma: Screen) -> None:
    shown = await drop(tanaka)
    mail = button(shown, "リンクを押した")["value"]
    for action in ("mail_check.deed.clicked", "mail_check.walk", "mail_check.text"):
        await deliver(scene, pressed(scene, emma.user, action, mail))
    carried = f'{{"c":"{mail}","d":"","s":4,"y":[],"u":[]}}'
    await deliver(scene, submitted(scene, emma.user, "mail_check.walk_form", carried))
    assert await rows(scene, campaigns) == 0
    assert len(await said(scene, "reason:")) == 4


@pytest.mark.parametrize(
    "metadata", ["", "{}", "[]", '{"c":"M-1"}', '{"c":"","d":"","s":99,"y":[],"u":[]}', "x" * 3000]
)
async def test_a_window_of_yesterday_says_so(scene: Stage, tanaka: Screen, metadata: str) -> None:
    await deliver(scene, submitted(scene, tanaka.user, "mail_check.walk_form", metadata))
    assert len(await said(scene, "reason:")) == 1
    assert await rows(scene) == 0


async def test_a_graver_deed_may_be_told_later_and_a_lesser_one_changes_nothing(scene: Stage, tanaka: Screen) -> None:
    after = await report(tanaka, await drop(tanaka), "開いて読んだ")
    graver = await report(tanaka, after, "IDやパスワードを入力した")
    assert "パスワードを変えて" in words_of(graver)
    assert "電話" in words_of(graver)
    with pytest.raises(StopIteration):
        button(graver, "リンクを押した")
    value = button(graver, "返信・支払いをした")["value"]
    await deliver(scene, pressed(scene, tanaka.user, "mail_check.deed.received", value, channel=tanaka.dm))
    async with scene.house.services.database.read() as connection:
        assert (await connection.execute(select(checks.c.deed))).scalar_one() == "typed"


@pytest.mark.postgres
async def test_two_replicas_answer_every_mail_once(tmp_path: Path) -> None:
    with fresh_url("postgresql") as url:
        upgrade(url)
        async with stage(tmp_path, database_url=url, audit_key="a key for tests only") as scene:
            settings = scene.house.settings
            async with wiring.session_for(settings) as session, aiohttp.ClientSession():
                other = await wiring.Running.start(wiring.build(settings, session, SystemClock(), finder()))
                screens = [await scene.person(one.id) for one in (cast.TANAKA, cast.EMMA)]
                for screen in screens:
                    for number in range(4):
                        await screen.say("", files=[await uploaded(screen, SIGNS, f"{number}.eml")])
                ends = [await _all_ended(screen, 4) for screen in screens]
                await other.stop()
            assert ends == [4, 4]
            assert await rows(scene) == 8


async def _all_ended(screen: Screen, count: int) -> int:
    """How many messages the bot wrote, once so many of them have become results."""
    while True:
        found: list[Json] = (await screen.get("messages", channel=screen.dm))["messages"]
        ours = [one for one in found if one["bot_id"]]
        if sum(not is_receipt(one) for one in ours) >= count:
            return len(ours)
        await screen.sees("message_changed")

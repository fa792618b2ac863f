"""Stories of the feeds: what concerns us comes as a card, somebody decides, and what was not relevant stays away."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from bot.bulletins.cases import BulletinState
from bot.bulletins.feeds.fetching import Fetcher
from bot.bulletins.feeds.items import Item
from bot.bulletins.feeds.looking import Lookout
from bot.bulletins.feeds.watching import Collected, Collector
from bot.bulletins.store import BulletinStore
from bot.playground.cast import SUZUKI, TAKAHASHI, TANAKA
from handlers.bulletins.feeds import ids
from tests.bot.bulletins.feeds.shapes import source
from tests.kit.advisories import item
from tests.kit.database import TestClock
from tests.kit.feed_files import card, collecting, hand_in, open_rules, put_aside, rdf
from tests.kit.feed_server import feed_server
from tests.kit.incidents import next_view, told, until_told
from tests.kit.patience import eventually, until
from tests.kit.stage import Stage, button, press, stage, words_of
from tests.kit.taps import labels, picked, shown, tap

MEDIA = ("Windows Media Player における境界外書き込みの脆弱性", "CVE-2026-50001")
PRINT = ("Windows の印刷機能における権限昇格の脆弱性", "CVE-2026-50002")
OTHER = ("Android アプリ「架空天気」におけるサーバ証明書の検証不備", "CVE-2026-50003")
LATER = ("Windows Media Player における情報漏えいの脆弱性", "CVE-2026-50004")


async def bring(scene: Stage, *items: Item) -> None:
    """A look at a source brought these."""
    async with scene.house.services.unit() as work:
        await collecting(scene).keep(work, Collected("jvn", items, ()))
    await scene.settled()


async def test_a_file_becomes_cards_one_teaches_a_rule_that_is_undone_and_one_becomes_a_draft(
    still_scene: Stage,
) -> None:
    takahashi = await still_scene.person(TAKAHASHI.id)
    await hand_in(takahashi, rdf(MEDIA, PRINT, OTHER))
    await until_told(still_scene, TAKAHASHI.id, "3件のうち2件が関係しそうです")
    assert await told(still_scene, TAKAHASHI.id, OTHER[0]) == []
    await put_aside(
        takahashi, await card(still_scene, TAKAHASHI.id, MEDIA[0]), "「Windows Media Player」についての情報"
    )
    for user in (TAKAHASHI.id, SUZUKI.id):
        (aside,) = await told(still_scene, user, MEDIA[0])
        assert "高橋 由美さんが2026年4月1日 12:00に「関係なし」にしました" in words_of(aside)

    await hand_in(takahashi, rdf(MEDIA, OTHER, LATER), "next.xml")
    answer = await until_told(still_scene, TAKAHASHI.id, "next.xml")
    assert "3件を読みました（2件は前に読んだものです）" in words_of(answer)
    assert "ほかに1件を、「関係なし」の条件により対象外にしました" in words_of(answer)
    assert await told(still_scene, TAKAHASHI.id, LATER[0]) == []
    rules = await open_rules(takahashi, answer)
    assert "Windows：「Windows Media Player」についての情報すべて" in shown(rules)
    assert "これまでに1件を対象外にしました" in shown(rules)
    assert LATER[0] in shown(rules)
    undone = await tap(takahashi, rules, "条件を取り消す")
    assert "条件を取り消しました。1件が「未対応」に戻りました" in shown(undone)
    assert "条件はまだありません" in shown(undone)

    assert (await press(takahashi, await card(still_scene, TAKAHASHI.id, PRINT[0]), "配信する"))["ok"]
    decided = await until_told(still_scene, SUZUKI.id, "「配信する」を選びました")
    assert "button" not in str(decided["blocks"])
    async with still_scene.house.services.database.read() as connection:
        (draft,) = await BulletinStore(connection).in_state(
            str(still_scene.slack.slack.space.team_id), [BulletinState.DRAFT]
        )
    assert draft.by == TAKAHASHI.id
    assert draft.title == "Windowsを更新してください"
    assert draft.valid_until is not None, "for as long as the template says"
    assert draft.audience.everyone
    said = draft.content
    assert "更新をお願いします" in said.wording("ja").body
    assert said.wording("en").title == "Please update Windows"
    assert [one.label for one in said.links] == [PRINT[0]]
    assert [one.url for one in said.links] == ["https://jvn.jp/vu/CVE-2026-50002/"]
    assert said.origin is not None
    assert (said.origin.kind, said.origin.source) == ("advisory", "JVN 脆弱性レポート")
    assert said.origin.called("en") == "JVN vulnerability notes"
    assert f"下書き（{draft.id}）を作りました。まだ送られていません" in words_of(decided)
    laid = await until_told(still_scene, TAKAHASHI.id, "決める前に、もとのページも確かめてください")
    assert "'url': 'https://jvn.jp/vu/CVE-2026-50002/'" in str(laid["blocks"])
    await bring(still_scene, item("kev", "Windows Flaw", PRINT[1], exploited=True, products=("Microsoft Windows",)))
    assert draft.id in words_of(await until_told(still_scene, SUZUKI.id, "深刻になりました"))


async def test_what_is_urgent_comes_at_once_and_the_rest_on_the_next_working_morning(
    still_scene: Stage, clock: TestClock
) -> None:
    clock.moment = datetime(2026, 4, 3, 0, 1, tzinfo=UTC)  # a Friday, a minute past nine
    await still_scene.house.ticker.look()
    urgent = item(
        "kev", "Microsoft Windows Vulnerability", "CVE-2026-1", exploited=True, products=("Microsoft Windows",)
    )
    await bring(still_scene, urgent, item("jvn", "Outlook における脆弱性", "CVE-2026-2", score=7.5))
    first = await card(still_scene, SUZUKI.id, urgent.title)
    assert "🚨【至急】関係しそうな情報：Windows" in words_of(first)
    assert "すでに攻撃に使われています" in words_of(first)
    assert "影響を受ける製品に「Windows」を挙げています" in words_of(first)
    for _ in range(2):  # Saturday, Sunday
        clock.move(days=1)
        await still_scene.house.ticker.look()
    assert await told(still_scene, SUZUKI.id, "Outlook") == []
    clock.move(days=1)
    await still_scene.house.ticker.look()
    assert "1件が関係しそうです" in words_of(await until_told(still_scene, SUZUKI.id, "公的機関の注意情報："))
    assert "重要（CVSS 7.5、10点満点）" in words_of(await card(still_scene, SUZUKI.id, "Outlook における脆弱性"))
    clock.move(days=1)
    await still_scene.house.ticker.look()
    assert len(await told(still_scene, SUZUKI.id, "公的機関の注意情報：")) == 1, "each is told once"


async def test_a_whole_catalogue_does_not_flood_anybody(still_scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.bulletins.feeds.watching.PART", 7)  # a file that is taken in parts has one answer
    attacked = {"exploited": True, "products": ("Microsoft Windows",)}
    await bring(still_scene, *(item("kev", f"Windows Part{n} Flaw", f"CVE-2026-{n}", **attacked) for n in range(30)))
    assert len(await told(still_scene, SUZUKI.id, "🚨【至急】関係しそうな情報")) == 10
    takahashi = await still_scene.person(TAKAHASHI.id)
    await hand_in(takahashi, rdf(*((f"Outlook の部品{n}の弱点", f"CVE-2025-{n}") for n in range(20))))
    answer = words_of(await until_told(still_scene, TAKAHASHI.id, "20件のうち20件が関係しそうです"))
    assert "深刻なものから10件をお送りします。未対応の50件は、すべて一覧で見られます" in answer
    await still_scene.settled()
    assert len(await told(still_scene, TAKAHASHI.id, "関係しそうな理由")) == 20
    assert (await press(takahashi, await until_told(still_scene, TAKAHASHI.id, "20件のうち"), "一覧を開く"))["ok"]
    listed = shown(await next_view(takahashi))
    assert "🚨【至急】Windows Part" in listed, "what is urgent is marked with a word, too"
    assert "すでに攻撃に使われています" in listed


async def test_a_card_on_hold_says_who_and_comes_back_graver(still_scene: Stage, clock: TestClock) -> None:
    suzuki = await still_scene.person(SUZUKI.id)
    await hand_in(suzuki, rdf(PRINT, score="6.5"))
    assert (await press(suzuki, await card(still_scene, SUZUKI.id, PRINT[0]), "保留"))["ok"]
    assert "鈴木 直樹さんが" in words_of(
        await until_told(still_scene, TAKAHASHI.id, "続報が出たら、もう一度お知らせします")
    )
    clock.move(hours=1)
    await bring(still_scene, item("kev", "Windows Flaw", PRINT[1], exploited=True, products=("Microsoft Windows",)))
    found = await told(still_scene, SUZUKI.id, PRINT[0])
    assert len(found) == 2, "a card of its own, at the end of the conversation"
    assert all("すでに攻撃に使われています" in words_of(one) for one in found)
    assert button(found[-1], "保留")
    assert "「保留」でしたが、攻撃が確認されたため、もう一度お知らせします。" in words_of(found[-1])


async def test_the_list_shows_each_state_and_one_can_decide_in_it(still_scene: Stage, clock: TestClock) -> None:
    takahashi = await still_scene.person(TAKAHASHI.id)
    await bring(still_scene, *(item("jvn", f"Windows の部品{n}の弱点", f"CVE-2026-{n}") for n in range(14)))
    clock.moment = datetime(2026, 4, 2, 0, 1, tzinfo=UTC)
    await still_scene.house.ticker.look()
    digest = await until_told(still_scene, TAKAHASHI.id, "10件が関係しそうです")
    assert "未対応は全部で14件" in words_of(digest)
    assert (await press(takahashi, digest, "一覧を開く"))["ok"]
    view = await next_view(takahashi)
    assert labels(view).count("くわしく見る") == 12
    view = await tap(takahashi, view, "古いほうへ")
    assert labels(view).count("くわしく見る") == 2
    assert "🚨" not in shown(view)
    one = await tap(takahashi, view, "くわしく見る")
    held = await tap(takahashi, one, "保留")
    assert "に「保留」にしました" in shown(held)
    listed = await next_view(takahashi)
    assert "未対応 (13)" in shown(listed)
    menu = {"type": "static_select", "action_id": ids.FILTER, **picked("held")}
    block = listed["blocks"][0]["block_id"]
    container = {"type": "view", "view_id": listed["id"]}
    await takahashi.do("action", container=container, action=menu | {"block_id": block})
    assert labels(await next_view(takahashi)).count("くわしく見る") == 1


async def test_the_sources_say_how_they_stand(still_scene: Stage) -> None:
    takahashi = await still_scene.person(TAKAHASHI.id)
    await hand_in(takahashi, rdf(OTHER))
    answer = await until_told(still_scene, TAKAHASHI.id, "1件のうち、関係しそうなものはありませんでした")
    assert (await press(takahashi, answer, "一覧を開く"))["ok"]
    view = await tap(takahashi, await next_view(takahashi), "情報源")
    assert "ファイルをMamoriとのDMに入れれば読みます" in shown(view)
    assert "not endorsed or certified by the NVD" in shown(view)


async def test_whoever_may_not_is_told_who_may_and_other_files_go_their_way(
    still_scene: Stage,
) -> None:
    tanaka = await still_scene.person(TANAKA.id)
    await hand_in(tanaka, rdf(MEDIA))
    said = words_of(await tanaka.hears_bot())
    assert "取り込めるのは" in said
    assert "高橋 由美" in said
    await hand_in(tanaka, b"<note>hello</note>", "memo.xml")
    assert "調べられるファイルはメール" in words_of(await tanaka.hears_bot())
    takahashi = await still_scene.person(TAKAHASHI.id)
    await hand_in(takahashi, b'{"a": 1}', "memo.json")
    assert "調べられるファイルはメール" in words_of(await takahashi.hears_bot())
    await hand_in(takahashi, b"<html>not a feed</html>", "odd.rdf")
    assert "odd.rdfは、Mamoriが読めるフィード" in words_of(await takahashi.hears_bot())
    await hand_in(takahashi, rdf(MEDIA), "empty.rdf")
    await until_told(still_scene, TAKAHASHI.id, "1件のうち1件が関係しそうです")
    await hand_in(takahashi, rdf(MEDIA), "again.rdf")
    await until_told(still_scene, TAKAHASHI.id, "again.rdfを読みました。新しい情報はありませんでした")


async def looked_at(scene: Stage) -> bool:
    return all(one.checked_at for one in await collecting(scene)._collector.status())


async def test_what_a_source_publishes_reaches_the_lead_without_anybody_asking(
    tmp_path: Path, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with feed_server() as server:
        one, lookout = source("jvn", server.url("/jvn"), "jvn"), Lookout(Fetcher(server.allow), pause=0)
        ours = partial(Collector, [one], lookout=lookout)
        monkeypatch.setattr("handlers.bulletins.feeds.Collector", lambda _sources, unit, rows, _: ours(unit, rows))
        server.pages["/jvn"] = rdf(MEDIA)
        async with stage(tmp_path, clock, feeds=True) as scene:
            await eventually(lambda: looked_at(scene))  # what was there before is not news
            server.pages["/jvn"] = rdf(MEDIA, PRINT)
            clock.move(hours=2)
            collecting(scene).wake()
            await until(lambda: len(server.asked) == 2)
            clock.moment = datetime(2026, 4, 2, 0, 0, tzinfo=UTC)  # nine in Tokyo
            await scene.house.ticker.look()
            assert await until_told(scene, TAKAHASHI.id, PRINT[0])
            assert not await told(scene, TAKAHASHI.id, MEDIA[0])

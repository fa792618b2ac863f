"""An app is installed the way real Slack installs it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store.file import FileInstallationStore
from slack_sdk.oauth.state_store.file import FileOAuthStateStore
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from bot.playground import cast
from bot.playground.server import Playground, start
from tests.bot.playground.screen import Admin, Json

HERE = "http://127.0.0.1:9999/slack/oauth_redirect"
MANIFEST: Json = {
    "display_information": {"name": "<Desk> & Co"},
    "oauth_config": {
        "redirect_urls": ["https://desk.example.co.jp/slack"],
        "scopes": {"bot": ["chat:write", "im:history"], "bot_optional": ["channels:history"]},
    },
}
ROTATING = MANIFEST | {"settings": {"token_rotation_enabled": True}}
ALL = "chat:write,im:history,channels:history"


@pytest.fixture
async def desk() -> AsyncIterator[Playground]:
    running = await start(workspace=cast.sample_workspace(MANIFEST))
    yield running
    await running.stop()


@pytest.fixture
async def rotating() -> AsyncIterator[Playground]:
    running = await start(workspace=cast.sample_workspace(ROTATING))
    yield running
    await running.stop()


class Browser:
    """What a person's browser does on the install page."""

    def __init__(self, session: aiohttp.ClientSession, slack: Playground) -> None:
        self._session = session
        self._slack = slack

    def url(self, **asked: str) -> URL:
        wish = {"client_id": self._slack.client_id, "scope": ALL, "redirect_uri": HERE} | asked
        return URL(f"{self._slack.url}/oauth/v2/authorize").with_query(wish)

    async def page(self, language: str = "ja", **asked: str) -> tuple[int, str]:
        async with self._session.get(self.url(**asked), headers={"Accept-Language": language}) as answer:
            return answer.status, await answer.text()

    async def press(self, button: str, *optional: str, url: URL | None = None, **asked: str) -> URL:
        form = [(button, "1"), *(("scope", scope) for scope in optional)]
        sent = self._session.post(url or self.url(**asked), data=form, allow_redirects=False)
        async with sent as answer:
            assert answer.status == 302, await answer.text()
            return URL(answer.headers["Location"])


@pytest.fixture
def browser(session: aiohttp.ClientSession, desk: Playground) -> Browser:
    return Browser(session, desk)


def client_of(slack: Playground, session: aiohttp.ClientSession, token: str | None = None) -> AsyncWebClient:
    return AsyncWebClient(token, base_url=slack.api_url, session=session, retry_handlers=[])


async def access(slack: Playground, session: aiohttp.ClientSession, **asked: str) -> Any:
    secret = {"client_id": slack.client_id, "client_secret": slack.client_secret}
    return await client_of(slack, session).oauth_v2_access(**(secret | asked))


async def refusal(calling: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await calling
    return str(refused.value.response["error"])


async def test_the_page_says_in_words_what_the_app_may_do(browser: Browser) -> None:
    status, page = await browser.page()
    assert status == 200
    assert "&lt;Desk&gt; &amp; Co" in page
    assert "<Desk>" not in page
    assert "アプリの名前でメッセージを送る <code>chat:write</code>" in page
    assert page.count('type="checkbox"') == 1
    assert 'value="channels:history"' in page
    assert "Send messages as the app" in (await browser.page("en-US,en;q=0.9,ja;q=0.8"))[1]


async def test_bolts_own_flow_installs_the_app(
    browser: Browser, desk: Playground, session: aiohttp.ClientSession, tmp_path: Any
) -> None:
    store = FileInstallationStore(base_dir=str(tmp_path), client_id=desk.client_id)
    settings = AsyncOAuthSettings(
        client_id=desk.client_id,
        client_secret=desk.client_secret,
        scopes=ALL.split(","),
        redirect_uri=HERE,
        installation_store=store,
        state_store=FileOAuthStateStore(expiration_seconds=60, base_dir=str(tmp_path / "states")),
        authorization_url=f"{desk.url}/oauth/v2/authorize",
        install_page_rendering_enabled=False,
    )
    flow = AsyncOAuthFlow(settings=settings, client=client_of(desk, session))
    sent_away = await flow.handle_installation(AsyncBoltRequest(body="", mode="http"))
    there = URL(sent_away.headers["location"][0], encoded=True)
    back = await browser.press("allow", "channels:history", url=there)
    assert back.with_query(None) == URL(HERE)
    cookie = sent_away.headers["set-cookie"][0].partition(";")[0]
    arrived = AsyncBoltRequest(body="", query=dict(back.query), headers={"cookie": cookie})
    assert (await flow.handle_callback(arrived)).status == 200
    bot = await store.async_find_bot(enterprise_id=None, team_id="T0PLAYGRND1")
    assert bot is not None
    assert (bot.bot_user_id, bot.bot_id, ",".join(bot.bot_scopes)) == ("U0PLAYGRND1", "B0PLAYGRND1", ALL)
    posted = await client_of(desk, session, bot.bot_token).chat_postMessage(channel=cast.GENERAL, text="installed")
    assert posted["ok"]


async def test_cancelling_sends_the_person_back_with_access_denied(browser: Browser) -> None:
    back = await browser.press("cancel", state="opaque&state")
    assert dict(back.query) == {"error": "access_denied", "state": "opaque&state"}


async def test_an_optional_scope_that_is_left_out_is_not_granted(
    browser: Browser, desk: Playground, session: aiohttp.ClientSession
) -> None:
    back = await browser.press("allow")
    reply = await access(desk, session, code=back.query["code"], redirect_uri=HERE)
    assert reply["scope"] == "chat:write,im:history"
    asked = client_of(desk, session, reply["access_token"]).conversations_history(channel=cast.GENERAL)
    assert await refusal(asked) == "missing_scope"


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"redirect_uri": "https://evil.example.com/"}, "bad_redirect_uri"),
        ({"redirect_uri": "https://desk.example.co.jp/slackers"}, "bad_redirect_uri"),
        ({"redirect_uri": "https://desk.example.co.jp/slack/../steal"}, "bad_redirect_uri"),
        ({"redirect_uri": "http://127.0.0.1@evil.example.com/"}, "bad_redirect_uri"),
        ({"redirect_uri": "javascript:alert(1)//localhost"}, "bad_redirect_uri"),
        ({"redirect_uri": "http://evil.example.com\\@localhost/"}, "bad_redirect_uri"),
        ({"redirect_uri": "http://["}, "bad_redirect_uri"),
        ({"redirect_uri": "http://localhost/\r\nX: 1"}, "bad_redirect_uri"),
        ({"scope": ""}, "no_scopes"),
        ({"scope": "chat:write,admin"}, "invalid_scope"),
    ],
)
async def test_a_wrong_link_ends_on_a_page_that_says_so(browser: Browser, asked: dict[str, str], reason: str) -> None:
    status, page = await browser.page(**asked)
    assert (status, f"<code>{reason}</code>" in page, "<form" in page) == (400, True, False)


@pytest.mark.parametrize("landing", ["https://desk.example.co.jp/slack/done?x=1", "http://localhost:3000/", ""])
async def test_a_registered_address_and_this_machine_are_good_places_to_return_to(
    browser: Browser, landing: str
) -> None:
    back = await browser.press("allow", redirect_uri=landing)
    assert str(back).startswith(landing or "https://desk.example.co.jp/slack?")
    assert back.query["code"]


async def test_a_code_is_good_for_one_exchange_at_the_same_address(
    browser: Browser, desk: Playground, session: aiohttp.ClientSession
) -> None:
    first, second = [(await browser.press("allow")).query["code"] for _ in range(2)]
    assert await refusal(access(desk, session, code=first)) == "bad_redirect_uri"
    assert (await access(desk, session, code=second, redirect_uri=HERE))["ok"]
    assert await refusal(access(desk, session, code=second, redirect_uri=HERE)) == "invalid_code"


async def test_a_code_lives_for_ten_minutes(browser: Browser, desk: Playground, session: aiohttp.ClientSession) -> None:
    code = (await browser.press("allow")).query["code"]
    await Admin(session, desk.url).post("clock", seconds=601)
    assert await refusal(access(desk, session, code=code, redirect_uri=HERE)) == "invalid_code"


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"client_secret": "guess"}, "bad_client_secret"),
        ({"grant_type": "password"}, "invalid_grant_type"),
        ({"grant_type": "refresh_token", "refresh_token": "xoxe-1-guess"}, "invalid_refresh_token"),
        ({"code": "guess"}, "invalid_code"),
        ({"code": "guess", "code_verifier": "v"}, "pkce_not_allowed"),
    ],
)
async def test_a_wrong_exchange_is_refused(
    desk: Playground, session: aiohttp.ClientSession, wrong: dict[str, str], error: str
) -> None:
    assert await refusal(access(desk, session, **wrong)) == error


async def test_the_client_may_be_named_in_the_body_instead_of_the_header(
    browser: Browser, desk: Playground, session: aiohttp.ClientSession
) -> None:
    code = (await browser.press("allow")).query["code"]
    form = {"client_id": desk.client_id, "client_secret": desk.client_secret, "code": code, "redirect_uri": HERE}
    async with session.post(f"{desk.api_url}oauth.v2.access", data=form) as answer:
        assert (await answer.json())["ok"]


async def test_a_rotated_token_expires_after_twelve_hours_and_is_renewed_once(
    rotating: Playground, session: aiohttp.ClientSession
) -> None:
    code = (await Browser(session, rotating).press("allow")).query["code"]
    first = await access(rotating, session, code=code, redirect_uri=HERE)
    assert first["expires_in"] == 43_200
    bot = client_of(rotating, session, first["access_token"])
    assert (await bot.auth_test())["ok"]
    await Admin(session, rotating.url).post("clock", seconds=43_200)
    assert await refusal(bot.auth_test()) == "token_expired"
    renewing = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = await access(rotating, session, **renewing)
    assert (await client_of(rotating, session, second["access_token"]).auth_test())["ok"]
    assert second["refresh_token"] != first["refresh_token"]
    assert await refusal(access(rotating, session, **renewing)) == "invalid_refresh_token"


async def test_the_sdks_own_rotator_renews_a_token(rotating: Playground, session: aiohttp.ClientSession) -> None:
    settings = AsyncOAuthSettings(
        client_id=rotating.client_id, client_secret=rotating.client_secret, scopes=["chat:write"], redirect_uri=HERE
    )
    flow = AsyncOAuthFlow(settings=settings, client=client_of(rotating, session))
    installed = await flow.run_installation((await Browser(session, rotating).press("allow")).query["code"])
    assert installed is not None
    secret = {"client_id": rotating.client_id, "client_secret": rotating.client_secret}
    rotator = AsyncTokenRotator(client=client_of(rotating, session), **secret)
    renewed = await rotator.perform_token_rotation(installation=installed, minutes_before_expiration=60 * 24)
    assert renewed is not None
    assert renewed.bot_token != installed.bot_token
    assert (await client_of(rotating, session, renewed.bot_token).auth_test())["ok"]


async def test_a_new_install_after_a_revocation_gives_a_new_token(
    browser: Browser, desk: Playground, session: aiohttp.ClientSession
) -> None:
    old = desk.bot_token
    await Admin(session, desk.url).post("revoke", token=True)
    code = (await browser.press("allow")).query["code"]
    new = (await access(desk, session, code=code, redirect_uri=HERE))["access_token"]
    assert new == desk.bot_token != old
    assert (await client_of(desk, session, new).auth_test())["ok"]
    assert await refusal(client_of(desk, session, old).auth_test()) == "token_revoked"

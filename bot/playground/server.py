"""The playground's server: Slack on one side, the page on the other, this machine only."""

from pathlib import Path

from aiohttp import web

from bot.playground.admin_api import AdminApi
from bot.playground.browser_api import BrowserApi
from bot.playground.cast import sample_workspace
from bot.playground.delivery import Timing
from bot.playground.doorkeeper import LOOPBACK, only_this_machine
from bot.playground.file_doors import FileDoors
from bot.playground.inspector import Inspector
from bot.playground.install_page import InstallPage
from bot.playground.limits import Pace
from bot.playground.local_slack import LocalSlack
from bot.playground.responses import Responses
from bot.playground.web_api.gate import Gate
from bot.playground.web_api.table import all_handlers
from bot.playground.workspace import Workspace

PAGE = Path(__file__).with_name("page")
LARGEST_BODY = 30 * 1024 * 1024
_POLICY = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; frame-ancestors 'none'; base-uri 'none'"

SLACK = web.AppKey("slack", LocalSlack)


class Playground:
    """A running playground."""

    def __init__(self, slack: LocalSlack, runner: web.AppRunner) -> None:
        self.slack = slack
        self._runner = runner

    @property
    def url(self) -> str:
        return self.slack.base_url

    @property
    def api_url(self) -> str:
        """What a Slack client takes as its base URL."""
        return f"{self.url}/api/"

    @property
    def bot_token(self) -> str:
        return self.slack.bot_token

    @property
    def app_token(self) -> str:
        return self.slack.app_token

    @property
    def signing_secret(self) -> str:
        return self.slack.signing_secret

    @property
    def client_id(self) -> str:
        return self.slack.oauth.client_id

    @property
    def client_secret(self) -> str:
        return self.slack.oauth.client_secret

    async def stop(self) -> None:
        await self.slack.close()
        await self._runner.cleanup()


async def start(
    port: int = 0,
    host: str = "127.0.0.1",
    *,
    workspace: Workspace | None = None,
    pace: Pace | None = None,
    timing: Timing | None = None,
) -> Playground:
    """Start on a loopback address; port 0 takes a free one."""
    if host not in LOOPBACK:
        raise ValueError("the playground has no passwords: it runs on this machine's loopback address only")
    app = create_app(workspace or sample_workspace(), pace=pace, timing=timing)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    slack = app[SLACK]
    slack.lives_at(f"http://{_shown_host(host)}:{runner.addresses[0][1]}")
    return Playground(slack, runner)


def create_app(workspace: Workspace, *, pace: Pace | None = None, timing: Timing | None = None) -> web.Application:
    slack = LocalSlack(workspace, pace=pace, timing=timing)
    gate = Gate(slack, all_handlers())
    browser = BrowserApi(slack)
    admin = AdminApi(slack, browser.people)
    files = FileDoors(slack, browser.people)
    inspector = Inspector(slack, browser.people)
    app = web.Application(middlewares=[only_this_machine], client_max_size=LARGEST_BODY)
    app[SLACK] = slack
    app.on_response_prepare.append(_stir)
    app.on_response_prepare.append(_harden)
    app.router.add_routes([*browser.routes(), *admin.routes(), *files.routes(), *inspector.routes(), *_page_routes()])
    app.router.add_routes(InstallPage(slack).routes())
    app.router.add_post("/actions/{key}", Responses(slack).answer)
    app.router.add_get("/link/", slack.sockets.serve)
    app.router.add_get("/link", slack.sockets.serve)
    for verb in ("GET", "POST"):
        app.router.add_route(verb, "/api/{method}", gate.answer)
    return app


async def _stir(request: web.Request, _response: web.StreamResponse) -> None:
    if request.method == "POST":
        request.app[SLACK].stream.stirred.set()


async def _harden(_request: web.Request, response: web.StreamResponse) -> None:
    """What a browser may make of an answer that does not say so itself: nothing."""
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")


def _shown_host(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _page_routes() -> list[web.AbstractRouteDef]:
    routes: list[web.AbstractRouteDef] = [web.get("/", _index)]
    return [*routes, web.get("/static/{name:[a-zA-Z0-9_./-]+}", _static)]


async def _index(_request: web.Request) -> web.StreamResponse:
    return _file("index.html")


async def _static(request: web.Request) -> web.StreamResponse:
    return _file(request.match_info["name"])


def _file(name: str) -> web.StreamResponse:
    path = (PAGE / name).resolve()
    if not path.is_relative_to(PAGE) or not path.is_file():
        return web.Response(status=404, text="not found")
    headers = {
        "Content-Security-Policy": _POLICY,
        "Cache-Control": "no-cache",
    }
    return web.FileResponse(path, headers=headers)

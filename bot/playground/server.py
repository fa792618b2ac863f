"""The playground's server: Slack on one side, the page on the other, this machine only."""

from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.playground.admin_api import AdminApi
from bot.playground.browser_api import BrowserApi
from bot.playground.cast import sample_workspace
from bot.playground.delivery import Timing
from bot.playground.limits import Pace
from bot.playground.local_slack import LocalSlack
from bot.playground.responses import Responses
from bot.playground.web_api.gate import Gate
from bot.playground.web_api.table import all_handlers
from bot.playground.workspace import Workspace

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})
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
    app = web.Application(middlewares=[_only_this_machine], client_max_size=LARGEST_BODY)
    app[SLACK] = slack
    app.router.add_routes([*browser.routes(), *admin.routes(), *_page_routes()])
    app.router.add_post("/actions/{key}", Responses(slack).answer)
    app.router.add_get("/link/", slack.sockets.serve)
    app.router.add_get("/link", slack.sockets.serve)
    for verb in ("GET", "POST"):
        app.router.add_route(verb, "/api/{method}", gate.answer)
    return app


@web.middleware
async def _only_this_machine(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A page from elsewhere must not talk to us through the visitor's browser."""
    origin = request.headers.get("Origin")
    names = [request.host, *([origin.partition("://")[2]] if origin is not None else [])]
    if any(_name(host) not in LOOPBACK for host in names):
        return web.Response(status=403, text="this server answers this machine only")
    return await handler(request)


def _name(host: str) -> str:
    return host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host


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
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    return web.FileResponse(path, headers=headers)

"""Who may come in: this machine, and no page from elsewhere through somebody's browser."""

from aiohttp import web
from aiohttp.typedefs import Handler

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})
_OURS = ("/api/page/", "/api/admin/")
_UPLOAD = "/api/page/upload"
# What any page on the web may send without asking first.
_UNASKED = frozenset({"text/plain", "multipart/form-data", "application/x-www-form-urlencoded"})


@web.middleware
async def only_this_machine(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse other names for this machine (they may be set up by others), other pages, and what a form can send."""
    host = request.headers.get("Host", "")
    if _name(host) not in LOOPBACK or request.headers.get("Origin") not in {None, f"http://{host}"}:
        return web.Response(status=403, text="this server answers this machine only")
    if request.method == "POST" and request.path.startswith(_OURS) and not _asked_for(request):
        return web.Response(status=415, text="send application/json")
    return await handler(request)


def _asked_for(request: web.Request) -> bool:
    """Browsers let a page send JSON, or anything to the place it came from, but not to strangers unasked."""
    if request.path == _UPLOAD:
        return "Origin" in request.headers or request.content_type not in _UNASKED
    return request.content_type == "application/json"


def _name(host: str) -> str:
    return host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host

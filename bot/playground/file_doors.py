"""The addresses that carry bytes: uploads and downloads of the app, and those of the page."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from aiohttp import BodyPartReader, web

from bot.playground.errors import SlackError
from bot.playground.file_shapes import bot_may_read, file_json, person_may_read, shared_in
from bot.playground.file_types import SHOWN_IMAGES
from bot.playground.files import LARGEST, File
from bot.playground.interactions import Impossible
from bot.playground.local_slack import LocalSlack
from bot.playground.model import Json
from bot.playground.people import People
from bot.playground.reading import BROKEN_FORM

_ENVELOPE = 64 * 1024  # what a multipart form adds
_SANDBOX = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_LOGIN = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Sign in | Playground</title></head>
<body><h1>Sign in to your workspace</h1><p>To see this file, sign in first.</p></body></html>"""
_MISSING = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Not found</title></head>
<body><h1>This file is not here</h1><p>It was deleted, or it never was.</p></body></html>"""


class FileDoors:
    """Bytes in and out."""

    def __init__(self, slack: LocalSlack, people: People) -> None:
        self._slack = slack
        self._space = slack.space
        self._people = people

    def routes(self) -> list[web.RouteDef]:
        private = "/files-pri/{team:T[A-Z0-9]+}-{file:F[A-Z0-9]+}"
        return [
            web.post("/upload/v1/{key}", self.receive),
            web.get(f"{private}/{{name}}", self.hand_out),
            web.get(f"{private}/download/{{name}}", self.hand_out),
            web.get("/files/{user}/{file}/{name}", self.follow),
            web.post("/api/page/upload", _page_answer(self.drop)),
            web.get("/api/page/file/{file}/{name}", self.show),
        ]

    async def receive(self, request: web.Request) -> web.Response:
        """The second step of an upload: raw bytes, or one field of a multipart form."""
        file = self._space.files.awaited(request.match_info["key"])
        if file is None:
            return web.Response(status=404, text="unknown upload URL")
        content = await _content(request)
        if content is None or len(content) != file.size:
            self._log("upload", file.id, "wrong_length")
            return web.Response(status=400, text="the length differs from what was announced")
        self._space.files.fill(file, content)
        self._log("upload", file.id, "ok")
        return web.Response(text=f"OK - {len(content)}")

    async def hand_out(self, request: web.Request) -> web.Response:
        """A download by the app; who has no right to it is asked to sign in, politely and with status 200."""
        file = self._space.files.find(request.match_info["file"])
        if not self._may_download(request) or self._slack.faults.strike("login_page"):
            self._log("download", request.match_info["file"], "login_page")
            return web.Response(text=_LOGIN, content_type="text/html")
        if file is None or file.content is None or not bot_may_read(self._space, file):
            self._log("download", request.match_info["file"], "not_found")
            return web.Response(status=404, text=_MISSING, content_type="text/html")
        self._log("download", file.id, "ok")
        headers = _SANDBOX | ({"Content-Disposition": _attachment(file)} if "/download/" in request.path else {})
        return web.Response(body=file.content, content_type=file.type.mimetype, headers=headers)

    async def follow(self, request: web.Request) -> web.Response:
        """A file's permalink lands in a conversation where it is shared."""
        file = self._space.files.find(request.match_info["file"])
        channels = sorted(shared_in(self._space, file)) if file else []
        raise web.HTTPFound(f"/#{channels[0]}" if channels else "/")

    async def drop(self, request: web.Request) -> Json:
        """A person lets a file fall on the page; nobody else sees it until it is sent."""
        user = self._people.person(request.query.get("user", ""))
        content = await _content(request)
        if content is None:
            raise Impossible("file_too_large")
        if not content:
            raise Impossible("file_empty")
        file = self._space.files.new(user.id, request.query.get("filename", ""), len(content))
        file.complete = True
        return {"file": file_json(self._space, self._space.files.fill(file, content))}

    async def show(self, request: web.Request) -> web.Response:
        """The bytes for a person; only pictures keep their type, everything else is for saving."""
        file = self._space.files.find(request.match_info["file"])
        user = request.query.get("user", "")
        if file is None or file.content is None or not person_may_read(self._space, user, file):
            return web.Response(status=404, text="not found")
        kind = file.type.mimetype if file.type.mimetype in SHOWN_IMAGES else "application/octet-stream"
        headers = _SANDBOX | {"Content-Disposition": _attachment(file)}
        return web.Response(body=file.content, content_type=kind, headers=headers)

    def _may_download(self, request: web.Request) -> bool:
        token = request.headers.get("Authorization", "").removeprefix("Bearer").strip()
        try:
            self._slack.grants.check(token, "bot")
        except SlackError:
            return False
        return "files:read" in self._slack.grants.scopes

    def _log(self, name: str, file_id: str, outcome: str) -> None:
        self._slack.log.add(self._slack.clock.now(), "file", name, {"file": file_id}, outcome)


async def _content(request: web.Request) -> bytes | None:
    """What was sent, or None when it is too much."""
    if (request.content_length or 0) > LARGEST + _ENVELOPE:
        return None
    try:
        if request.content_type != "multipart/form-data":
            return _within(await request.read())
        part = await (await request.multipart()).next()
        return _within(bytes(await part.read(decode=True))) if isinstance(part, BodyPartReader) else b""
    except web.HTTPRequestEntityTooLarge:
        return None
    except BROKEN_FORM:
        return b""


def _within(content: bytes) -> bytes | None:
    return content if len(content) <= LARGEST else None


def _attachment(file: File) -> str:
    return f"attachment; filename=\"{file.slug}\"; filename*=UTF-8''{quote(file.name, safe='')}"


def _page_answer(action: Callable[[web.Request], Awaitable[Json]]) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        try:
            return web.json_response({"ok": True} | await action(request))
        except Impossible as refusal:
            return web.json_response({"ok": False, "error": str(refusal)}, status=400)

    return handle

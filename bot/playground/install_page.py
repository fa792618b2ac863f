"""The page on which a person allows an app to be installed."""

from collections.abc import Sequence
from html import escape

from aiohttp import web

from bot.playground.local_slack import LocalSlack
from bot.playground.oauth import Wish
from bot.playground.reading import BROKEN_FORM
from bot.playground.scope_words import SCOPE_WORDS

_PATH = "/oauth/v2/authorize"
_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
# The same origin keeps its name, or the browser would send the form with "Origin: null".
_HEADERS = {"Content-Security-Policy": _POLICY, "Referrer-Policy": "same-origin", "Cache-Control": "no-store"}

_WORDS = {
    "title": ("{team}に「{app}」をインストール", "Install {app} in {team}"),
    "lead": ("許可すると、このアプリは次のことができるようになります。", "If you allow it, the app will be able to:"),
    "optional": ("必要に応じて許可するもの（外せます）", "Also, if you like (can be left out)"),
    "allow": ("許可する", "Allow"),
    "cancel": ("キャンセル", "Cancel"),
    "note": (
        "練習用のワークスペースです。外部には何も送信されません。",
        "This is a practice workspace. Nothing leaves this machine.",
    ),
    "sorry": ("インストールを続けられません", "This app cannot be installed"),
    "invalid_client_id": (
        "アプリの ID（client_id）が正しくありません。",
        "The link names an unknown app (client_id).",
    ),
    "bad_redirect_uri": (
        "戻り先のアドレス（redirect_uri）が登録されていません。",
        "The address to return to (redirect_uri) is not registered.",
    ),
    "no_scopes": ("リンクに権限（scope）がひとつも含まれていません。", "The link asks for no scope."),
    "invalid_scope": (
        "マニフェストにない権限（scope）が含まれています。",
        "The link asks for a scope that the manifest does not have.",
    ),
    "help": ("アプリの管理者に、このページの内容を伝えてください。", "Please tell whoever runs the app."),
}


class InstallPage:
    """GET shows what the app asks for, POST carries the answer."""

    def __init__(self, slack: LocalSlack) -> None:
        self._slack = slack

    def routes(self) -> list[web.RouteDef]:
        return [web.get(_PATH, self.show), web.post(_PATH, self.answer)]

    async def show(self, request: web.Request) -> web.Response:
        wish = _wish(request)
        words = _Words(request)
        if refusal := self._slack.oauth.refuse(wish):
            return words.page(words("sorry"), _sorry(words, refusal), status=400)
        return words.page(self._title(words), self._form(words, wish))

    async def answer(self, request: web.Request) -> web.Response:
        wish = _wish(request)
        if self._slack.oauth.refuse(wish):
            return await self.show(request)
        try:
            chosen = await request.post()
        except BROKEN_FORM:
            return await self.show(request)
        oauth = self._slack.oauth
        if "allow" not in chosen:
            raise web.HTTPFound(oauth.cancel(wish))
        present = [person for person in self._slack.space.people() if not person.deleted]
        installer = max(present, key=lambda person: person.admin)
        raise web.HTTPFound(oauth.allow(wish, installer.id, set(map(str, chosen.getall("scope", [])))))

    def _title(self, words: "_Words") -> str:
        return words("title", app=self._slack.space.app.name, team=self._slack.space.name)

    def _form(self, words: "_Words", wish: Wish) -> str:
        refusable = self._slack.space.app.optional
        needed = [scope for scope in wish.scopes if scope not in refusable]
        optional = [scope for scope in wish.scopes if scope in refusable]
        choices = "".join(
            f'<li><label><input type="checkbox" name="scope" value="{escape(scope)}" checked>'
            f"<span>{words.scope(scope)}</span></label></li>"
            for scope in optional
        )
        legend = escape(words("optional"))
        return (
            f'<form method="post"><p>{escape(words("lead"))}</p><ul>{_listed(words, needed)}</ul>'
            + (f"<fieldset><legend>{legend}</legend><ul>{choices}</ul></fieldset>" if optional else "")
            + f'<p class="install-answer"><button class="cancel" name="cancel">{escape(words("cancel"))}</button>'
            f'<button class="allow" name="allow" value="1">{escape(words("allow"))}</button></p></form>'
        )


class _Words:
    """The page's language: the first of the two that the browser asks for."""

    def __init__(self, request: web.Request) -> None:
        asked = request.headers.get("Accept-Language", "ja").lower()
        places = [asked.find(language) for language in ("ja", "en")]
        self._english = places[1] >= 0 and not 0 <= places[0] < places[1]

    def __call__(self, name: str, **names: str) -> str:
        return _WORDS[name][self._english].format(**names)

    def scope(self, scope: str) -> str:
        words = SCOPE_WORDS.get(scope)
        return (
            f"{escape(words[self._english])} <code>{escape(scope)}</code>" if words else f"<code>{escape(scope)}</code>"
        )

    def page(self, title: str, body: str, status: int = 200) -> web.Response:
        language = "en" if self._english else "ja"
        text = (
            f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<title>{escape(title)}</title><link rel="icon" href="/static/icon.svg">'
            '<link rel="stylesheet" href="/static/style.css"><link rel="stylesheet" href="/static/install.css">'
            f'<body class="install"><main><h1>{escape(title)}</h1>{body}'
            f'<p class="quiet">{escape(self("note"))}</p></main></body></html>'
        )
        return web.Response(text=text, status=status, content_type="text/html", headers=_HEADERS)


def _wish(request: web.Request) -> Wish:
    asked = request.query
    scopes = asked.get("scope", "").replace(" ", ",").split(",")
    return Wish(
        asked.get("client_id", ""),
        tuple(dict.fromkeys(filter(None, scopes))),
        asked.get("redirect_uri", ""),
        asked.get("state", ""),
    )


def _listed(words: _Words, scopes: Sequence[str]) -> str:
    return "".join(f"<li>{words.scope(scope)}</li>" for scope in scopes)


def _sorry(words: _Words, refusal: str) -> str:
    return f"<p>{escape(words(refusal))}</p><p>{escape(words('help'))}</p><p><code>{escape(refusal)}</code></p>"

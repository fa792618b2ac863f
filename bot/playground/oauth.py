"""OAuth v2: an install is allowed on a page, exchanged for a token, and the token is renewed."""

import secrets
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlencode, urlsplit

from bot.playground.errors import SlackError
from bot.playground.grants import Grants
from bot.playground.model import Json
from bot.playground.workspace import Workspace

CODE_LIFETIME = 600
TOKEN_LIFETIME = 43_200


@dataclass(frozen=True)
class Wish:
    """What the app asks for when it sends a person to the install page."""

    client_id: str
    scopes: tuple[str, ...]
    redirect_uri: str = ""
    state: str = ""


@dataclass(frozen=True)
class Code:
    """An install that a person allowed; good for one exchange within ten minutes."""

    wish: Wish
    user: str
    until: float


class OAuth:
    """Slack's side of the installation of an app."""

    def __init__(self, space: Workspace, grants: Grants) -> None:
        self._space = space
        self._grants = grants
        self._codes: dict[str, Code] = {}
        self._refreshers: dict[str, str] = {}  # refresh token: who installed
        self.client_id = f"{secrets.randbelow(9 * 10**9) + 10**9}.{secrets.randbelow(9 * 10**11) + 10**11}"
        self.client_secret = secrets.token_hex(16)

    def refuse(self, wish: Wish) -> str:
        """Why the install page cannot be shown; "" when it can."""
        if wish.client_id != self.client_id:
            return "invalid_client_id"
        if not self.landing(wish):
            return "bad_redirect_uri"
        if not wish.scopes:
            return "no_scopes"
        return "" if set(wish.scopes) <= set(self._space.app.asked_for) else "invalid_scope"

    def landing(self, wish: Wish) -> str:
        """Where the browser goes afterwards: a registered address, or any on this machine."""
        known = self._space.app.redirect_urls
        if not wish.redirect_uri:
            return known[0] if known else ""
        fits = any(_is_under(wish.redirect_uri, url) for url in known) or _is_here(wish.redirect_uri)
        return wish.redirect_uri if fits else ""

    def allow(self, wish: Wish, user: str, optional: set[str]) -> str:
        """The person allowed it, with these of the optional scopes; the answer is where to go."""
        refusable = self._space.app.optional
        scopes = tuple(one for one in wish.scopes if one not in refusable or one in optional)
        code = f"{secrets.randbelow(10**12)}.{secrets.token_hex(32)}"
        granted = Wish(wish.client_id, scopes, wish.redirect_uri, wish.state)
        self._codes[code] = Code(granted, user, self._space.clock.now() + CODE_LIFETIME)
        return self._back(wish, code=code)

    def cancel(self, wish: Wish) -> str:
        return self._back(wish, error="access_denied")

    def exchange(self, code: str, redirect_uri: str) -> Json:
        """A token for a code."""
        found = self._codes.pop(code, None)
        if found is None or self._space.clock.now() > found.until:
            raise SlackError("invalid_code")
        if redirect_uri != found.wish.redirect_uri:
            raise SlackError("bad_redirect_uri")
        return self._token(list(found.wish.scopes), found.user)

    def renew(self, refresh_token: str) -> Json:
        """A new token, and a new refresh token, for a refresh token that was not used yet."""
        user = self._refreshers.pop(refresh_token, None)
        if user is None or self._grants.token_revoked:
            raise SlackError("invalid_refresh_token")
        return self._token(list(self._grants.scopes), user)

    def _token(self, scopes: list[str], user: str) -> Json:
        space = self._space
        reply: Json = {
            "app_id": space.app.id,
            "authed_user": {"id": user},
            "scope": ",".join(scopes),
            "token_type": "bot",
            "bot_user_id": space.app.bot_user,
            "team": {"id": space.team_id, "name": space.name},
            "enterprise": None,
            "is_enterprise_install": False,
        }
        if not space.app.rotates_tokens:
            return reply | {"access_token": self._grants.install(scopes)}
        refresh = f"xoxe-1-{secrets.token_hex(24)}"
        self._refreshers[refresh] = user
        access = self._grants.install_for(scopes, TOKEN_LIFETIME)
        return reply | {"access_token": access, "refresh_token": refresh, "expires_in": TOKEN_LIFETIME}

    def _back(self, wish: Wish, **answer: str) -> str:
        landing = self.landing(wish)
        joint = "&" if urlsplit(landing).query else "?"
        return landing + joint + urlencode(answer | ({"state": wish.state} if wish.state else {}))


def _is_under(uri: str, registered: str) -> bool:
    """The registered address itself, or a path below it on the same host."""
    asked, known = _split(uri), urlsplit(registered)
    if (asked.scheme, asked.netloc) != (known.scheme, known.netloc) or ".." in asked.path:
        return False
    return asked.path == known.path or asked.path.startswith(known.path.rstrip("/") + "/")


def _is_here(uri: str) -> bool:
    asked = _split(uri)
    try:
        here = asked.hostname == "localhost" or ip_address(asked.hostname or "").is_loopback
    except ValueError:
        return False
    return here and asked.scheme in {"http", "https"}


def _split(uri: str) -> SplitResult:
    """The parts of an address, none when it is odd: browsers read a backslash as a slash, and so another host."""
    try:
        return urlsplit("" if {" ", "\\"} & set(uri) or not uri.isprintable() else uri)
    except ValueError:
        return urlsplit("")

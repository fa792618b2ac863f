"""What the app was granted: its tokens and scopes, and what somebody took back."""

import secrets
from dataclasses import dataclass, replace
from typing import Literal

from bot.playground.errors import SlackError
from bot.playground.events import Events
from bot.playground.model import Json
from bot.playground.workspace import Workspace

Kind = Literal["bot", "app"]


@dataclass
class Token:
    """One token. until: when it expires; None: never."""

    value: str
    kind: Kind
    until: float | None = None
    revoked: bool = False


APP_TOKEN = "xapp-1-playground-this-machine-only"  # noqa: S105  the playground has no secrets
BOT_TOKEN = "xoxb-playground-this-machine-only"  # noqa: S105
"""The same at every start, so that a bot's settings stay good: whoever reaches this port may do everything anyway."""


class Grants:
    """The tokens that are out and the scopes they carry."""

    def __init__(self, space: Workspace, events: Events) -> None:
        self._space = space
        self._events = events
        self._asked_for = space.app.scopes
        self._tokens: dict[str, Token] = {}
        self.app_token = self._issue("app", APP_TOKEN).value
        self.bot_token = self._issue("bot", BOT_TOKEN).value

    @property
    def scopes(self) -> tuple[str, ...]:
        return self._space.app.scopes

    @property
    def token_revoked(self) -> bool:
        return self._tokens[self.bot_token].revoked

    def shown(self) -> Json:
        revoked = [scope for scope in self._asked_for if scope not in self.scopes]
        return {"scopes": list(self.scopes), "revoked": revoked, "token_revoked": self.token_revoked}

    def check(self, value: str, kind: Kind) -> None:
        """Refuse a token that is absent, unknown, of the other kind, taken back or too old."""
        if not value:
            raise SlackError("not_authed")
        token = self._tokens.get(value)
        if token is None:
            raise SlackError("invalid_auth")
        if token.kind != kind:
            raise SlackError("not_allowed_token_type")
        if token.revoked:
            raise SlackError("token_revoked")
        if token.until is not None and self._space.clock.now() >= token.until:
            raise SlackError("token_expired")

    def revoke_scope(self, scope: str) -> None:
        self._carry(tuple(one for one in self.scopes if one != scope))

    def revoke_token(self, value: str = "") -> None:
        """Take a bot token back; with the last one the app is gone from the workspace."""
        token = self._tokens[value or self.bot_token]
        if token.revoked:
            return
        token.revoked = True
        now = {"event_ts": self._space.stamps.next()}
        bots = [self._space.app.bot_user]
        self._events.emit("tokens_revoked", {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": bots}} | now)
        if all(one.revoked for one in self._tokens.values() if one.kind == "bot"):
            self._events.emit("app_uninstalled", {"type": "app_uninstalled"} | now)

    def restore(self) -> None:
        """Give everything back, as on the first day."""
        for token in self._tokens.values():
            token.revoked = False
        self._carry(self._asked_for)

    def install(self, scopes: list[str]) -> str:
        """What an install grants from now on, to the one long-lived token of the workspace."""
        self._carry(tuple(scopes))
        if self.token_revoked:
            self.bot_token = self._issue("bot", f"{BOT_TOKEN}-{secrets.token_hex(6)}").value
        return self.bot_token

    def install_for(self, scopes: list[str], seconds: int) -> str:
        """The same with a token that expires."""
        self._carry(tuple(scopes))
        return self._issue("bot", f"xoxe.xoxb-1-{secrets.token_hex(24)}", self._space.clock.now() + seconds).value

    def _issue(self, kind: Kind, value: str, until: float | None = None) -> Token:
        token = self._tokens[value] = Token(value, kind, until)
        return token

    def _carry(self, scopes: tuple[str, ...]) -> None:
        self._space.app = replace(self._space.app, scopes=scopes)

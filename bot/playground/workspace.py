"""A workspace: its people, its channels and the one app installed in it."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.playground.clock import Clock
from bot.playground.ids import Stamps, new_id
from bot.playground.manifest import App
from bot.playground.model import Channel, Message, User, View


class Workspace:
    """All state of the playground; in memory, gone when it stops."""

    team_id = "T0PLAYGRND1"
    domain = "playground"

    def __init__(self, name: str, manifest: Mapping[str, Any], *, optional_scopes: bool = True) -> None:
        self.name = name
        self.app = App.of(manifest, optional=optional_scopes)
        self.clock = Clock()
        self.stamps = Stamps(self.clock)
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.homes: dict[str, View] = {}
        self.prompts: dict[tuple[str, str], dict[str, Any]] = {}
        self.sessions: dict[tuple[str, str], dict[str, Any]] = {}
        self._dms: dict[frozenset[str], Channel] = {}
        self._names: dict[str, Channel] = {}
        bot = self.app.bot_user
        self.add_user(User(bot, self.app.bot_name.lower(), self.app.bot_name, is_bot=True, color="2f6f4f"))

    def add_user(self, user: User) -> User:
        self.users[user.id] = user
        return user

    def add_channel(self, channel: Channel) -> Channel:
        channel.created = int(self.clock.now())
        self.channels[channel.id] = channel
        self._names[channel.name] = channel
        return channel

    def channel_named(self, name: str) -> Channel | None:
        return self._names.get(name)

    def people(self) -> list[User]:
        return [user for user in self.users.values() if not user.is_bot]

    def user_with_email(self, email: str) -> User | None:
        wanted = email.lower()
        return next((user for user in self.people() if user.email.lower() == wanted), None)

    def dm(self, users: Iterable[str]) -> Channel:
        """The conversation of exactly these people, made when first asked for."""
        together = frozenset(users)
        if together not in self._dms:
            kind, prefix = ("im", "D") if len(together) <= 2 else ("mpim", "G")
            name = "" if kind == "im" else "mpdm-" + "--".join(sorted(together)).lower()
            channel = Channel(new_id(prefix), name, kind, sorted(together))
            self._dms[together] = channel
            self.add_channel(channel)
        return self._dms[together]

    def bot_dm(self, user: str) -> Channel:
        return self.dm((user, self.app.bot_user))

    def sees(self, user: str, channel: Channel) -> bool:
        """Whether a channel exists for somebody at all."""
        if user in channel.members:
            return True
        person = self.users.get(user)
        return channel.kind == "channel" and person is not None and not person.guest

    def visible_to(self, message: Message) -> list[str]:
        """Who sees a message: its one reader, the members, or everybody for a public channel."""
        if message.only_for:
            return [message.only_for]
        return self.audience(self.channels[message.channel])

    def audience(self, channel: Channel) -> list[str]:
        if channel.kind == "channel":
            return [user for user in self.users if self.sees(user, channel)]
        return channel.members

"""A workspace: its people, its channels and the one app installed in it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from pydantic import TypeAdapter

from bot.playground.clock import Clock
from bot.playground.files import Files
from bot.playground.ids import Stamps, id_of
from bot.playground.manifest import App
from bot.playground.model import Channel, Memory, Message, User, UserGroup

MEMORY: Final = TypeAdapter(Memory)


class Workspace(Memory):
    """A memory with the rules of a workspace, and the app installed in it."""

    team_id = "T0PLAYGRND1"
    domain = "playground"

    def __init__(self, name: str, manifest: Mapping[str, Any], *, optional_scopes: bool = True) -> None:
        super().__init__()
        self.name = name
        self.app = self._installed = App.of(manifest, optional=optional_scopes)
        self.clock = Clock()
        self.stamps = Stamps(self.clock)
        self.files = Files(self.clock)
        self._dms: dict[frozenset[str], Channel] = {}
        self._names: dict[str, Channel] = {}
        self._beginning = b""
        bot = self.app.bot_user
        self.add_user(User(bot, self.app.bot_name.lower(), self.app.bot_name, is_bot=True, color="2f6f4f"))

    def begin(self) -> None:
        """From here on everything can be taken back; the first call counts."""
        self._beginning = self._beginning or MEMORY.dump_json(self)

    def recall(self, memory: Memory) -> None:
        """Know this instead of what is known now."""
        self.begin()
        vars(self).update(vars(memory))
        together = [channel for channel in self.channels.values() if channel.kind in {"im", "mpim"}]
        self._dms = {frozenset(channel.members): channel for channel in together}
        self._names = {channel.name: channel for channel in self.channels.values()}
        self.files.clear()
        for channel in self.channels.values():
            for message in (*channel.messages.values(), *channel.ephemerals):
                message.files = [self.files.remember(file) for file in message.files]

    def restart(self) -> None:
        """Make it the first day again; who has the app open in a page goes on in the same conversation."""
        talking = [user.id for user in self.people() if self.known_dm((user.id, self.app.bot_user))]
        self.app = self._installed
        self.stamps.restart()
        self.recall(MEMORY.validate_json(self._beginning))
        for user in talking:
            self.bot_dm(user)

    def open_messages_tab(self, *, is_open: bool) -> None:
        """Let people write to the app in its own tab, or not."""
        home = {**self.app.features.get("app_home", {}), "messages_tab_enabled": is_open}
        self.app = replace(self.app, features={**self.app.features, "app_home": home})

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

    def rename_channel(self, channel: Channel, name: str) -> None:
        del self._names[channel.name]
        channel.previous_names.insert(0, channel.name)
        channel.name = name
        self._names[name] = channel

    def add_group(self, group: UserGroup) -> UserGroup:
        group.created = group.created or int(self.clock.now())
        self.groups[group.id] = group
        return group

    def people(self) -> list[User]:
        return [user for user in self.users.values() if not user.is_bot]

    def user_with_email(self, email: str) -> User | None:
        wanted = email.lower()
        return next((user for user in self.people() if user.email.lower() == wanted), None)

    def known_dm(self, users: Iterable[str]) -> Channel | None:
        return self._dms.get(frozenset(users))

    def dm(self, users: Iterable[str]) -> Channel:
        """The conversation of exactly these people, made when first asked for."""
        together = frozenset(users)
        if together not in self._dms:
            kind, prefix = ("im", "D") if len(together) <= 2 else ("mpim", "C")
            name = "" if kind == "im" else self._group_name(together)
            channel = Channel(id_of(prefix, together), name, kind, sorted(together))
            self._dms[together] = channel
            self.add_channel(channel)
        return self._dms[together]

    def _group_name(self, together: Iterable[str]) -> str:
        return f"mpdm-{'--'.join(sorted(self.users[user].name for user in together))}-1"

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

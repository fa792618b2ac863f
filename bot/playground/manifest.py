"""The app that is installed: what its manifest asks for is what it gets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.playground.model import Json

# Which scope an event needs (one of them), beside being asked for in the manifest.
EVENT_SCOPES: dict[str, tuple[str, ...]] = {
    "message.im": ("im:history",),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.mpim": ("mpim:history",),
    "app_mention": ("app_mentions:read",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "channel_created": ("channels:read",),
    "channel_rename": ("channels:read",),
    "channel_archive": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "channel_left": ("channels:read",),
    "group_rename": ("groups:read",),
    "group_archive": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "group_left": ("groups:read",),
    "pin_added": ("pins:read",),
    "agent_session_stopped": ("assistant:write",),
    "file_shared": ("files:read",),
    "file_deleted": ("files:read",),
}


@dataclass(frozen=True)
class App:
    """The installed app as Slack knows it."""

    id: str
    bot_id: str
    bot_user: str
    name: str
    bot_name: str
    scopes: tuple[str, ...]
    events: frozenset[str]
    features: Mapping[str, Any]
    asked_for: tuple[str, ...] = ()
    optional: frozenset[str] = frozenset()  # scopes that the installer may refuse
    redirect_urls: tuple[str, ...] = ()
    rotates_tokens: bool = False

    @classmethod
    def of(cls, manifest: Mapping[str, Any], *, optional: bool = True) -> "App":
        """Read a manifest; `optional=False` is the installer who refuses the optional scopes."""
        scopes = manifest.get("oauth_config", {}).get("scopes", {})
        granted = [*scopes.get("bot", ()), *(scopes.get("bot_optional", ()) if optional else ())]
        features = manifest.get("features", {})
        name = manifest.get("display_information", {}).get("name", "Bot")
        events = manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", ())
        return cls(
            id="A0PLAYGRND1",
            bot_id="B0PLAYGRND1",
            bot_user="U0PLAYGRND1",
            name=name,
            bot_name=features.get("bot_user", {}).get("display_name", name),
            scopes=tuple(dict.fromkeys(granted)),
            events=frozenset(events),
            features=features,
            asked_for=tuple(dict.fromkeys([*scopes.get("bot", ()), *scopes.get("bot_optional", ())])),
            optional=frozenset(scopes.get("bot_optional", ())),
            redirect_urls=tuple(manifest.get("oauth_config", {}).get("redirect_urls", ())),
            rotates_tokens=bool(manifest.get("settings", {}).get("token_rotation_enabled")),
        )

    def hears(self, event: str) -> bool:
        """Subscribed, and allowed to be."""
        needed = EVENT_SCOPES.get(event, ())
        return event in self.events and (not needed or any(scope in self.scopes for scope in needed))

    @property
    def commands(self) -> list[Json]:
        return list(self.features.get("slash_commands", ()))

    def shortcuts(self, kind: str) -> list[Json]:
        return [one for one in self.features.get("shortcuts", ()) if one.get("type") == kind]

    @property
    def is_agent(self) -> bool:
        return "agent_view" in self.features or "assistant_view" in self.features

    @property
    def prompts(self) -> list[Json]:
        view = self.features.get("agent_view") or self.features.get("assistant_view") or {}
        return list(view.get("suggested_prompts", ()))

    @property
    def messages_open(self) -> bool:
        return bool(self.features.get("app_home", {}).get("messages_tab_enabled", True))

    @property
    def home_open(self) -> bool:
        return bool(self.features.get("app_home", {}).get("home_tab_enabled", True))

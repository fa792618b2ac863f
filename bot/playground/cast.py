"""The sample company's people and channels, and a manifest that asks for everything."""

from collections.abc import Mapping
from typing import Any

from bot.playground.manifest import EVENT_SCOPES
from bot.playground.methods import METHODS
from bot.playground.model import Channel, User, UserGroup
from bot.playground.workspace import Workspace

COMPANY = "あおば製作所株式会社"

TANAKA = User("U0TANAKA001", "tanaka", "田中 美咲", "社員", "tanaka@example.co.jp", color="3c78b4")
EMMA = User("U0EMMA00001", "emma", "Emma Clark", "Engineer", "emma@example.co.jp", "en-US", color="8a5aab")
SATO = User("U0SATO00001", "sato", "佐藤 健一", "部長", "sato@example.co.jp", color="2e8b6f")
SUZUKI = User("U0SUZUKI001", "suzuki", "鈴木 直樹", "システム管理者", "suzuki@example.co.jp", color="b4663c")
TAKAHASHI = User(
    "U0TAKAHASI1",
    "takahashi",
    "高橋 由美",
    "セキュリティ責任者",
    "takahashi@example.co.jp",
    admin=True,
    color="a33a4c",
)
WATANABE = User("U0WATANABE1", "watanabe", "渡辺 修", "社長", "watanabe@example.co.jp", color="5c6b2f")
REYES = User(
    "U0REYES0001",
    "reyes",
    "Daniel Reyes",
    "Sales, New York",
    "reyes@example.co.jp",
    "en-US",
    "America/New_York",
    color="b08a2e",
)
GUEST = User(
    "U0GUEST0001",
    "guest",
    "井上 蓮",
    "協力会社",
    "guest@partner.example.com",
    guest=True,
    single_channel=True,
    color="777777",
)
GONE = User("U0OLD000001", "old", "山本 光", "退職者", "old@example.co.jp", deleted=True, color="999999")

PEOPLE = (TANAKA, EMMA, SATO, SUZUKI, TAKAHASHI, WATANABE, REYES, GUEST, GONE)

GENERAL = "C0GENERAL01"
RANDOM = "C0RANDOM001"
SECURITY = "C0SECURITY1"
MANAGEMENT = "C0MANAGE001"
RESPONSE = "C0RESPONSE1"

SECURITY_TEAM = UserGroup("S0SECURITY1", "security-team", "セキュリティ担当", [TAKAHASHI.id, SUZUKI.id])
MANAGERS = UserGroup("S0MANAGERS1", "managers", "管理職", [SATO.id, TAKAHASHI.id, WATANABE.id])

EQUIPMENT = "F0EQUIPMNT1"

_STAFF = [person.id for person in PEOPLE if not person.guest and not person.deleted]
_LEADS = [SATO.id, SUZUKI.id, TAKAHASHI.id, WATANABE.id]

_OF_THE_APP = ("app_uninstalled", "tokens_revoked", "function_executed")
# For a playground without a product: every documented scope and every event.
EVERYTHING: dict[str, Any] = {
    "display_information": {"name": "Sample Bot"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "samplebot", "always_online": True},
        "shortcuts": [
            {"name": "Ask about this", "type": "message", "callback_id": "ask_message", "description": "Ask"},
            {"name": "Ask", "type": "global", "callback_id": "ask_global", "description": "Ask a question"},
        ],
        "slash_commands": [{"command": "/sample", "description": "Ask", "should_escape": True}],
        "agent_view": {"agent_description": "Ask anything", "suggested_prompts": []},
    },
    "oauth_config": {"scopes": {"bot": sorted({scope for one in METHODS.values() for scope in one.scopes})}},
    "settings": {"event_subscriptions": {"bot_events": [*EVENT_SCOPES, "app_home_opened", *_OF_THE_APP]}},
}
EVERYTHING["oauth_config"]["scopes"]["bot"] += ["app_mentions:read", "commands"]


def sample_workspace(manifest: Mapping[str, Any] | None = None, name: str = COMPANY) -> Workspace:
    """The sample company with the app installed, and invited to all but #random and #management."""
    space = Workspace(name, manifest or EVERYTHING)
    for person in PEOPLE:
        space.add_user(User(**vars(person)))
    space.lists[EQUIPMENT] = {
        "id": EQUIPMENT,
        "title": "備品",
        "columns": [
            {"id": "Col0NAME0001", "key": "name", "name": "品名", "type": "rich_text"},
            {"id": "Col0LENT0001", "key": "lent", "name": "貸出中", "type": "checkbox"},
        ],
        "items": [],
    }
    bot = space.app.bot_user
    space.add_channel(Channel(GENERAL, "general", members=[*_STAFF, bot], is_general=True, creator=WATANABE.id))
    space.add_channel(Channel(RANDOM, "random", members=[*_STAFF, GUEST.id], creator=TANAKA.id))
    space.add_channel(Channel(SECURITY, "security", members=[*_STAFF, bot], creator=TAKAHASHI.id))
    space.add_channel(Channel(MANAGEMENT, "management", "group", list(_LEADS), creator=WATANABE.id))
    space.add_channel(Channel(RESPONSE, "incident-response", "group", [*_LEADS[1:], bot], creator=TAKAHASHI.id))
    for group in (SECURITY_TEAM, MANAGERS):
        space.add_group(UserGroup(**vars(group) | {"users": list(group.users)}))
    return space

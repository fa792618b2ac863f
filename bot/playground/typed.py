"""What a person types, as Slack sends it on: escaped text, mentions, links and rich_text blocks."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.playground.ids import short_id
from bot.playground.model import Blocks, Json
from bot.playground.workspace import Workspace

_URL = r"(?P<url>https?://[^\s\u3000<>「」（）、。]+[^\s\u3000<>「」（）、。.,!?)\]'\"])"
_MAIL = r"(?P<mail>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
_ENDINGS = "com|net|org|jp|io|dev|info|biz|xyz|top|cn|ru|shop"
_BARE = rf"(?P<bare>(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:{_ENDINGS})\b(?:/[\w./?=&%#-]*)?)"
_ENTITY = (
    r"<@(?P<user>[UW][A-Z0-9]+)(?:\|[^>]*)?>|<#(?P<channel>[CG][A-Z0-9]+)(?:\|[^>]*)?>"
    r"|<!subteam\^(?P<group>S[A-Z0-9]+)(?:\|[^>]*)?>"
)
_WORDS = r"(?<![\w/])@(?P<all>here|channel|everyone)\b|:(?P<emoji>[a-z0-9_+-]+):"
_TYPED = re.compile(f"{_ENTITY}|{_URL}|{_MAIL}|{_BARE}|{_WORDS}", re.ASCII)

_PLAIN = {
    "user": "<@{user_id}>",
    "channel": "<#{channel_id}>",
    "usergroup": "<!subteam^{usergroup_id}>",
    "broadcast": "<!{range}>",
    "emoji": ":{name}:",
}


@dataclass(frozen=True)
class Typed:
    """The two forms of one typed message."""

    text: str
    blocks: Blocks


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def typed(space: Workspace, text: str) -> Typed:
    """Read what stands in the composer; "@name" of somebody known is a mention."""
    elements = list(_elements(space, _with_mentions(space, text)))
    section = {"type": "rich_text_section", "elements": elements}
    block = {"type": "rich_text", "block_id": short_id(), "elements": [section]}
    return Typed("".join(_plain(one) for one in elements), [block] if elements else [])


def _with_mentions(space: Workspace, text: str) -> str:
    if "@" not in text:
        return text
    names = {name: f"<@{user.id}>" for user in space.users.values() for name in (user.name, user.real_name)}
    names |= dict.fromkeys((space.app.bot_name, space.app.name), f"<@{space.app.bot_user}>")
    names |= {group.handle: f"<!subteam^{group.id}>" for group in space.groups.values() if not group.disabled}
    longest_first = sorted(names, key=len, reverse=True)
    pattern = rf"(?<![\w.])@({'|'.join(map(re.escape, longest_first))})(?![a-zA-Z0-9_-])"
    return re.sub(pattern, lambda found: names[found[1]], text, flags=re.ASCII)


def _elements(space: Workspace, text: str) -> Iterator[Json]:
    at = 0
    for found in _TYPED.finditer(text):
        element = _element(space, found)
        if element is None:
            continue
        if found.start() > at:
            yield {"type": "text", "text": text[at : found.start()]}
        yield element
        at = found.end()
    if at < len(text):
        yield {"type": "text", "text": text[at:]}


def _element(space: Workspace, found: re.Match[str]) -> Json | None:
    kind, value = str(found.lastgroup), found[found.lastgroup or 0]
    known: dict[str, Mapping[str, object]] = {"user": space.users, "channel": space.channels, "group": space.groups}
    if kind in known and value not in known[kind]:
        return None
    elements: dict[str, Json] = {
        "user": {"type": "user", "user_id": value},
        "channel": {"type": "channel", "channel_id": value},
        "group": {"type": "usergroup", "usergroup_id": value},
        "url": {"type": "link", "url": value},
        "mail": {"type": "link", "url": f"mailto:{value}", "text": value},
        "bare": {"type": "link", "url": f"http://{value}", "text": value},
        "all": {"type": "broadcast", "range": value},
        "emoji": {"type": "emoji", "name": value},
    }
    return elements[kind]


def _plain(element: Json) -> str:
    kind = element["type"]
    if kind == "text":
        return escape(element["text"])
    if kind == "link":
        label = f"|{escape(element['text'])}" if "text" in element else ""
        return f"<{escape(element['url'])}{label}>"
    return _PLAIN[kind].format(**element)

"""Small feed files as JVN writes them, and what stories of the feeds look at."""

from __future__ import annotations

from handlers.bulletins.feeds.collecting import Collecting
from tests.bot.playground.screen import Json, Screen
from tests.kit.incidents import next_view, told, until_told
from tests.kit.stage import Stage, press
from tests.kit.taps import submit, tap

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><rdf:RDF xmlns="http://purl.org/rss/1.0/" '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:sec="http://jvn.jp/rss/mod_sec/3.0/"><channel rdf:about="https://jvn.jp/rss/jvn.rdf"><title>JVN</title>'
    "<link>https://jvn.jp/</link></channel>"
)


def rdf(*entries: tuple[str, str], score: str = "") -> bytes:
    """A file with these entries: the title and the CVE of each."""
    return (HEAD + "".join(_entry(title, cve, score) for title, cve in entries) + "</rdf:RDF>").encode()


async def hand_in(screen: Screen, data: bytes, name: str = "jvn.rdf", said: str = "") -> None:
    """Drops a file on the bot."""
    file = (await screen.drop(name, data))["file"]["id"]
    await screen.say(said, files=[file])


async def card(scene: Stage, user: str, title: str) -> Json:
    """The card of an advisory, as soon as it is there."""
    await until_told(scene, user, title)
    return next(one for one in reversed(await told(scene, user, title)) if "関係しそうな理由" in str(one))


async def put_aside(screen: Screen, shown: Json, why: str) -> None:
    """Presses 関係なし, and chooses the answer that holds these words."""
    assert (await press(screen, shown, "関係なし"))["ok"]
    view = await next_view(screen)
    options = next(block["element"]["options"] for block in view["blocks"] if block["type"] == "input")
    value = next(one["value"] for one in options if why in one["text"]["text"])
    answer = await submit(screen, view, why={"type": "radio_buttons", "selected_option": {"value": value}})
    assert answer["ok"], answer


async def open_rules(screen: Screen, message: Json) -> Json:
    """The list from the message's button, and the rules from there."""
    assert (await press(screen, message, "一覧を開く"))["ok"]
    return await tap(screen, await next_view(screen), "関係なしの条件")


def collecting(scene: Stage) -> Collecting:
    return next(worker for worker in scene.house.workers if isinstance(worker, Collecting))


def _entry(title: str, cve: str, score: str) -> str:
    address = f"https://jvn.jp/vu/{cve}/"
    base = f'<sec:cvss version="3.1" type="Base" score="{score}" severity="High" vector=""/>' if score else ""
    return (
        f'<item rdf:about="{address}"><title>{title}</title><link>{address}</link>'
        f'<sec:identifier>JVN-{cve}</sec:identifier><sec:references source="CVE" id="{cve}">x</sec:references>{base}'
        "<dc:date>2026-04-01T10:00:00+09:00</dc:date></item>"
    )

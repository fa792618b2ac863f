"""The part of the guest app that shows the showroom and notes everything that reaches it."""

import re
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.browser.gallery import GALLERY, Json, options, plain
from tests.browser.showroom import ALERTS, BLOCKS, ELEMENTS, FORM, FRUIT, element, growing, step

HEARD: list[Json] = []
VIEWS = {"申請書": FORM, "段": step(1), "育つ": growing(0), "お知らせ": ALERTS}
OPENERS = [element("button", f"open_{name}", text=plain(f"{name}を開く"), value=name) for name in VIEWS]
SHOWN: dict[str, list[Json]] = {
    "見本": GALLERY,
    "部品": ELEMENTS,
    "見本の続き": BLOCKS,
    "画面": [{"type": "actions", "block_id": "openers", "elements": OPENERS}],
}
REFUSED = "同じ件名があります。"


def add_showroom(app: AsyncApp) -> None:
    app.action(re.compile(r"^e_open_"))(opened)
    app.action("e_deeper")(deeper)
    app.action("e_grow")(grown)
    app.action(re.compile(r"^(e_|entry$)"))(noted)
    app.options(re.compile(r"^(e_|entry$)"))(looked_up)
    app.view("form")(submitted)
    app.view("growing")(submitted)


async def noted(ack: Any, body: Json) -> None:
    HEARD.append(body)
    await ack()


async def opened(ack: Any, body: Json, client: AsyncWebClient) -> None:
    await ack()
    await client.views_open(trigger_id=body["trigger_id"], view=VIEWS[body["actions"][0]["value"]])


async def deeper(ack: Any, body: Json, client: AsyncWebClient) -> None:
    await ack()
    await client.views_push(trigger_id=body["trigger_id"], view=step(int(body["actions"][0]["value"])))


async def grown(ack: Any, body: Json, client: AsyncWebClient) -> None:
    await noted(ack, body)
    view = body["view"]
    rows = int(body["actions"][0]["value"])
    await client.views_update(view_id=view["id"], hash=view["hash"], view=growing(rows))


async def looked_up(ack: Any, body: Json) -> None:
    HEARD.append(body)
    await ack(options=[each for each in options(*FRUIT) if body["value"] in each["value"]])


async def submitted(ack: Any, body: Json) -> None:
    HEARD.append(body)
    words = body["view"]["state"]["values"]["plain_text_input"]["entry"]["value"]
    if words == "重複":
        await ack(response_action="errors", errors={"plain_text_input": REFUSED})
    else:
        await ack()

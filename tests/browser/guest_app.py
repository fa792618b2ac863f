"""A small genuine Bolt app that the page is tried with: it echoes, asks, refuses and shows every block."""

import re
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.browser.showroom_app import SHOWN, add_showroom

Json = dict[str, Any]
MANIFEST: Json = {
    "display_information": {"name": "まもり案内"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "guide", "always_online": True},
        "shortcuts": [
            {"name": "これを報告する", "type": "message", "callback_id": "report_message", "description": "窓口へ"},
            {"name": "報告を書く", "type": "global", "callback_id": "report_global", "description": "新しい報告"},
        ],
        "slash_commands": [
            {"command": "/guide", "description": "案内を呼ぶ", "usage_hint": "[質問]", "should_escape": True}
        ],
        "agent_view": {
            "agent_description": "案内",
            "suggested_prompts": [{"title": "持ち出しについて", "message": "ノートパソコンを持ち出せますか？"}],
        },
    },
    "oauth_config": {"scopes": {"bot": ["chat:write", "im:history", "commands", "app_mentions:read"]}},
    "settings": {"event_subscriptions": {"bot_events": ["message.im", "app_mention", "app_home_opened"]}},
}


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def question(text: str, block_id: str) -> list[Json]:
    approve = {"type": "button", "text": words("承認する"), "action_id": "approve", "style": "primary"}
    discard = {
        "type": "button",
        "text": words("取り下げる"),
        "action_id": "discard",
        "style": "danger",
        "confirm": {
            "title": words("取り下げますか？"),
            "text": words("元には戻せません。"),
            "confirm": words("取り下げる"),
            "deny": words("やめる"),
        },
    }
    report = {"type": "button", "text": words("報告を書く"), "action_id": "open_report"}
    section = {"type": "section", "text": {"type": "mrkdwn", "text": text}}
    return [section, {"type": "actions", "block_id": block_id, "elements": [approve, discard, report]}]


REPORT: Json = {
    "type": "modal",
    "callback_id": "report",
    "title": words("報告"),
    "submit": words("送信する"),
    "close": words("やめる"),
    "blocks": [
        {
            "type": "input",
            "block_id": "what",
            "label": words("何が起きましたか"),
            "element": {
                "type": "plain_text_input",
                "action_id": "text",
                "placeholder": words("例：添付を開いてしまった"),
            },
        },
        {
            "type": "input",
            "block_id": "kind",
            "optional": True,
            "label": words("種類"),
            "hint": words("わからなければ空のままで構いません。"),
            "element": {
                "type": "radio_buttons",
                "action_id": "kind",
                "options": [{"text": words(each), "value": each} for each in ("メール", "紛失", "その他")],
            },
        },
    ],
}


def guest_app(client: AsyncWebClient) -> AsyncApp:
    """The app with its doors."""
    app = AsyncApp(client=client, signing_secret="unused", token=client.token)
    app.event("message")(echoed)
    app.event("app_mention")(echoed)
    app.event("app_home_opened")(home_opened)
    app.action("approve")(approved)
    app.action("discard")(discarded)
    app.action("open_report")(report_asked)
    app.action(re.compile(r"^[a-z]$|^day$"))(noticed)
    app.shortcut("report_message")(report_asked)
    app.shortcut("report_global")(report_asked)
    app.view("report")(reported)
    app.view("mails")(mailed)
    app.command("/guide")(guided)
    add_showroom(app)
    return app


async def echoed(event: Json, client: AsyncWebClient) -> None:
    text = event["text"]
    blocks = SHOWN.get(text) or question(f"「{text}」ですね。", f"q{event['ts']}")
    await client.chat_postMessage(channel=event["channel"], thread_ts=event.get("thread_ts"), text=text, blocks=blocks)


async def home_opened(event: Json, client: AsyncWebClient) -> None:
    view = {"type": "home", "blocks": question("*おかえりなさい。* 待っている依頼はありません。", "home")}
    await client.views_publish(user_id=event["user"], view=view)


async def noticed(ack: Any) -> None:
    await ack()


async def approved(ack: Any, body: Json, client: AsyncWebClient) -> None:
    await ack()
    await _close(body, client, f"<@{body['user']['id']}> が *承認* しました。")


async def discarded(ack: Any, body: Json, client: AsyncWebClient) -> None:
    await ack()
    await _close(body, client, "取り下げました。")


async def _close(body: Json, client: AsyncWebClient, text: str) -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": text}}
    await client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], text=text, blocks=[section])


async def report_asked(ack: Any, body: Json, client: AsyncWebClient) -> None:
    await ack()
    await client.views_open(trigger_id=body["trigger_id"], view=REPORT)


async def reported(ack: Any, body: Json, client: AsyncWebClient) -> None:
    text = body["view"]["state"]["values"]["what"]["text"]["value"]
    if len(text) < 5:
        await ack(response_action="errors", errors={"what": "もう少し詳しく書いてください。"})
        return
    await ack()
    await client.chat_postMessage(channel=body["user"]["id"], text=f"受け付けました: {text}")


async def mailed(ack: Any, body: Json, client: AsyncWebClient) -> None:
    await ack()
    names = [file["name"] for file in body["view"]["state"]["values"]["mail"]["file"]["files"]]
    await client.chat_postMessage(channel=body["user"]["id"], text=f"預かりました: {'、'.join(names)}")


async def guided(ack: Any, respond: Any, command: Json) -> None:
    await ack()
    await respond(text=f"{command['text'] or '何でも'} についてご案内します。")

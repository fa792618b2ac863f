"""One of each: every block and element that a message may show, with words a person would read."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def options(*names: str) -> list[Json]:
    return [{"text": plain(name), "value": name} for name in names]


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def line(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


def said(text: str, **style: bool) -> Json:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


IMAGE = {"image_url": "https://pictures.example.com/a.png", "alt_text": "偽のログイン画面の例"}

GALLERY: list[Json] = [
    {"type": "header", "text": plain("条件付きで可：ノートパソコンの社外持ち出し")},
    {
        "type": "section",
        "text": mrkdwn(
            "*社外秘* は部門長の許可が必要です。`暗号化` して、 _目を離さない_ こと。 ~古い規則~ \n> 引用された一行\n"
            "詳しくは <https://www.example.co.jp/policy|方針 3-2> または "
            "<!date^1767225600^{date_long} {time}|2026-01-01 UTC>"
            "。 &lt;!channel&gt; <@U0SATO00001> <#C0GENERAL01> :lock: :shield:"
        ),
        "accessory": {"type": "image", **IMAGE},
    },
    {
        "type": "section",
        "fields": [
            mrkdwn(text)
            for text in (
                "*条項*\n3-2 持ち出し",
                "*改定日*\n2026-04-01",
                "*担当*\n情報システム部",
                "*見直し*\n2027-03-31",
            )
        ],
    },
    {"type": "divider"},
    {
        "type": "actions",
        "elements": [
            {"type": "button", "text": plain("承認する"), "style": "primary", "action_id": "b1"},
            {"type": "button", "text": plain("却下する"), "style": "danger", "action_id": "b2"},
            {"type": "button", "text": plain("方針を開く"), "url": "https://www.example.co.jp/", "action_id": "b3"},
            {"type": "overflow", "action_id": "o", "options": options("詳しく", "あとで")},
            {
                "type": "static_select",
                "action_id": "s",
                "placeholder": plain("媒体を選ぶ"),
                "options": options("PC", "USB"),
            },
            {"type": "users_select", "action_id": "u", "placeholder": plain("人を選ぶ")},
            {"type": "datepicker", "action_id": "d", "initial_date": "2026-04-01"},
            {"type": "timepicker", "action_id": "t", "initial_time": "09:00"},
            {
                "type": "multi_static_select",
                "action_id": "m",
                "placeholder": plain("条件"),
                "options": options("暗号化", "常時携帯"),
            },
        ],
    },
    {
        "type": "section",
        "text": mrkdwn("確認したこと"),
        "accessory": {"type": "checkboxes", "action_id": "c", "options": options("暗号化した", "許可を得た")},
    },
    {
        "type": "input",
        "block_id": "date",
        "label": plain("持ち出す日"),
        "optional": True,
        "element": {"type": "datepicker", "action_id": "day"},
    },
    rich(
        line(said("手順", bold=True), said(" と "), said("強調", italic=True), {"type": "emoji", "name": "eyes"}),
        {
            "type": "rich_text_list",
            "style": "ordered",
            "elements": [line(said("LAN から外す")), line(said("電話する"))],
        },
        {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [line(said("電源は切らない"))]},
        {"type": "rich_text_quote", "elements": [said("至急ご確認ください")]},
        {"type": "rich_text_preformatted", "elements": [said("hxxps://login[.]example[.]com/verify")]},
    ),
    {
        "type": "markdown",
        "text": "## 見出し\n- **太字** と `code`\n- [リンク](https://www.example.co.jp)\n\n"
        "| 区分 | 許可 |\n|---|---|\n| 社外秘 | 部門長 |",
    },
    {
        "type": "table",
        "column_settings": [{"is_wrapped": True}, {"align": "right"}],
        "rows": [
            [{"type": "raw_text", "text": text} for text in row]
            for row in (("区分", "件数"), ("公開", "12"), ("社外秘", "3"))
        ],
    },
    {"type": "card", "title": mrkdwn("*事例 12*"), "subtitle": mrkdwn("製造業・40 名"), "body": mrkdwn("USB の紛失")},
    {"type": "image", "title": plain("見本"), **IMAGE},
    {"type": "context", "elements": [mrkdwn("根拠 3-2 ・ 2026-04-01 改定 ・ 情報システム部")]},
    {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "f",
                "positive_button": {"text": plain("役に立った"), "value": "up"},
                "negative_button": {"text": plain("違う"), "value": "down"},
            }
        ],
    },
]

"""Every element once in a message, every field once in a modal, and the blocks that the gallery leaves out."""

from typing import Any

from tests.browser.gallery import Json, line, mrkdwn, options, plain, rich, said

FRUIT = ("りんご", "みかん", "ぶどう")
GROUPS = [
    {"label": plain("媒体"), "options": options("PC", "USB")},
    {"label": plain("紙"), "options": options("図面", "帳票")},
]
SURE: Json = {"title": plain("変えますか？"), "text": mrkdwn("*記録* に残ります。"), "confirm": plain("変える")}
SURE |= {"deny": plain("戻る")}


def element(kind: str, name: str, **fields: Any) -> Json:
    return {"type": kind, "action_id": f"e_{name}", **fields}


def menu(kind: str, words: str, **fields: Any) -> Json:
    return element(kind, kind, placeholder=plain(words), **fields)


MENUS: list[Json] = [
    menu("static_select", "媒体を選ぶ", option_groups=GROUPS),
    menu("external_select", "案件を選ぶ", min_query_length=1),
    menu("users_select", "人を選ぶ"),
    menu("conversations_select", "会話を選ぶ"),
    menu("channels_select", "チャンネルを選ぶ"),
    menu("multi_static_select", "果物を選ぶ", options=options(*FRUIT), max_selected_items=2),
    menu("multi_external_select", "案件を集める", min_query_length=0),
    menu("multi_users_select", "人を集める"),
    menu("multi_conversations_select", "会話を集める", filter={"include": ["public"]}),
    menu("multi_channels_select", "チャンネルを集める"),
]
PRESSED: list[Json] = [
    element("button", "button", text=plain("押す"), value="v1"),
    element("button", "link", text=plain("方針を開く"), url="https://www.example.co.jp/", style="primary"),
    element("workflow_button", "flow", text=plain("流れを始める"), workflow={"trigger": {"url": "https://x.example"}}),
    element("overflow", "overflow", options=options("詳しく", "あとで")),
    element("button", "sure", text=plain("消す"), value="gone", style="danger", confirm=SURE),
]
PICKED: list[Json] = [
    element("datepicker", "date", placeholder=plain("日を選ぶ"), initial_date="2026-04-01"),
    element("timepicker", "time", placeholder=plain("時刻を選ぶ")),
    element("datetimepicker", "moment"),
    element("radio_buttons", "radio", options=options("はい", "いいえ")),
    element("checkboxes", "checks", options=options("暗号化した", "許可を得た")),
    menu("static_select", "慎重に選ぶ", options=options("公開", "社外秘"), confirm=SURE) | {"action_id": "e_careful"},
]
FEEDBACK = {
    "positive_button": {"text": plain("役に立った"), "value": "up"},
    "negative_button": {"text": plain("違う"), "value": "down"},
}
GIVEN: list[Json] = [
    element("feedback_buttons", "feedback", **FEEDBACK),
    element("icon_button", "icon", icon="trash", text=plain("片づける"), value="away"),
]
ELEMENTS: list[Json] = [
    {"type": "actions", "block_id": "pressed", "elements": PRESSED},
    {"type": "actions", "block_id": "menus", "elements": MENUS},
    {"type": "actions", "block_id": "picked", "elements": PICKED},
    {"type": "context_actions", "block_id": "given", "elements": GIVEN},
]


def field(label: str, kind: str, *, hint: str = "", **fields: Any) -> Json:
    """An input block named after its element."""
    block: Json = {"type": "input", "block_id": kind, "label": plain(label), "optional": True}
    return block | {"element": {"type": kind, "action_id": "entry", **fields}} | ({"hint": plain(hint)} if hint else {})


FIELDS: list[Json] = [
    field("件名", "plain_text_input", hint="短く", min_length=2, max_length=10, focus_on_load=True)
    | {"optional": False},
    field("メール", "email_text_input"),
    field("アドレス", "url_text_input"),
    field("台数", "number_input", is_decimal_allowed=False, min_value="1", max_value="9"),
    field("経緯", "rich_text_input", placeholder=plain("詳しく")),
    field("日", "datepicker", initial_date="2026-04-01"),
    field("時刻", "timepicker"),
    field("日時", "datetimepicker"),
    field("答え", "radio_buttons", options=options("はい", "いいえ"), initial_option=options("はい")[0]),
    field("確認", "checkboxes", options=options("暗号化した", "許可を得た")),
    field("媒体", "static_select", option_groups=GROUPS),
    field("案件", "external_select", min_query_length=1),
    field("承認者", "users_select"),
    field("報告先", "conversations_select", default_to_current_conversation=True),
    field("場所", "channels_select"),
    field("果物", "multi_static_select", options=options(*FRUIT), initial_options=options("りんご")),
    field("案件一覧", "multi_external_select", min_query_length=0),
    field("仲間", "multi_users_select"),
    field("会話一覧", "multi_conversations_select"),
    field("場所一覧", "multi_channels_select"),
]


def modal(callback_id: str, title: str, blocks: list[Json], **more: Any) -> Json:
    return {"type": "modal", "callback_id": callback_id, "title": plain(title), "blocks": blocks, **more}


FORM = modal("form", "申請書", FIELDS, submit=plain("出す"), close=plain("やめる"))


def step(number: int) -> Json:
    """One of a stack of modals, each with a button that pushes the next."""
    deeper = element("button", "deeper", text=plain("次へ進む"), value=str(number + 1))
    return modal("step", f"第 {number} 段", [{"type": "actions", "block_id": "go", "elements": [deeper]}])


def growing(rows: int) -> Json:
    """A modal that gets another row; what was written above stays."""
    note = field("メモ", "plain_text_input") | {"dispatch_action": True}
    note["element"] |= {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}
    more = element("button", "grow", text=plain("行を足す"), value=str(rows + 1))
    added = [{"type": "section", "block_id": f"r{i}", "text": mrkdwn(f"{i + 1} 行目")} for i in range(rows)]
    blocks = [note, *added, {"type": "actions", "block_id": "go", "elements": [more]}]
    return modal("growing", "育つ画面", blocks, submit=plain("出す"))


def cells(*words: str) -> list[Json]:
    return [{"type": "raw_text", "text": word} for word in words]


def counted(name: str, *values: float) -> Json:
    return {"name": name, "data": [{"label": f"{i + 4}月", "value": v} for i, v in enumerate(values)]}


MONTHS = {"categories": ["4月", "5月", "6月"], "x_label": "月", "y_label": "件"}
TASKS = [
    {"type": "task_card", "task_id": f"t{i}", "title": title, "status": status}
    for i, (title, status) in enumerate(
        [("規則を探す", "complete"), ("担当に聞く", "in_progress"), ("返事を書く", "pending"), ("送る", "error")]
    )
]
SOURCES = [{"type": "url", "url": "https://www.example.co.jp/3-2", "text": "方針 3-2"}]
PICTURE = {"type": "image", "image_url": "https://pictures.example.com/a.png", "alt_text": "社屋"}
ASKED = [counted("日本語", 12, 8, 15), counted("英語", 3, 5, 2)]
READ = element("button", "card", text=plain("読む"))
CARDS = [{"type": "card", "title": mrkdwn(f"*事例 {i}*"), "body": mrkdwn("USB の紛失と届け出")} for i in range(1, 5)]
FORMATTED = rich(
    line(
        said("太字", bold=True),
        said("と"),
        said("斜体", italic=True),
        {"type": "link", "url": "https://www.example.co.jp/", "text": "規則", "style": {"bold": True}},
        {"type": "user", "user_id": "U0SATO00001"},
        {"type": "broadcast", "range": "here"},
        {"type": "usergroup", "usergroup_id": "S0SECURITY1"},
        {"type": "color", "value": "#1f6b5a"},
        {"type": "date", "timestamp": 1767225600, "format": "{date_long}", "fallback": "2026-01-01"},
    ),
    {"type": "rich_text_list", "style": "ordered", "offset": 2, "elements": [line(said("三つ目"))]},
    {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [line(said("その中"))]},
)
BLOCKS: list[Json] = [
    FORMATTED,
    {"type": "plan", "title": "調べています", "tasks": TASKS},
    TASKS[0] | {"sources": SOURCES, "output": rich(line(said("三つ見つかりました")))},
    {
        "type": "data_table",
        "caption": "持ち出しの記録",
        "page_size": 3,
        "rows": [cells("日付", "人", "媒体"), *(cells(f"4/{i}", f"社員 {i}", "PC") for i in range(1, 8))],
    },
    {
        "type": "data_visualization",
        "title": "問い合わせの数",
        "chart": {
            "type": "bar",
            "series": ASKED,
            "axis_config": MONTHS,
        },
    },
    {
        "type": "data_visualization",
        "title": "種類",
        "chart": {"type": "pie", "segments": [{"label": "メール", "value": 6}, {"label": "紛失", "value": 2}]},
    },
    {
        "type": "video",
        "title": plain("怪しいメールの見分け方"),
        "title_url": "https://videos.example.com/1",
        "video_url": "https://videos.example.com/1/play",
        "thumbnail_url": "https://videos.example.com/1.png",
        "alt_text": "3 分の動画",
        "author_name": "情報システム部",
    },
    {"type": "carousel", "elements": CARDS},
    {
        "type": "container",
        "title": plain("くわしく"),
        "subtitle": mrkdwn("3 件"),
        "is_collapsible": True,
        "default_collapsed": True,
        "child_blocks": [{"type": "section", "text": mrkdwn("中身です")}],
    },
    CARDS[0]
    | {
        "icon": PICTURE,
        "hero_image": PICTURE,
        "subtext": mrkdwn("2026-04"),
        "actions": [READ],
    },
    {"type": "file", "external_id": "doc-1", "source": "remote"},
]
ALERTS = modal(
    "alerts",
    "お知らせ",
    [
        {"type": "alert", "level": level, "text": mrkdwn(f"これは *{level}* です")}
        for level in ("default", "info", "warning", "error", "success")
    ],
)

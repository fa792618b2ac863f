"""The limits of blocks, written down from Slack's documents (slack.md 2.1)."""

from __future__ import annotations

from tests.bot.playground.limits.builders import (
    actions,
    asks,
    button,
    card,
    chart,
    container,
    data_table,
    image,
    mrkdwn,
    plain,
    plotted,
    point,
    rich,
    rich_inline,
    table,
    task,
    video,
    words,
)
from tests.bot.playground.limits.rows import Choice, Row

CELLS = [
    Row("table rows", "/rows", 100, table),
    Row("table cells", "/rows/0", 20, lambda n: table(1, n)),
    Row(
        "table columns",
        "/column_settings",
        20,
        lambda n: table(column_settings=[{"is_wrapped": True}] * n),
        least=0,
    ),
    Row("data table rows with header", "/rows", 201, data_table),
    Row("data table cells", "/rows/0", 20, lambda n: data_table(1, n)),
    Row("data table page", "/page_size", 100, lambda n: data_table(page_size=n)),
    Row(
        "data table identifying column",
        "/row_header_column_index",
        19,
        lambda n: data_table(1, 20, row_header_column_index=n),
        least=0,
    ),
]

CHARTS = [
    Row("chart title", "/title", 50, lambda n: chart(title=words(n))),
    Row("chart segments", "/chart/segments", 12, lambda n: chart(chart={"type": "pie", "segments": [point()] * n})),
    Row(
        "chart label",
        "/chart/segments/0/label",
        20,
        lambda n: chart(chart={"type": "pie", "segments": [point(words(n))]}),
    ),
    Row("chart series", "/chart/series", 12, lambda n: plotted(series=n)),
    Row("chart series name", "/chart/series/0/name", 20, lambda n: plotted(name=words(n))),
    Row("chart points", "/chart/series/0/data", 20, lambda n: plotted(points=n)),
    Row("chart categories", "/chart/axis_config/categories", 20, lambda n: plotted(categories=["l"] * n)),
    Row("chart category", "/chart/axis_config/categories/0", 20, lambda n: plotted(categories=[words(n)])),
    Row("chart x label", "/chart/axis_config/x_label", 50, lambda n: plotted(x_label=words(n))),
    Row("chart y label", "/chart/axis_config/y_label", 50, lambda n: plotted(y_label=words(n))),
]

CARDS = [
    Row("card title", "/title/text", 150, lambda n: card(title=mrkdwn(n)), mrkdwn=True),
    Row("card subtitle", "/subtitle/text", 150, lambda n: card(subtitle=mrkdwn(n)), mrkdwn=True),
    Row("card body", "/body/text", 200, lambda n: card(body=mrkdwn(n)), mrkdwn=True),
    Row("card subtext", "/subtext/text", 200, lambda n: card(subtext=mrkdwn(n)), mrkdwn=True),
    Row("card actions", "/actions", 3, lambda n: card(actions=[button()] * n)),
    Row("carousel cards", "/elements", 10, lambda n: {"type": "carousel", "elements": [card()] * n}),
    Row("container title", "/title/text", 150, lambda n: container(title=plain(n))),
    Row("container subtitle", "/subtitle/text", 150, lambda n: container(subtitle=mrkdwn(n)), mrkdwn=True),
    Row("container blocks", "/child_blocks", 10, lambda n: container(child_blocks=[{"type": "divider"}] * n)),
    Row(
        "plan tasks",
        "/tasks",
        50,
        lambda n: {"type": "plan", "title": "t", "tasks": [task(str(i)) for i in range(n)]},
        least=0,
    ),
]

MEDIA = [
    Row("image address", "/image_url", 3000, lambda n: image(image_url=words(n))),
    Row("image alternative text", "/alt_text", 2000, lambda n: image(alt_text=words(n))),
    Row("image title", "/title/text", 2000, lambda n: image(title=plain(n))),
    Row("video title", "/title/text", 199, lambda n: video(title=plain(n))),
    Row("video author", "/author_name", 50, lambda n: video(author_name=words(n))),
    Row("video provider", "/provider_name", 50, lambda n: video(provider_name=words(n))),
    Row("video description", "/description/text", 200, lambda n: video(description=plain(n))),
    Row("video alternative text", "/alt_text", 200, lambda n: video(alt_text=words(n))),
]

WRITTEN = [
    Row("block_id", "/block_id", 255, lambda n: {"type": "divider", "block_id": words(n)}),
    Row("section text", "/text/text", 3000, lambda n: {"type": "section", "text": mrkdwn(n)}, mrkdwn=True),
    Row("section field", "/fields/0/text", 2000, lambda n: {"type": "section", "fields": [plain(n)]}, mrkdwn=True),
    Row("section fields", "/fields", 10, lambda n: {"type": "section", "fields": [mrkdwn(1)] * n}),
    Row("header", "/text/text", 150, lambda n: {"type": "header", "text": plain(n)}),
    Row("context elements", "/elements", 10, lambda n: {"type": "context", "elements": [mrkdwn(1)] * n}),
    Row("context text", "/elements/0/text", 3000, lambda n: {"type": "context", "elements": [plain(n)]}, mrkdwn=True),
    Row("actions elements", "/elements", 25, lambda n: actions(*[button()] * n)),
    Row(
        "context_actions elements",
        "/elements",
        5,
        lambda n: {"type": "context_actions", "elements": [{"type": "icon_button", "icon": "i", "text": plain(1)}] * n},
    ),
    Row("input label", "/label/text", 2000, lambda n: asks("datepicker") | {"label": plain(n)}),
    Row("input hint", "/hint/text", 2000, lambda n: asks("datepicker") | {"hint": plain(n)}),
    Row("markdown", "/text", 12_000, lambda n: {"type": "markdown", "text": words(n)}),
    Row("alert", "/text/text", 200, lambda n: {"type": "alert", "text": plain(n)}, surface="modal", mrkdwn=True),
    Row(
        "remote file",
        "/external_id",
        255,
        lambda n: {"type": "file", "external_id": words(n), "source": "remote"},
    ),
    Row(
        "rich text indent",
        "/elements/0/indent",
        8,
        lambda n: rich({"type": "rich_text_list", "style": "bullet", "elements": [], "indent": n}),
        least=0,
    ),
    Row(
        "rich text skin tone",
        "/elements/0/elements/0/skin_tone",
        6,
        lambda n: rich_inline(type="emoji", name="wave", skin_tone=n),
    ),
]

OF_BLOCKS = [*WRITTEN, *MEDIA, *CARDS, *CHARTS, *CELLS]

BLOCK_CHOICES = [
    Choice("file source", "/source", ("remote",), lambda one: {"type": "file", "external_id": "x", "source": one}),
    Choice("task status", "/status", ("pending", "in_progress", "complete", "error"), lambda one: task(status=one)),
    Choice(
        "alert level",
        "/level",
        ("default", "info", "warning", "error", "success"),
        lambda one: {"type": "alert", "text": plain(1), "level": one},
        surface="modal",
    ),
    Choice("container width", "/width", ("narrow", "standard", "wide", "full"), lambda one: container(width=one)),
    Choice(
        "table alignment",
        "/column_settings/0/align",
        ("left", "center", "right"),
        lambda one: table(column_settings=[{"align": one}]),
    ),
    Choice(
        "list style",
        "/elements/0/style",
        ("bullet", "ordered"),
        lambda one: rich({"type": "rich_text_list", "style": one, "elements": []}),
    ),
    Choice(
        "border",
        "/elements/0/border",
        (0, 1),
        lambda one: rich({"type": "rich_text_quote", "elements": [], "border": one}),
    ),
    Choice(
        "broadcast",
        "/elements/0/elements/0/range",
        ("here", "channel", "everyone"),
        lambda one: rich_inline(type="broadcast", range=one),
    ),
]

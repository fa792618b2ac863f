"""What Slack refuses of a message as a whole, and what it only warns of (slack.md 2.1 and 2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.bot.playground.limits.builders import Json, mrkdwn, words

DIVIDER = {"type": "divider"}
SECTION = {"type": "section", "text": mrkdwn(1)}
EVENT: Json = {"event_type": "t", "event_payload": {"a": 1}}


@dataclass(frozen=True)
class Said:
    """A message once right and once wrong; `answered` is the method's word where it knows no better one."""

    name: str
    right: Json
    wrong: Json
    pointer: str
    code: str
    answered: str = ""
    method: str = "chat.postMessage"

    def __str__(self) -> str:
        return self.name


OF_MESSAGES = [
    Said("nothing", {"text": "x"}, {}, "", "no_text"),
    Said("blanks", {"attachments": [{"text": "x"}]}, {"text": " \n", "blocks": []}, "", "no_text"),
    Said("an empty update", {"blocks": [DIVIDER]}, {"text": ""}, "", "no_text", method="chat.update"),
    Said("an empty whisper", {"text": "x"}, {}, "", "no_text", method="chat.postEphemeral"),
    Said(
        "a long update",
        {"text": words(4000)},
        {"text": words(4001)},
        "/text",
        "msg_too_long",
        method="chat.update",
    ),
    Said(
        "markdown beside text",
        {"markdown_text": "*x*"},
        {"markdown_text": "*x*", "text": "x"},
        "/markdown_text",
        "markdown_text_conflict",
    ),
    Said(
        "markdown beside blocks",
        {"markdown_text": "*x*"},
        {"markdown_text": "*x*", "blocks": [DIVIDER]},
        "/markdown_text",
        "markdown_text_conflict",
        method="chat.update",
    ),
    Said(
        "long markdown",
        {"markdown_text": words(12_000)},
        {"markdown_text": words(12_001)},
        "/markdown_text",
        "msg_too_long",
        "invalid_arguments",
    ),
    Said(
        "blocks that are no list",
        {"text": "x", "blocks": [SECTION]},
        {"text": "x", "blocks": SECTION},
        "/blocks",
        "invalid_blocks_format",
    ),
    Said(
        "many attachments",
        {"text": "x", "attachments": [{"text": "a"}] * 100},
        {"text": "x", "attachments": [{"text": "a"}] * 101},
        "/attachments",
        "too_many_attachments",
    ),
    Said(
        "attachments that are no list",
        {"text": "x", "attachments": [{"text": "a"}]},
        {"text": "x", "attachments": {"text": "a"}},
        "/attachments",
        "invalid_attachments",
        "invalid_arguments",
    ),
    Said(
        "an attachment whose text is no text",
        {"text": "x", "attachments": [{"text": "a", "color": None}]},
        {"text": "x", "attachments": [{"text": 5}]},
        "/attachments/0/text",
        "invalid_attachments",
        "invalid_arguments",
    ),
    Said(
        "a bad block in an attachment",
        {"text": "x", "attachments": [{"blocks": [SECTION]}]},
        {"text": "x", "attachments": [{"blocks": [SECTION]}, {"blocks": [SECTION, {"type": "x"}]}]},
        "/attachments/1/blocks/1/type",
        "invalid_blocks",
    ),
    Said(
        "metadata that is no object",
        {"text": "x", "metadata": EVENT},
        {"text": "x", "metadata": ["t"]},
        "/metadata",
        "invalid_metadata_format",
    ),
    Said(
        "metadata without payload",
        {"text": "x", "metadata": EVENT},
        {"text": "x", "metadata": {"event_type": "t"}},
        "/metadata",
        "invalid_metadata_schema",
    ),
    Said(
        "metadata with words for a payload",
        {"text": "x", "metadata": EVENT},
        {"text": "x", "metadata": EVENT | {"event_payload": "p"}},
        "/metadata/event_payload",
        "invalid_metadata_schema",
        method="chat.update",
    ),
]

# The largest that passes in silence, and the first that is only warned of.
WARNED: dict[str, tuple[Json, Json, str, str]] = {
    "text that Slack will cut": ({"text": words(40_000)}, {"text": words(40_001)}, "/text", "message_truncated"),
    "blocks without text": ({"text": "x", "blocks": [DIVIDER]}, {"blocks": [DIVIDER]}, "/text", "no_text"),
    "blocks that are long together": (
        {"text": "x", "blocks": [{"type": "section", "text": mrkdwn(2640)}] * 5},
        {"text": "x", "blocks": [{"type": "section", "text": mrkdwn(2641)}] * 5},
        "/blocks",
        "msg_blocks_too_long",
    ),
    "many attachments": (
        {"text": "x", "attachments": [{"text": "a"}] * 20},
        {"text": "x", "attachments": [{"text": "a"}] * 21},
        "/attachments",
        "too_many_attachments",
    ),
    "large metadata": (
        {"text": "x", "metadata": EVENT},
        {"text": "x", "metadata": {"event_type": "t", "event_payload": {"p": "x" * 16_000}}},
        "/metadata",
        "metadata_too_large",
    ),
}

# Every number that a whole payload is held against; each is tried by name above or among the rules.
NUMBERS: dict[str, Any] = {
    "TEXT_CUT_OVER": 40_000,
    "UPDATED_TEXT": 4_000,
    "MARKDOWN_TEXT": 12_000,
    "MARKDOWN_IN_ALL": 12_000,
    "ALL_BLOCKS": 13_200,
    "METADATA_BYTES": 16_000,
    "VIEW_BYTES": 250_000,
    "ATTACHMENTS": 100,
    "ATTACHMENTS_ADVISED": 20,
}

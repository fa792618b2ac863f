"""The content of a message as a call gives it: read, checked, completed."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.playground.errors import SlackError, bad_arguments
from bot.playground.ids import short_id
from bot.playground.model import Blocks, Json
from bot.playground.web_api.call import Call
from bot.playground.web_api.checks import refuse_bad_message

LONGEST_POST = 40_000
LONGEST_MARKDOWN = 12_000


@dataclass(frozen=True)
class Content:
    """What a message says."""

    text: str
    blocks: Blocks
    attachments: Blocks
    metadata: Json | None


def read_content(call: Call) -> Content:
    blocks = _list(call, "blocks", "invalid_blocks_format")
    attachments = _list(call, "attachments", "invalid_arguments")
    metadata = _metadata(call)
    text = call.text("text")
    if markdown := call.text("markdown_text"):
        text, blocks = markdown, _markdown(markdown, text, blocks)
    if not text.strip() and not blocks and not attachments:
        raise SlackError("no_text")
    payload = {"text": text, "blocks": blocks, "attachments": attachments, "metadata": metadata}
    refuse_bad_message(call.method, {name: value for name, value in payload.items() if value})
    return Content(text[:LONGEST_POST], complete(blocks), attachments, metadata)


def complete(blocks: Blocks) -> Blocks:
    """Give every block and every element the id that Slack's servers would give it."""
    for block in blocks:
        block.setdefault("block_id", short_id())
        for element in interactive_elements(block):
            element.setdefault("action_id", short_id())
    return blocks


def interactive_elements(block: Json) -> Iterator[Json]:
    for candidate in (block.get("accessory"), block.get("element"), *_children(block)):
        if isinstance(candidate, dict) and candidate.get("type") not in {"image", "mrkdwn", "plain_text"}:
            yield candidate


def _children(block: Json) -> Blocks:
    if block.get("type") not in {"actions", "context_actions", "card"}:
        return []
    return [*block.get("elements", ()), *block.get("actions", ())]


def _list(call: Call, name: str, refusal: str) -> Blocks:
    value = call.structure(name, refusal)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise SlackError(refusal, (f"[ERROR] must be an array of objects [json-pointer:/{name}]",))
    return value


def _markdown(markdown: str, text: str, blocks: Blocks) -> Blocks:
    if text or blocks:
        raise SlackError("markdown_text_conflict")
    if len(markdown) > LONGEST_MARKDOWN:
        raise bad_arguments(f"must be less than {LONGEST_MARKDOWN + 1} characters [json-pointer:/markdown_text]")
    return [{"type": "markdown", "text": markdown}]


def _metadata(call: Call) -> Json | None:
    refusal = "invalid_metadata_format" if "invalid_metadata_format" in call.method.errors else "invalid_arguments"
    value = call.structure("metadata", refusal)
    if value is not None and not isinstance(value, dict):
        raise SlackError(refusal)
    return value or None

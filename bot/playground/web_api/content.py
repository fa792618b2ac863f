"""The content of a message as a call gives it: read, checked, completed."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.playground.errors import SlackError
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
    text, markdown = call.text("text"), call.text("markdown_text")
    blocks = read_blocks(call)
    attachments = _list(call, "attachments", "invalid_arguments")
    metadata = read_metadata(call)
    payload = {
        "text": text,
        "markdown_text": markdown,
        "blocks": blocks,
        "attachments": attachments,
        "metadata": metadata,
    }
    refuse_bad_message(call.method, {name: value for name, value in payload.items() if value})
    if markdown:
        text, blocks = markdown, [{"type": "markdown", "text": markdown}]
    return Content(text[:LONGEST_POST], complete(blocks), complete_attachments(attachments), metadata)


def complete(blocks: Blocks) -> Blocks:
    """Give every block and every element the id that Slack's servers would give it."""
    for block in every_block(blocks):
        if block["type"] == "markdown":
            block.pop("block_id", None)  # Slack turns it into other blocks
        block.setdefault("block_id", short_id())
        for element in interactive_elements(block):
            element.setdefault("action_id", short_id())
    return blocks


def complete_attachments(attachments: Blocks) -> Blocks:
    """Number the attachments as Slack does, and complete the blocks in them."""
    for number, attachment in enumerate(attachments, start=1):
        attachment["id"] = number
        if attachment.get("blocks"):
            complete(attachment["blocks"])
            attachment.setdefault("fallback", "[no preview available]")
    return attachments


def every_block(blocks: Blocks) -> Iterator[Json]:
    """The blocks of a list, and the blocks that lie in containers and carousels."""
    for block in blocks:
        yield block
        yield from every_block(block.get("child_blocks", []))
        if block.get("type") == "carousel":
            yield from every_block(block["elements"])


def interactive_elements(block: Json) -> Iterator[Json]:
    for candidate in (block.get("accessory"), block.get("element"), *_children(block)):
        if isinstance(candidate, dict) and candidate.get("type") not in {"image", "mrkdwn", "plain_text"}:
            yield candidate


def _children(block: Json) -> Blocks:
    if block.get("type") not in {"actions", "context_actions", "card"}:
        return []
    return [*block.get("elements", ()), *block.get("actions", ())]


def read_blocks(call: Call) -> Blocks:
    refusal = "invalid_blocks_format" if "invalid_blocks_format" in call.method.errors else "invalid_blocks"
    return _list(call, "blocks", refusal)


def _list(call: Call, name: str, refusal: str) -> Blocks:
    value = call.structure(name, refusal)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise SlackError(refusal, (f"[ERROR] must be an array of objects [json-pointer:/{name}]",))
    return value


def read_metadata(call: Call) -> Json | None:
    refusal = "invalid_metadata_format" if "invalid_metadata_format" in call.method.errors else "invalid_arguments"
    value = call.structure("metadata", refusal)
    if value is not None and not isinstance(value, dict):
        raise SlackError(refusal, ("[ERROR] must provide an object [json-pointer:/metadata]",))
    return value or None

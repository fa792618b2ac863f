"""Whatever JSON comes in, the validator answers with problems and never with an exception."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models import blocks as sdk

from bot.playground.validator import check_blocks, check_message, check_view
from bot.playground.validator.blocks import BLOCKS
from bot.playground.validator.elements import ELEMENTS
from tests.bot.playground_validator.examples import smallest
from tests.kit.examples import examples

NAMES = sorted({name for shape in [*BLOCKS.shapes.values(), *ELEMENTS.shapes.values()] for name in shape.fields})
TYPES = [*BLOCKS.shapes, *ELEMENTS.shapes, "mrkdwn", "plain_text", "modal", "home"]
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(TYPES)


def objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    named = st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=4), inner, max_size=5)
    typed = st.builds(lambda name, rest: {**rest, "type": name}, st.sampled_from(TYPES), named)
    return typed | named | st.lists(inner, max_size=4)


JSON = st.recursive(LEAVES, objects, max_leaves=25)
BLOCK = st.builds(
    lambda name, rest: {**smallest(BLOCKS.shapes[name], name), **rest},
    st.sampled_from(list(BLOCKS.shapes)),
    st.dictionaries(st.sampled_from(NAMES), JSON, max_size=4),
)
MESSAGE = st.fixed_dictionaries({}, optional=dict.fromkeys(("text", "markdown_text", "attachments", "metadata"), JSON))


@examples(60)
@given(JSON, st.lists(BLOCK, max_size=4), MESSAGE)
def test_no_json_makes_it_stumble(anything: Any, blocks: list[Any], message: dict[str, Any]) -> None:
    for surface in ("message", "modal", "home"):
        for value in (anything, blocks):
            assert all(each.pointer.startswith("/blocks") for each in check_blocks(value, surface))
    assert isinstance(check_message(anything), list)
    assert isinstance(check_message({**message, "blocks": blocks}), list)
    assert isinstance(check_view({"type": "modal", "title": anything, "blocks": blocks}), list)
    assert isinstance(check_view(anything), list)


@examples(60)
@given(st.lists(BLOCK, max_size=3))
def test_a_pointer_leads_to_a_place_in_the_payload(blocks: list[Any]) -> None:
    for problem in check_blocks(blocks, "message"):
        node: Any = {"blocks": blocks}
        for step in problem.pointer.split("/")[1:]:
            node = node[int(step)] if isinstance(node, list) else node[step]


def test_what_the_sdk_builds_is_taken() -> None:
    text, confirm = sdk.PlainTextObject(text="文"), sdk.ConfirmObject(title="本当に", text="消しますか")
    choice = sdk.Option(value="v", text="選択")
    built = [
        sdk.HeaderBlock(text=text),
        sdk.SectionBlock(text="*文*", accessory=sdk.OverflowMenuElement(action_id="o", options=[choice])),
        sdk.ActionsBlock(
            elements=[
                sdk.ButtonElement(text=text, action_id="a", style="danger", confirm=confirm),
                sdk.StaticSelectElement(action_id="s", options=[choice], initial_option=choice, placeholder="選ぶ"),
                sdk.DatePickerElement(action_id="d", initial_date="2026-04-01"),
                sdk.RadioButtonsElement(action_id="r", options=[choice]),
            ]
        ),
        sdk.InputBlock(label=text, element=sdk.NumberInputElement(is_decimal_allowed=False, action_id="n")),
        sdk.ContextBlock(elements=[sdk.MarkdownTextObject(text="_文_")]),
    ]
    assert check_blocks([each.to_dict() for each in built], "message") == []

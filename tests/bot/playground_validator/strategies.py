"""Good blocks of every kind, drawn from the validator's own tables."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from bot.playground.validator.blocks import BLOCKS
from bot.playground.validator.kinds import Anything, Flag, Kind, Many, Number, OneOf, Shape, Str, Typed, Whole, Words
from bot.playground.validator.surfaces import LISTED, Surface
from tests.bot.playground_validator.examples import LIKE

Json = dict[str, Any]
LETTERS = "あ漢a0 *<&\u0301😀"
# A rule ties these to other fields, and chance would hardly ever keep it.
TIED = {
    "initial_option",
    "initial_options",
    "default_collapsed",
    "min_length",
    "min_lines",
    "min_value",
    "row_header_column_index",
    "focus_on_load",
    "response_url_enabled",
    "default_to_current_conversation",
}


def good(kind: Kind, name: str = "") -> st.SearchStrategy[Any]:
    """Values that a kind takes, most of them small."""
    match kind:
        case Str(like=None, least=least, most=most):
            return st.text(LETTERS, min_size=least, max_size=min(most or least + 4, least + 4))
        case Str(like=like) if like is not None:
            return st.just(LIKE[like])
        case OneOf(words=words):
            return st.sampled_from(words)
        case Whole(least=least, most=most):
            return st.integers(least, min(most or least + 4, least + 4))
        case Many(of=inner, least=least, most=most):
            return st.lists(good(inner), min_size=least, max_size=min(most or least + 2, least + 2))
        case Typed(shapes=shapes):
            return st.sampled_from(sorted(shapes)).flatmap(lambda one: good(shapes[one], one))
        case Shape():
            return st.composite(_shape)(kind, name)
        case Flag():
            return st.booleans()
        case Number():
            return st.integers(-5, 5) | st.floats(-5, 5)
    return _free(kind)


def _free(kind: Kind) -> st.SearchStrategy[Any]:
    inner = good(kind.of) if isinstance(kind, Words) and not isinstance(kind.of, Anything) else st.integers()
    return st.dictionaries(st.text(LETTERS, max_size=3), inner, max_size=2)


def _shape(draw: st.DrawFn, shape: Shape, name: str) -> Json:
    names = set(shape.required)
    rivals: set[str] = set()
    for need in shape.needs:
        chosen = draw(st.sampled_from(need.names))
        names.add(chosen)
        rivals |= set(need.names) - {chosen} if need.alone else set()
    free = sorted(shape.fields.keys() - names - rivals - TIED - {"type", "block_id", "action_id"})
    names |= draw(st.sets(st.sampled_from(free), max_size=2)) if free else set()
    body = {field: draw(good(shape.fields[field])) for field in sorted(names - {"type"})}
    return {"type": name, **body} if "type" in shape.fields else body


def good_blocks(surface: Surface) -> st.SearchStrategy[list[Json]]:
    named = st.sampled_from(sorted(LISTED[surface]))
    return st.lists(named.flatmap(lambda name: good(BLOCKS.shapes[name], name)), min_size=1, max_size=3)

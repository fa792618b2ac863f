"""JSON from outside, read so that whatever came in can be written out again, to pages, to the app and to the disk."""

import json
import math
from typing import Any, Final, NoReturn
from urllib.parse import urlsplit

from aiohttp.http import HttpProcessingError

DEEPEST = 100

BROKEN_FORM: Final = (ValueError, LookupError, RuntimeError, AssertionError, HttpProcessingError)
"""What aiohttp raises at a form that it cannot read."""


def read_json(text: str | bytes) -> Any:
    """The value, a question mark in place of half a surrogate pair. ValueError: no JSON, no number, nested too deep."""
    text = text.decode() if isinstance(text, bytes) else text
    try:
        value = _loaded(text)
        if "\\ud" in text.lower():
            value = _loaded(json.dumps(value, ensure_ascii=False).encode(errors="replace").decode())
    except RecursionError:
        raise ValueError("nested too deep") from None
    if text.count("[") + text.count("{") > DEEPEST and _is_deep(value):
        raise ValueError("nested too deep")
    return value


def read_object(text: str | bytes) -> dict[str, Any]:
    """The same for what must be an object."""
    if isinstance(value := read_json(text), dict):
        return value
    raise ValueError("must be an object")


def is_web_address(text: str) -> bool:
    """Whether this is an address on the web, with a host."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def _loaded(text: str) -> Any:
    return json.loads(text, parse_constant=_no_number, parse_float=_number)


def _number(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _no_number(text)


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
    return bool(level)


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []

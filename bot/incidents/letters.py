"""Prepared letters: the fields of a template filled from an incident, and nothing else in it touched."""

from __future__ import annotations

import re
from collections.abc import Mapping

FIELDS = (
    "id",
    "company",
    "title",
    "category",
    "level",
    "happened",
    "noticed",
    "reported",
    "text",
    "where",
    "facts",
    "people",
    "cause",
    "damage",
    "prevention",
    "response",
    "lead",
    "phone",
    "today",
)
_FIELD = re.compile(r"\{(" + "|".join(FIELDS) + r")\}")


def fill(template: str, values: Mapping[str, str], gap: str) -> str:
    """The template with its known `{fields}` replaced, once: braces in a value are only text.

    A field without a value becomes `gap`, so that nobody sends the letter without seeing what is missing.
    """
    return _FIELD.sub(lambda found: values.get(found[1], "").strip() or gap, template)


def gaps(template: str, values: Mapping[str, str]) -> list[str]:
    """The fields of the template that have no value yet, in order, each once."""
    found = dict.fromkeys(match[1] for match in _FIELD.finditer(template))
    return [name for name in found if not values.get(name, "").strip()]

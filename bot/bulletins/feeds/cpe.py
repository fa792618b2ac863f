"""Product ids (CPE) in both of their forms, as far as they tell what a product is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

_ANY: Final = {"", "*", "-"}
_LONGEST: Final = 400
_COLON: Final = re.compile(r"(?<!\\):")


@dataclass(frozen=True, slots=True)
class Cpe:
    """`part` is a (application), o (system) or h (device); a `version` that is not told is ""."""

    text: str
    part: str
    vendor: str
    product: str
    version: str = ""

    @property
    def named(self) -> str:
        """The product in words, as far as an id has any."""
        return self.product.replace("_", " ")

    def begins_with(self, beginning: Cpe) -> bool:
        """Whether this is what the beginning names: windows_11_24h2 begins with windows_11, officescan not with office.

        A beginning without a product is everything of a vendor; one with a version is only that version.
        """
        if (self.part, self.vendor) != (beginning.part, beginning.vendor):
            return False
        rest = self.product.removeprefix(beginning.product)
        if beginning.product and (rest == self.product or rest[:1] not in {"", "_", "-"}):
            return False
        return not beginning.version or self.version == beginning.version


def parse(text: str) -> Cpe | None:
    """An id or the beginning of one; None for what is none."""
    text = text.strip().lower()[:_LONGEST]
    if text.startswith("cpe:2.3:"):
        parts = [part.replace("\\", "") for part in _COLON.split(text)[2:]]
    elif text.startswith("cpe:/"):
        parts = [unquote(part) for part in text[5:].split(":")]
    else:
        return None
    part, vendor, product, version = (["" if one in _ANY else one for one in parts] + [""] * 4)[:4]
    return Cpe(text, part, vendor, product, version) if part and vendor else None

"""The variables of bulletins: `{company}` and the like, put in by plain replacement, never by a template language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from knowledge.documents import Company

OF_THE_BULLETIN: Final = ("do_by", "link")
"""Known only when one is written: until when to act, and the first address that is no bad example."""
_NOT_NAMED: Final = frozenset({"employee", "department_head"})
"""Roles that many hold: nobody is helped by all their names."""
_VARIABLE: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_BLANK: Final = re.compile(r"〔[^〔〕\n]*〕")
_BRACES: Final = re.compile(r"\{[^{}\n]*\}?|\}")


def variables(company: Company, language: str) -> Mapping[str, str]:
    """What the company's file says: its name, how and when to reach each contact, who holds which role.

    The contact `help-desk` is `{help_desk_phone}`, `{help_desk_email}` and `{help_desk_hours}`, the role
    `security_lead` the name of whoever holds it.
    """
    found = {"company": company.name.say(language)}
    for contact in company.contacts:
        name = contact.id.replace("-", "_")
        found |= {f"{name}_phone": contact.phone or "", f"{name}_email": contact.email or ""}
        found[f"{name}_hours"] = contact.hours.say(language) if contact.hours else ""
    between = ", " if language == "en" else "、"
    for role in dict.fromkeys(role for person in company.people for role in person.roles):
        if role not in _NOT_NAMED:
            held = [person.name.say(language) for person in company.people if role in person.roles]
            found[role] = between.join(held)
    return {name: value for name, value in found.items() if value}


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its variables put in, each once; what has no value stays as it was typed."""
    return _VARIABLE.sub(lambda found: values.get(found[1], found[0]), text)


def named(text: str) -> list[str]:
    """The variables that a text names, in order, whether or not there is such a thing."""
    return list(dict.fromkeys(_VARIABLE.findall(text)))


def strays(text: str) -> Iterator[str]:
    """Braces that name no variable: a slip like `{Company}` or `{do by}` would be read by everybody."""
    yield from _BRACES.findall(_VARIABLE.sub("", text))


def blanks(text: str) -> list[str]:
    """The places that a template leaves for whoever writes, as `〔件名〕`: nobody should read one of them."""
    return list(dict.fromkeys(_BLANK.findall(text)))

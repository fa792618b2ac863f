"""What the roles are called, and whom to phone when Slack is too slow."""

from __future__ import annotations

from handlers.kit.people import People
from handlers.kit.words import N_, Words
from knowledge.documents import Member

ROLES = {
    "employee": N_("employee"),
    "department_head": N_("department head"),
    "system_admin": N_("system administrator"),
    "security_lead": N_("security lead"),
    "president": N_("president"),
    "incident_lead": N_("incident lead"),
    "education_lead": N_("education lead"),
    "audit_lead": N_("audit lead"),
    "privacy_desk": N_("privacy desk"),
    "mynumber_lead": N_("My Number lead"),
}


FIRST = ("system_admin", "incident_lead")
"""Who is phoned, in this order."""


def phone_line(people: People, words: Words, reader: str | None = None) -> str:
    """Whom to call, and whom when they do not answer: the system administrator, then the incident lead.

    Whoever is away is left out, or their deputy named; when nobody else has a phone, better they than nobody.
    Nobody is told to call themselves: the reader's own number is left out.
    """
    held = [(role, member) for role in FIRST for member in people.company.people if role in member.roles]
    found: dict[str, str] = {}
    for role, member in held:
        user = people.account_of(member.email)
        person = people.present(user) if user else None
        if person and person != user and people.phone_of(person):
            found.setdefault(person, person_line(people, role, user or "", person, words))
        elif person == user:
            found.setdefault(user or member.id, _own_line(role, member, words))
    lines = list(found.values()) or list(dict.fromkeys(_own_line(role, member, words) for role, member in held))
    if own := found.get(reader or ""):
        lines.remove(own)
    if not lines:
        return ""
    return words.say("By phone: {people}", people=" → ".join(lines))


def person_line(people: People, role: str, holder: str, person: str, words: Words) -> str:
    """Whom to call for a role: its holder, or whoever stands in for them."""
    name, phone = people.called(person, words.language), people.phone_of(person)
    if person == holder:
        return words.say("{role} {name} {phone}", role=words.say(ROLES[role]), name=name, phone=phone).strip()
    absent = people.called(holder, words.language)
    return words.say("{name} (for {absent}) {phone}", name=name, absent=absent, phone=phone).strip()


def _own_line(role: str, member: Member, words: Words) -> str:
    name = member.name.say(words.language)
    return words.say("{role} {name} {phone}", role=words.say(ROLES[role]), name=name, phone=member.phone or "").strip()

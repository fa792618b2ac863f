"""What may stop, who restores it and whom to call, as a window (policy 11-5)."""

from __future__ import annotations

from collections.abc import Iterable

from handlers.incidents import ids
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Modal
from handlers.kit.people import People
from handlers.kit.roles import ROLES, phone_line
from handlers.kit.words import Words
from knowledge.documents import Company, Contact
from knowledge.incidents import IncidentContent, Service

CLAUSE = "11-5"


def continuity_modal(content: IncidentContent, people: People, words: Words) -> Modal:
    """Every service with its people and their numbers; a phone works when Slack does not."""
    plan, company, language = content.continuity, people.company, words.language
    shown: list[Block] = [
        b.paragraph(
            words.say("Whoever restores a service calls those who help with it. Note the numbers on paper too.")
        ),
        b.context(phone_line(people, words)),
    ]
    for service in plan.services:
        shown += [b.divider(), b.strong(service.name.say(language)), b.bullets(_lines(service, company, words))]
    if plan.assumed:
        shown += [
            b.divider(),
            b.strong(words.say("What we prepare for")),
            b.bullets(one.say(language) for one in plan.assumed),
        ]
    shown.append(b.context(words.say("Policy {clause}", clause=CLAUSE)))
    return Modal(ids.SHOW, words.say("When something stops"), shown, words.say("Close"))


def _lines(service: Service, company: Company, words: Words) -> Iterable[str]:
    language = words.language
    owners = "、".join(_people(service.owner, company, words))
    yield words.say("Restores it: {role}: {people}", role=words.say(ROLES[service.owner]), people=owners)
    for role in service.with_:
        people = "、".join(_people(role, company, words))
        yield words.say("Together with: {role}: {people}", role=words.say(ROLES[role]), people=people)
    for contact in company.contacts:
        if contact.id in service.contacts:
            yield words.say("Call: {contact}", contact=_contact(contact, language))
    if service.list_of:
        yield words.say("More numbers: {register}", register=service.list_of.say(language))
    if service.target:
        yield words.say("How: {target}", target=service.target.say(language))
    yield words.say("Policy {clause}", clause=", ".join(service.clauses))


def _people(role: str, company: Company, words: Words) -> list[str]:
    """Those who hold a role, with their numbers; heads of departments with theirs."""
    departments = {one.id: one.name.say(words.language) for one in company.departments}
    found = []
    for person in company.people:
        if role in person.roles:
            headed = [departments[one.id] for one in company.departments if one.head == person.id]
            where = f"（{'、'.join(headed)}）" if words.language == "ja" else f" ({', '.join(headed)})"
            name = person.name.say(words.language) + (where if role == "department_head" and headed else "")
            found.append(f"{name} {person.phone or ''}".strip())
    return found or [words.say("nobody holds this role yet")]


def _contact(contact: Contact, language: str) -> str:
    hours = contact.hours.say(language) if contact.hours else ""
    told = (contact.name.say(language), contact.phone, hours, contact.email, contact.url)
    return " / ".join(filter(None, told))

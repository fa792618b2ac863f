"""Who heads which department, on Slack and today."""

from __future__ import annotations

from bot.core.people import Person
from handlers.kit.people import People


def head_of(unit: str, people: People) -> str | None:
    """Whoever heads a department, or stands in while they are away; None for nobody, or nobody on Slack."""
    account = named_head(unit, people)
    return (people.present(account) or account) if account else None


def named_head(unit: str, people: People) -> str | None:
    """The account of whoever the company's file names as the head, there or away; None for nobody on Slack."""
    company = people.company
    wanted = next((one.head for one in company.departments if one.id == unit), None)
    head = next((one for one in company.people if one.id == wanted), None)
    return people.account_of(head.email) if head else None


def units_of(person: Person, people: People) -> frozenset[str]:
    """The departments that somebody heads, and those whose absent head they stand in for."""
    if person.is_guest:
        return frozenset()
    listed = [people.listed(one) for one in (person.id, *people.stands_in_for(person.id))]
    addresses = {one.email for one in listed if one}
    members = {one.id for one in people.company.people if one.email in addresses}
    return frozenset(one.id for one in people.company.departments if one.head in members)

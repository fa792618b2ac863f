"""Who heads which department, on Slack and today."""

from __future__ import annotations

from bot.core.people import Person
from handlers.kit.people import People


def head_of(unit: str, people: People) -> str | None:
    """Whoever heads a department, or stands in while they are away; None for nobody, or nobody on Slack."""
    company = people.company
    wanted = next((one.head for one in company.departments if one.id == unit), None)
    head = next((one for one in company.people if one.id == wanted), None)
    account = people.account_of(head.email) if head else None
    return (people.present(account) or account) if account else None


def units_of(person: Person, people: People) -> frozenset[str]:
    """The departments that somebody heads, and those whose absent head they stand in for."""
    company, listed = people.company, people.listed(person.id)
    member = next((one for one in company.people if listed and one.email == listed.email), None)
    if member is None or person.is_guest:
        return frozenset()
    covered = ((one.id, people.account_of(one.email)) for one in company.people if one.deputy == member.id)
    stands_in = {name for name, account in covered if account and people.present(account) == person.id}
    return frozenset(one.id for one in company.departments if one.head in {member.id, *stands_in})

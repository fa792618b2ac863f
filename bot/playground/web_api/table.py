"""Every documented method and who answers it."""

from bot.playground.web_api import (
    agents,
    chat,
    conversations,
    documents,
    files,
    functions,
    history,
    identity,
    links,
    oauth,
    pins,
    reactions,
    rooms,
    schedules,
    streaming,
    usergroups,
    users,
    validation,
    views,
)
from bot.playground.web_api.gate import Handler

_FAMILIES = (
    agents,
    chat,
    conversations,
    documents,
    files,
    functions,
    history,
    identity,
    links,
    oauth,
    pins,
    reactions,
    rooms,
    schedules,
    streaming,
    usergroups,
    users,
    validation,
    views,
)


def all_handlers() -> dict[str, Handler]:
    return {name: handler for family in _FAMILIES for name, handler in family.HANDLERS.items()}

"""Every documented method and who answers it."""

from bot.playground.errors import SlackError
from bot.playground.methods import METHODS
from bot.playground.web_api import agents, chat, conversations, history, identity, reactions, users, views
from bot.playground.web_api.call import Call, Reply
from bot.playground.web_api.gate import Handler

# What a documented method that the playground does not play yet answers: the first that its own list has.
_POLITE_REFUSALS = ("restricted_action", "not_implemented", "not_enabled", "method_not_supported_for_channel_type")


async def not_played(call: Call) -> Reply:
    refusal = next((code for code in _POLITE_REFUSALS if code in call.method.errors), "internal_error")
    raise SlackError(refusal)


def all_handlers() -> dict[str, Handler]:
    played: dict[str, Handler] = {}
    for family in (agents, chat, conversations, history, identity, reactions, users, views):
        played |= family.HANDLERS
    return dict.fromkeys(METHODS, not_played) | played

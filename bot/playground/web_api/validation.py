"""blocks.validate: what Slack would refuse, asked before anything is sent and without a token."""

import json

from bot.playground.errors import SlackError, bad_arguments
from bot.playground.model import Json
from bot.playground.validator import Problem, check_blocks, check_message, check_view
from bot.playground.web_api.call import Call, Reply
from bot.playground.web_api.checks import errors_of

LONGEST = 100_000
# The pointers of the answer start inside the payload, ours at the argument.
_OUTER = {"blocks": "/blocks", "view": "/view", "message": ""}


async def validate(call: Call) -> Reply:
    given = [name for name in _OUTER if call.args.get(name) not in (None, "")]
    if len(given) != 1:
        raise bad_arguments("provide exactly one of blocks, view or message")
    name = given[0]
    payload = call.structure(name, "invalid_arguments")
    if len(json.dumps(payload, ensure_ascii=False)) > LONGEST:
        raise bad_arguments(f"must be less than {LONGEST + 1} characters [json-pointer:/{name}]")
    if errors := errors_of(_problems(name, payload)):
        raise SlackError(f"invalid_{name}", extra={"errors": [_shown(one, _OUTER[name]) for one in errors]})
    return {}


def _problems(name: str, payload: object) -> list[Problem]:
    if name == "blocks":
        return check_blocks(payload, "message")
    return check_view(payload) if name == "view" else check_message(payload)


def _shown(problem: Problem, outer: str) -> Json:
    body: Json = {"pointer": problem.pointer.removeprefix(outer), "code": "failed_constraint"}
    body["message"] = problem.message
    if kept := problem.constraint:
        body["constraint"] = {"type": kept.type, "expected": list(kept.expected), "got": kept.got}
    return body | ({"field": problem.field} if problem.field else {})


HANDLERS = {"blocks.validate": validate}

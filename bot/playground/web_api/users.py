"""users.* and usergroups.*: who is who."""

from bot.playground.errors import SlackError
from bot.playground.model import User
from bot.playground.shapes import user_json
from bot.playground.web_api.call import Call, Reply
from bot.playground.web_api.paging import page, with_cursor


async def info(call: Call) -> Reply:
    user = call.slack.space.users.get(call.text("user"))
    if user is None:
        raise SlackError("user_not_found")
    return {"user": _shown(call, user)}


async def list_users(call: Call) -> Reply:
    users, cursor = page(call, list(call.slack.space.users.values()), 200)
    reply: Reply = {"members": [_shown(call, user) for user in users]}
    return with_cursor(reply | {"cache_ts": int(call.slack.clock.now())}, cursor)


async def lookup_by_email(call: Call) -> Reply:
    user = call.slack.space.user_with_email(call.text("email"))
    if user is None or user.deleted:
        raise SlackError("users_not_found")
    return {"user": _shown(call, user)}


async def list_groups(_call: Call) -> Reply:
    return {"usergroups": []}


def _shown(call: Call, user: User) -> Reply:
    email, locale = call.has_scope("users:read.email"), call.flag("include_locale")
    return user_json(call.slack.space, user, email=email, locale=locale)


HANDLERS = {
    "users.info": info,
    "users.list": list_users,
    "users.lookupByEmail": lookup_by_email,
    "usergroups.list": list_groups,
}

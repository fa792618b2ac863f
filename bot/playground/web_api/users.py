"""users.*: who is who."""

from bot.playground.errors import SlackError
from bot.playground.model import User
from bot.playground.shapes import profile_json, user_json
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


async def profile(call: Call) -> Reply:
    space = call.slack.space
    user = space.users.get(call.text("user") or space.app.bot_user)
    if user is None:
        raise SlackError("user_not_found")
    more = {"skype": "", "pronouns": "", "fields": {}, "status_emoji_display_info": [], "status_expiration": 0}
    return {"profile": profile_json(user, email=call.has_scope("users:read.email")) | more}


def _shown(call: Call, user: User) -> Reply:
    email, locale = call.has_scope("users:read.email"), call.flag("include_locale")
    return user_json(call.slack.space, user, email=email, locale=locale)


HANDLERS = {
    "users.info": info,
    "users.list": list_users,
    "users.lookupByEmail": lookup_by_email,
    "users.profile.get": profile,
}

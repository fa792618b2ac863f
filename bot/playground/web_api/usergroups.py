"""usergroups.*: people who are mentioned together."""

from bot.playground.errors import SlackError
from bot.playground.model import UserGroup
from bot.playground.web_api.call import Call, Reply


async def list_groups(call: Call) -> Reply:
    groups = call.slack.space.groups.values()
    return {"usergroups": [_shown(call, group) for group in groups if _is_asked(call, group)]}


async def list_members(call: Call) -> Reply:
    group = call.slack.space.groups.get(call.text("usergroup"))
    if group is None or not _is_asked(call, group):
        raise SlackError("no_such_subteam")
    return {"users": group.users}


def _is_asked(call: Call, group: UserGroup) -> bool:
    return not group.disabled or call.flag("include_disabled")


def _shown(call: Call, group: UserGroup) -> Reply:
    creator = next((user.id for user in call.slack.space.people() if user.admin), None)
    body: Reply = {
        "id": group.id,
        "team_id": call.slack.space.team_id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": group.description,
        "handle": group.handle,
        "is_external": False,
        "date_create": group.created,
        "date_update": group.disabled or group.created,
        "date_delete": group.disabled,
        "auto_type": None,
        "auto_provision": False,
        "created_by": creator,
        "updated_by": creator,
        "deleted_by": creator if group.disabled else None,
        "prefs": {"channels": [], "groups": []},
    }
    if call.flag("include_users"):
        body["users"] = group.users
    if call.flag("include_count"):
        body["user_count"] = len(group.users)
    return body


HANDLERS = {"usergroups.list": list_groups, "usergroups.users.list": list_members}

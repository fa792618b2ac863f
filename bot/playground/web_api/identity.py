"""api.test, auth.test, apps.connections.open, team.info, bots.info: who is calling whom."""

from bot.playground.errors import SlackError
from bot.playground.shapes import icons
from bot.playground.web_api.call import Call, Reply


async def api_test(call: Call) -> Reply:
    if error := call.text("error"):
        # The one method that answers whatever error it is asked for.
        return {"ok": False, "error": error, "args": call.args}
    return {"args": {key: value for key, value in call.args.items() if key != "token"}}


async def auth_test(call: Call) -> Reply:
    space = call.slack.space
    return {
        "url": f"{call.slack.base_url}/",
        "team": space.name,
        "user": space.users[space.app.bot_user].name,
        "team_id": space.team_id,
        "user_id": space.app.bot_user,
        "bot_id": space.app.bot_id,
        "is_enterprise_install": False,
    }


async def revoke(call: Call) -> Reply:
    if call.flag("test"):
        return {"revoked": False}
    call.slack.grants.revoke_token(call.token)
    return {"revoked": True}


async def open_connection(call: Call) -> Reply:
    ticket = call.slack.sockets.ticket()
    base = call.slack.base_url.replace("http", "ws", 1)
    return {"url": f"{base}/link/?ticket={ticket}&app_id={call.slack.space.app.id}"}


async def team_info(call: Call) -> Reply:
    space = call.slack.space
    if call.text("team") not in {"", space.team_id}:
        raise SlackError("team_not_found")
    icon = {"image_default": True}
    team = {"id": space.team_id, "name": space.name, "domain": space.domain, "email_domain": "", "icon": icon}
    return {"team": team}


async def bots_info(call: Call) -> Reply:
    app = call.slack.space.app
    if call.text("bot") not in {"", app.bot_id}:
        raise SlackError("bot_not_found")
    return {
        "bot": {
            "id": app.bot_id,
            "deleted": False,
            "name": app.name,
            "updated": 1700000000,
            "app_id": app.id,
            "user_id": app.bot_user,
            "icons": icons(),
        }
    }


HANDLERS = {
    "api.test": api_test,
    "auth.test": auth_test,
    "auth.revoke": revoke,
    "apps.connections.open": open_connection,
    "team.info": team_info,
    "bots.info": bots_info,
}

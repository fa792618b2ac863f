"""views.*: modals and the home tab."""

from bot.playground.errors import SlackError, bad_arguments
from bot.playground.model import Json, View
from bot.playground.shapes import view_json
from bot.playground.web_api.call import Call, Reply
from bot.playground.web_api.checks import refuse_bad_view
from bot.playground.web_api.content import complete


async def open_view(call: Call) -> Reply:
    view = _read(call, "modal")
    trigger = call.slack.triggers.redeem(_trigger(call))
    return _shown(call, call.slack.modals.open(trigger.user, view))


async def push(call: Call) -> Reply:
    view = _read(call, "modal")
    trigger = call.slack.triggers.redeem(_trigger(call))
    return _shown(call, call.slack.modals.push(trigger.user, view))


async def update(call: Call) -> Reply:
    body = _read(call, "modal", "home")
    modals = call.slack.modals
    if not call.text("view_id") and not call.text("external_id"):
        raise bad_arguments("missing required field: view_id")
    view = modals.find(call.text("view_id")) or modals.with_external_id(call.text("external_id"))
    if view is None:
        raise SlackError("not_found")
    if view.kind != body["type"]:
        raise bad_arguments(f"view type must stay {view.kind} [json-pointer:/view/type]")
    return _shown(call, modals.update(view, body, call.text("hash")))


async def publish(call: Call) -> Reply:
    if not call.slack.space.app.home_open:
        raise SlackError("not_enabled")
    user = call.slack.space.users.get(call.text("user_id"))
    if user is None or user.is_bot:
        raise bad_arguments("user not found [json-pointer:/user_id]")
    view = _read(call, "home")
    return _shown(call, call.slack.modals.publish(user.id, view, call.text("hash")))


def _read(call: Call, *kinds: str) -> Json:
    view = call.structure("view", "invalid_arguments")
    if not isinstance(view, dict) or view.get("type") not in kinds:
        raise bad_arguments(f"must be one of: {', '.join(kinds)} [json-pointer:/view/type]")
    refuse_bad_view(call.method, view)
    complete(view["blocks"])
    return view


def _trigger(call: Call) -> str:
    trigger = call.text("trigger_id") or call.text("interactivity_pointer")
    if not trigger:
        raise bad_arguments("missing required field: trigger_id")
    return trigger


def _shown(call: Call, view: View) -> Reply:
    return {"view": view_json(call.slack.space, view)}


HANDLERS = {"views.open": open_view, "views.push": push, "views.update": update, "views.publish": publish}

"""Sending and closing modals, and doing what the app answers."""

from bot.playground.errors import SlackError
from bot.playground.file_inputs import complaint, entrust, with_real_files
from bot.playground.interactions import Impossible, Interactions, find_element
from bot.playground.local_slack import LocalSlack
from bot.playground.model import Json, User, View
from bot.playground.shapes import view_json
from bot.playground.typed_forms import wrong_form
from bot.playground.validator import check_view
from bot.playground.web_api.checks import errors_of
from bot.playground.web_api.content import complete

_REQUIRED = {"ja-JP": "この項目は必須です。", "en-US": "Please complete this required field."}
_TOO_LONG = {"ja-JP": "{} 文字以内で入力してください。", "en-US": "Please use at most {} characters."}
_TOO_SHORT = {"ja-JP": "{} 文字以上で入力してください。", "en-US": "Please use at least {} characters."}


class Submissions:
    """What happens when a person presses a modal's button."""

    def __init__(self, slack: LocalSlack, interactions: Interactions) -> None:
        self._slack = slack
        self._interactions = interactions
        self._asked: set[str] = set()  # views whose answer is still to come

    async def submit(self, user: User, view: View, state: Json) -> Json:
        """Ask the app, once at a time; the reply tells the page what became of the modal."""
        if view.id in self._asked:
            raise Impossible("already_sent")
        self._asked.add(view.id)
        try:
            return await self._submit(user, view, state)
        finally:
            self._asked.remove(view.id)

    async def _submit(self, user: User, view: View, state: Json) -> Json:
        values = with_real_files(self._slack.space, user, _complete_state(view, state))
        if errors := _own_errors(user, view, values):
            return self._refused(user, view, errors)
        entrust(self._slack.space, values)
        payload = self._interactions.base("view_submission", user) | {
            "trigger_id": self._slack.triggers.issue(user.id, view.id),
            "view": view_json(self._slack.space, view, values),
            "response_urls": self._response_urls(user, view, values),
        }
        answer = await self._interactions.ask("interactive", payload)
        if answer.trouble:
            return self._failed(user, view, answer.trouble)
        try:
            return self._act(user, view, answer.payload or {})
        except SlackError as refusal:
            return self._failed(user, view, refusal.code)

    async def close(self, user: User, view: View, *, everything: bool) -> None:
        stack = list(self._slack.modals.stack(user.id))
        everything = everything or bool(view.body.get("clear_on_close"))
        closed = stack if everything else stack[stack.index(view) :] if view in stack else []
        if everything:
            self._slack.modals.clear(user.id)
        else:
            self._slack.modals.close(user.id, view.id)
        for one in reversed(closed):
            if one.body.get("notify_on_close"):
                await self._tell_closed(user, one, everything)

    async def _tell_closed(self, user: User, view: View, everything: bool) -> None:
        shown = view_json(self._slack.space, view)
        payload = self._interactions.base("view_closed", user) | {"view": shown, "is_cleared": everything}
        await self._interactions.ask("interactive", payload)

    def _act(self, user: User, view: View, reply: Json) -> Json:
        modals = self._slack.modals
        match reply.get("response_action"):
            case None:
                modals.close(user.id, view.id)
            case "clear":
                modals.clear(user.id)
            case "errors":
                return self._refused(user, view, self._checked_errors(view, reply.get("errors")))
            case "update":
                modals.update(view, self._checked_view(reply))
            case "push":
                modals.push(user.id, self._checked_view(reply))
            case other:
                raise SlackError(f"unknown response_action {other}")
        return {"ok": True}

    def _checked_errors(self, view: View, errors: object) -> dict[str, str]:
        inputs = {block.get("block_id") for block in _inputs(view)}
        if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
            self._note("errors must be keyed by the block_id of input blocks", errors)
            raise SlackError("invalid_errors")
        return {str(block): str(words) for block, words in errors.items()}

    def _checked_view(self, reply: Json) -> Json:
        view: Json = reply.get("view") or {}
        problems = list(map(str, errors_of(check_view(view))))
        if problems or view["type"] != "modal":
            self._note("; ".join(problems) or "must be a modal [json-pointer:/view/type]", view)
            raise SlackError("invalid_arguments")
        complete(view["blocks"])
        return view

    def _note(self, problem: str, body: object) -> None:
        log = self._slack.log
        log.add(self._slack.clock.now(), "problem", "view_submission", {"problem": problem, "body": body}, "refused")

    def _refused(self, user: User, view: View, errors: dict[str, str]) -> Json:
        event: Json = {"type": "submission_error", "view_id": view.id, "errors": errors}
        self._slack.stream.push([user.id], event)
        return {"ok": False, "error": "field_errors", "errors": errors}

    def _failed(self, user: User, view: View, trouble: str) -> Json:
        event: Json = {"type": "submission_error", "view_id": view.id, "errors": {}, "error": trouble}
        self._slack.stream.push([user.id], event)
        return {"ok": False, "error": trouble, "errors": {}}

    def _response_urls(self, user: User, view: View, values: Json) -> list[Json]:
        return [
            {
                "block_id": block["block_id"],
                "action_id": block["element"]["action_id"],
                "channel_id": channel,
                "response_url": self._slack.response_urls.issue(channel, user.id),
            }
            for block in _inputs(view)
            if block["element"].get("response_url_enabled")
            and (channel := _chosen_channel(values[block["block_id"]][block["element"]["action_id"]]))
        ]


def _inputs(view: View) -> list[Json]:
    return [block for block in view.body.get("blocks", ()) if block.get("type") == "input"]


def _chosen_channel(value: Json) -> str:
    return str(value.get("selected_conversation") or value.get("selected_channel") or "")


def _complete_state(view: View, state: Json) -> Json:
    """Every input is in the state; one left empty is there as null."""
    values = {block_id: dict(actions) for block_id, actions in state.items()}
    for block_id, actions in values.items():
        for action_id in actions:
            find_element(view.body["blocks"], block_id, action_id)
    for block in _inputs(view):
        element = block["element"]
        empty = {"type": element["type"], _VALUE_KEYS.get(element["type"], "value"): None}
        values.setdefault(block["block_id"], {}).setdefault(element["action_id"], empty)
    return values


_VALUE_KEYS = {
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "checkboxes": "selected_options",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "rich_text_input": "rich_text_value",
    "file_input": "files",
}


def _own_errors(user: User, view: View, values: Json) -> dict[str, str]:
    """What Slack's own client refuses before the app hears of it."""
    found: dict[str, str] = {}
    for block in _inputs(view):
        element = block["element"]
        value = values[block["block_id"]][element["action_id"]].get(_VALUE_KEYS.get(element["type"], "value"))
        if words := _complaint(user, block, value):
            found[block["block_id"]] = words
    return found


def _complaint(user: User, block: Json, value: object) -> str:
    element = block["element"]
    if value in (None, "", []):
        return "" if block.get("optional") else _say(_REQUIRED, user)
    if element["type"] == "file_input" and isinstance(value, list):
        return complaint(user, element, value)
    if not isinstance(value, str):
        return ""
    if len(value) > (most := element.get("max_length", 3000)):
        return _say(_TOO_LONG, user).format(most)
    if len(value) < (least := element.get("min_length", 0)):
        return _say(_TOO_SHORT, user).format(least)
    return wrong_form(user, element, value)


def _say(words: dict[str, str], user: User) -> str:
    return words.get(user.locale, words["en-US"])

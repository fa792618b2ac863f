"""Custom steps of workflows: the app is asked to run one and says later how it went."""

from bot.playground.events import Events
from bot.playground.grants import Grants
from bot.playground.ids import new_id
from bot.playground.model import Json
from bot.playground.workspace import Workspace


class Executions:
    """Asks the app to run its functions, as a workflow would."""

    def __init__(self, space: Workspace, events: Events, grants: Grants) -> None:
        self._space = space
        self._events = events
        self._grants = grants

    def run(self, callback_id: str, inputs: Json) -> str:
        execution = new_id("Fx")
        self._space.executions[execution] = {"callback_id": callback_id, "inputs": inputs, "status": "running"}
        function = {"id": new_id("Fn"), "callback_id": callback_id, "title": callback_id, "type": "app"}
        event: Json = {
            "type": "function_executed",
            "function": function | {"app_id": self._space.app.id},
            "inputs": inputs,
            "function_execution_id": execution,
            "workflow_execution_id": new_id("Wx"),
            "event_ts": self._space.stamps.next(),
            "bot_access_token": self._grants.bot_token,
        }
        self._events.emit("function_executed", event)
        return execution

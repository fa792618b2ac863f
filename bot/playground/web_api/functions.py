"""functions.*: the app says how a custom step of a workflow went."""

from bot.playground.errors import SlackError
from bot.playground.model import Json
from bot.playground.web_api.call import Call, Reply


async def complete_success(call: Call) -> Reply:
    outputs = call.structure("outputs", "parameter_validation_failed")
    if not isinstance(outputs, dict):
        raise SlackError("parameter_validation_failed")
    _running(call).update(status="completed", outputs=outputs)
    return {}


async def complete_error(call: Call) -> Reply:
    _running(call).update(status="failed", error=call.text("error"))
    return {}


def _running(call: Call) -> Json:
    execution = call.slack.space.executions.get(call.text("function_execution_id"))
    if execution is None:
        raise SlackError("function_execution_not_found")
    if execution["status"] != "running":
        raise SlackError("execution_not_in_running_state")
    return execution


HANDLERS = {"functions.completeSuccess": complete_success, "functions.completeError": complete_error}

"""oauth.v2.access: a code, or a refresh token, becomes a token."""

from bot.playground.errors import SlackError
from bot.playground.web_api.call import Call, Reply


async def access(call: Call) -> Reply:
    oauth = call.slack.oauth
    if call.text("client_id") != oauth.client_id:
        raise SlackError("invalid_client_id")
    if call.text("client_secret") != oauth.client_secret:
        raise SlackError("bad_client_secret")
    match call.text("grant_type", "authorization_code"):
        case "authorization_code":
            if call.text("code_verifier"):
                raise SlackError("pkce_not_allowed")
            return oauth.exchange(call.text("code"), call.text("redirect_uri"))
        case "refresh_token":
            return oauth.renew(call.text("refresh_token"))
    raise SlackError("invalid_grant_type")


HANDLERS = {"oauth.v2.access": access}

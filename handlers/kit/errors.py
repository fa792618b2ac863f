"""Whoever addresses the bot gets an answer or a reason: one table of codes, and the net under every listener."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import DataError, IntegrityError, ProgrammingError, SQLAlchemyError

from bot.core.errors import ServiceError
from bot.core.outbox import Message
from bot.core.unit import Unit
from handlers.kit import blocks as b
from handlers.kit import payload, replies
from handlers.kit.blocks import Card
from handlers.kit.people import People
from handlers.kit.refusals import code_of
from handlers.kit.routing import Answer, Route
from handlers.kit.words import N_, Speech

log = structlog.get_logger(__name__)

SENTENCES: Mapping[str, str] = {
    "answers.question_gone": N_("This question is no longer on record. Please ask it again."),
    "answers.walk_gone": N_("The rules behind these buttons have changed. Please ask again to get today's rules."),
    "answers.not_your_walk": N_(
        "These buttons belong to the person who asked. Ask me yourself and I will walk through it with you."
    ),
    "answers.walk_ended": N_('This decision is already on record. Press "Start over" to walk through it again.'),
    "answers.handover_gone": N_("This question is no longer on record."),
    "answers.handover_already": N_("Somebody was faster: this question is already taken care of."),
    "answers.nobody_to_tell": N_(
        "I found nobody on Slack to tell. Please call the system administrator or your department head yourself."
    ),
    "mail.check_gone": N_("This check is no longer on record. Please send me the mail again."),
    "mail.not_yours": N_(
        "These buttons belong to the person who sent the mail. Send it to me yourself and I will look at it."
    ),
    "mail.still_waiting": N_("I am still looking at this mail. The result comes in a moment."),
    "mail.already_reported": N_("This mail is reported already. Thank you."),
    "mail.already_decided": N_("That is already the decision."),
    "mail.decided_meanwhile": N_("Somebody was faster: this mail has been decided meanwhile. The card shows how."),
    "mail.already_taken": N_("Somebody is on it already."),
    "mail.choose_a_verdict": N_("Please choose what it is."),
    "mail.changed_meanwhile": N_("Somebody changed this at the same moment. Please press once more."),
    "mail.already_warned": N_("Everybody has been warned of this mail already."),
    "mail.campaign_gone": N_("This mail is no longer on record."),
    "mail.nothing_to_check": N_(
        "I see neither a mail file (.eml or .msg) nor enough text in this message. Please drop the mail on me as "
        "a file, paste its text, or type /mamori mail: then a few questions follow."
    ),
    "incidents.gone": N_("This incident is not on record, or only some people may see it."),
    "incidents.not_allowed": N_("You may not do this with this incident. Please ask whoever is in charge of it."),
    "incidents.not_in_this_state": N_("This cannot be done any more: the incident has moved on. Its card shows how."),
    "incidents.no_such_move": N_("An incident cannot go from this state to that one."),
    "incidents.changed_meanwhile": N_("Somebody changed this at the same moment. Please press once more."),
    "incidents.below_floor": N_("A leak is always level 2 or higher (policy 11-4.1)."),
    "incidents.reason_missing": N_("Please say why in a few words."),
    "incidents.guest": N_(
        "Guests cannot file a report here. Please phone the system administrator, or tell your contact at the "
        "company, right away."
    ),
    "incidents.in_the_future": N_("That lies in the future. Please look at the date and the time once more."),
    "incidents.noticed_before": N_("It can only be noticed after it has happened. Please look at both times."),
    "incidents.until_has_passed": N_("This moment has passed. Please choose a later one."),
    "incidents.until_is_far": N_("Please choose a moment within a year."),
    "incidents.own_deputy": N_("Please choose somebody else: you cannot stand in for yourself."),
    "incidents.already_settled": N_("Somebody was faster: this is settled already. The list shows how."),
    "incidents.text_missing": N_("Please write a few words."),
    "incidents.owner_missing": N_("Please choose who does it, and by when."),
    "incidents.no_colleague": N_("Please choose somebody of the company."),
    "incidents.not_asked_in": N_("This person may not see the incident. Please ask them in first."),
    "incidents.not_yet": N_("This time is still to come. Please choose when it happened."),
    "incidents.day_gone": N_("This day is over. Please choose a later one."),
    "incidents.day_is_far": N_("Please choose a day within two years."),
    "incidents.none_open": N_("There is no open incident to which you could add this."),
    "incidents.not_your_entry": N_("Only whoever wrote this, or those who answer for incidents, can correct it."),
    "incidents.leads_already": N_("This person leads it already."),
    "incidents.cannot_lead": N_(
        "This person cannot lead it. Please choose somebody who handles incidents, or ask them in first."
    ),
    "incidents.cannot_invite": N_("Only colleagues with an active account can be asked in; guests cannot."),
    "incidents.too_many": N_("These are too many people. Please ask in those who are needed."),
    "incidents.cannot_merge": N_("These two cannot be brought together. Please choose another one."),
    "incidents.outcome_missing": N_("Please fill this in: the report needs it."),
    "surveys.gone": N_("This survey is not on record, or it belongs to another company."),
    "surveys.survey_gone": N_("This survey is no longer among those that can be started. Please choose another one."),
    "surveys.over": N_("This survey is over or has not begun, so this cannot be done. Its card shows how it stands."),
    "surveys.changed_meanwhile": N_("Somebody changed this at the same moment. Please press once more."),
    "surveys.no_units": N_("Please choose at least one department or site."),
    "surveys.nobody_answers": N_("Please choose who answers here."),
    "surveys.no_colleague": N_("Please choose a colleague with an active account; guests cannot answer."),
    "surveys.opens_past": N_("This day has passed. Please choose today or a later day."),
    "surveys.opens_far": N_("Please choose an opening day within a year."),
    "surveys.bad_due": N_(
        "The last day must lie after the opening, not in the past, and within a year of the opening."
    ),
    "surveys.subject_missing": N_("Please write which one it is about."),
    "surveys.heads_are_named": N_("Only a poll can be anonymous: a head's answers can be told by the department."),
    "surveys.reminded_lately": N_(
        "The last reminder went out less than four hours ago. Please wait a little, so that nobody feels pressed."
    ),
    "surveys.not_for_you": N_(
        "This result is shown to those who answer for it. Please ask the security lead or your department head."
    ),
    "surveys.no_result": N_("There is no result: this survey has not begun, or it was called off."),
    "surveys.not_closed": N_(
        "This survey is anonymous, so its result appears when it has closed: two looks in between could tell who "
        "answered what."
    ),
    "surveys.no_charts": N_("There are no figures to draw."),
    "surveys.no_font": N_(
        "I found no Japanese font on the computer I run on, so I cannot draw the charts. The same figures as text "
        "stand behind the button Charts of the result. Please ask the system administrator to install a Japanese font, "
        "such as Noto Sans CJK."
    ),
    "surveys.text_missing": N_("Please write what is to be done."),
    "surveys.reason_missing": N_("Please say in a few words why it will not be done."),
    "surveys.already_settled": N_("This is settled already. Thank you."),
    "surveys.too_long": N_("This is too long. Please shorten it."),
    "surveys.item_gone": N_("This question or answer is not part of the survey. Please open the sheet again."),
    "surveys.not_yours": N_("These buttons belong to the person who was asked. You find your own surveys on my Home."),
    "surveys.guest": N_(
        "Guests are not asked to answer for the company. If you know something important, please tell your contact."
    ),
    "surveys.items_missing": N_("Some questions are still open. The overview shows which ones."),
    "surveys.not_alone": N_("Only your own diagnosis can be deleted. What you answer in a survey can be changed."),
    "surveys.not_passed_on": N_("In anonymous surveys and in your own diagnosis no question can be passed on."),
    "surveys.no_link": N_("Please enter an address that begins with https:// and has no spaces."),
    "surveys.too_many_files": N_("Five files at most, please."),
    "bulletins.over": N_(
        "There is nothing to confirm here: this bulletin has not been sent to anybody yet, or it was called off."
    ),
    "bulletins.newer_edition": N_("This bulletin has changed a moment ago. Please press once more to read it anew."),
    "bulletins.no_census": N_("I cannot reach Slack to see whom this goes to. Please try again in a moment."),
    "bulletins.advisory_gone": N_("This item of the feeds is not on record, or it belongs to another company."),
    "bulletins.advisory_drafted": N_("A bulletin has been drafted from this item already. Its card says who has it."),
    "bulletins.rule_gone": N_("This rule is not on record."),
    "bulletins.rule_undone": N_("Somebody has undone this rule already."),
    "bulletins.gone": N_("This bulletin is not on record, or it belongs to another company."),
    "bulletins.moved_on": N_("This cannot be done any more: the bulletin has moved on. Its card shows how it stands."),
    "bulletins.changed_meanwhile": N_("Somebody changed this bulletin at the same moment. Please press once more."),
    "bulletins.reason_missing": N_("Please say in a few words what has changed or why: readers see it."),
    "bulletins.reminded_lately": N_(
        "The last reminder went out less than four hours ago. Please wait a little, so that nobody feels pressed."
    ),
    "bulletins.nothing_changed": N_("Nothing in the text is different yet. Please change it, or close the form."),
    "bulletins.english_left": N_(
        'The English text is still the old one. Please change it too, or mark "The English may stay as it is".'
    ),
    "bulletins.no_audience": N_("Please choose who is to read it."),
    "bulletins.opens_missing": N_("Please choose the day and time."),
    "bulletins.opens_past": N_("This moment has passed. Please choose a later one, or send it at once."),
    "bulletins.opens_far": N_("Please choose a moment within a year."),
    "bulletins.ends_before": N_("It must be valid for longer than until it goes out. Please choose a later day."),
    "bulletins.no_longer_valid": N_(
        "It is valid only until a moment that has passed. Please change its text or time first."
    ),
    "bulletins.rewritten_meanwhile": N_(
        "Somebody has changed this draft meanwhile. Please copy what you typed, close the window and open it once more."
    ),
    "bulletins.preview_outdated": N_(
        "The bulletin has changed since this preview. Please look at the newer one, or open the draft on the App Home."
    ),
    "bulletins.series_gone": N_("This does not repeat any more, or it belongs to another company."),
    "bulletins.series_moved_on": N_("It has moved on meanwhile. Please open the calendar anew: it shows what comes."),
    "bulletins.series_due": N_("It is being sent at this very moment. Please try again in a minute."),
    "bulletins.entry_gone": N_("This entry is no longer in the company's calendar. Please open the calendar anew."),
    "bulletins.entry_in_use": N_("This entry is in use already."),
    "bulletins.too_many_series": N_("Too many things repeat already. Please end one that is not needed any more."),
    "bulletins.weekdays_missing": N_("Please choose at least one day of the week."),
    "bulletins.no_such_rule": N_("There is no such day. Please look at the fields once more."),
    "bulletins.own_release": N_("Somebody else must release what you wrote yourself."),
    "bulletins.nobody_releases": N_(
        "The company wants a second person to release bulletins, and nobody who may do that is there now. It stays a "
        "draft. Besides you, the security lead and the president may release it."
    ),
    "bulletins.nobody_releases_correction": N_(
        "The company wants a second person to release a correction too, and nobody who may do that is there now. "
        "Nothing has been changed. If it cannot wait, withdraw the bulletin: that needs nobody else."
    ),
    "bulletins.corrected_meanwhile": N_(
        "Somebody has corrected this bulletin meanwhile. Please copy what you typed, close the window and open it once "
        "more."
    ),
    "bulletins.correction_waits": N_(
        "A correction by somebody else waits for its release. Please wait until it is decided, or ask for it to be "
        "sent back."
    ),
    "bulletins.correction_decided": N_(
        "Somebody has decided this correction already. Its card says what became of it."
    ),
    "bulletins.correction_taken_back": N_("Whoever proposed this correction has taken it back."),
    "bulletins.correction_outdated": N_(
        "The bulletin has changed since this correction was proposed, or a newer one has taken its place: this one "
        "cannot be released any more."
    ),
    "bulletins.not_your_correction": N_("Only whoever proposed a correction can take it back. You may send it back."),
    "kit.no_font": N_(
        "I found no Japanese font on the computer I run on, so I cannot make the PDF. The Word file works. "
        "Please ask the system administrator to install a Japanese font, such as Noto Sans CJK."
    ),
    "kit.gone": N_("The rules behind these buttons have changed. Please ask again to get today's rules."),
    "people.not_allowed": N_("You do not have permission for this. Please ask the security lead."),
    "people.stranger": N_("I can only advise members of this company. Please ask your contact here."),
    "people.unknown": N_("I cannot reach Slack to see who you are. Please try again in a moment."),
    "people.inactive": N_("Your account is switched off here. Please ask the system administrator."),
}
UNKNOWN_CODE = N_("That did not work. Please try again or ask the security lead.")
OUR_FAULT = (DataError, IntegrityError, ProgrammingError)
"""What the database refuses because of what we asked; it would refuse it again."""
LATE = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"})
TOO_LATE = N_("Slack closed the door before the form could open. Please press the button once more.")
BROKEN = N_(
    "Something went wrong on my side, and I am sorry. Please try again in a moment. "
    "If it happens again, give the system administrator this reference: {reference}"
)


class SafetyNet:
    """Catches what a listener raises and tells the person, in the right place and language."""

    def __init__(self, unit: Unit, people: People, speech: Speech) -> None:
        self._unit = unit
        self._people = people
        self._speech = speech

    async def __call__(self, route: Route, body: payload.Raw, client: AsyncWebClient) -> Answer:
        try:
            if route.surface != "event":
                await self._people.of(payload.spot(body))
            return await route.handle(body, client)
        except ServiceError as error:
            log.info("refused", route=route.id, code=error.code)
            return await self._tell(route, body, SENTENCES.get(error.code, UNKNOWN_CODE), field=error.field)
        except Exception as error:
            if isinstance(error, SQLAlchemyError) and not isinstance(error, OUR_FAULT):
                # Without a database nothing can be kept: no acknowledgement, so that Slack delivers it again.
                raise
            if isinstance(error, SlackApiError) and code_of(error) in LATE:
                return await self._tell(route, body, TOO_LATE)
            reference = secrets.token_hex(4)
            log.exception("listener_failed", route=route.id, reference=reference)
            return await self._tell(route, body, BROKEN, reference=reference)

    async def _tell(
        self, route: Route, body: payload.Raw, sentence: str, field: str | None = None, **values: object
    ) -> Answer:
        """Beside the field of a form, which stays open: what was typed is not lost. Else as a message."""
        spot = payload.spot(body)
        if not spot.user:
            return None
        words = self._speech.in_(await self._people.language(spot))
        said = words.say(sentence, **values)
        if route.surface == "view" and (fields := payload.fields(body)):
            return {"response_action": "errors", "errors": {field if field in fields else fields[0]: said}}
        async with self._unit() as work:
            work.outbox.put(_apology(route, spot, Card(said, [b.paragraph(said)]), _once(body)))
        return None


def _once(body: payload.Raw) -> str:
    """A key that is the same when Slack delivers the same thing again: one reason is enough."""
    return f"reason:{payload.delivery(body) or secrets.token_hex(8)}"[:255]


def _apology(route: Route, spot: payload.Spot, card: Card, key: str) -> Message:
    if route.surface in ("action", "command", "shortcut") and spot.channel:
        return replies.whisper(replies.place_of(spot), spot.user, card, key)
    if route.surface == "event" and spot.channel:
        return replies.say(replies.place_of(spot), spot.user, card, key)
    return replies.direct(spot.user, card, key)

"""The policy desk's doors and words."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.answers import ids
from handlers.answers.home import HomeCard
from handlers.answers.library import Library
from handlers.answers.listeners import Questions
from handlers.answers.open_questions import OpenQuestions
from handlers.answers.people_doors import PeopleDoors
from handlers.answers.reminders import JOB, Reminders
from handlers.answers.views import Answers
from handlers.answers.walking import Walks
from handlers.kit.desk import Desk
from handlers.kit.feature import Below, Feature, FirstLook, Tick
from handlers.kit.feature import HomeCard as Shown
from handlers.kit.routing import Route


def shelf(desk: Desk) -> Feature:
    """The shelf of things to read, as a card of its own."""
    return Feature("shelf", (), HomeCard(desk, Answers(desk.services.answers, desk.people)).shelf)


def feature(desk: Desk, first: FirstLook, below: Below, doors: Mapping[str, Shown]) -> Feature:
    """Every door of the policy desk; `first` may take what is no question, `below` adds to an answer.

    `doors` are the other slices' cards of the Home tab that a wish brings into the conversation.
    """
    answers = Answers(desk.services.answers, desk.people)
    questions = Questions(desk, answers, first, below, doors)
    walks, people, waiting = Walks(desk, answers), PeopleDoors(desk, answers), OpenQuestions(desk)
    routes = (
        Route("event", "message", questions.messaged),
        Route("event", "app_mention", questions.mentioned),
        Route("command", "/mamori", questions.commanded),
        Route("shortcut", ids.ASK_ABOUT, questions.asked_about),
        Route("action", ids.RELATED, questions.related),
        Route("action", ids.CLAUSE, questions.clause),
        Route("action", ids.CASES, questions.cases),
        Route("action", ids.LIBRARY, Library(desk).opened),
        Route("action", ids.WALK_START, walks.started),
        Route("action", ids.WALK_TAP, walks.tapped),
        Route("action", ids.RATE, people.rated),
        Route("view", ids.RATE_FORM, people.rating_given),
        Route("action", ids.ASK_PERSON, people.wants_person),
        Route("view", ids.ASK_PERSON_FORM, people.person_asked),
        Route("action", ids.URGENT, people.urgent),
        Route("action", ids.TAKE, people.taken),
        Route("action", ids.REPLY, people.wants_reply),
        Route("view", ids.REPLY_FORM, people.replied),
        Route("action", ids.RESOLVE, people.resolved),
        Route("action", ids.SETTLE, waiting.settled),
        Route("action", ids.OPEN_LIST, waiting.opened, changes=False),
    )
    ticks = (Tick(JOB, Reminders(desk, answers).run),)
    return Feature("answers", routes, HomeCard(desk, answers), ticks, questions.numbers)

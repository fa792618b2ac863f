"""The administrators' desk on both engines: reports join campaigns, decisions are made once, nothing is lost."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.core.errors import NotAllowed, NotFound, Refused
from bot.core.place import Place
from bot.core.tables import audit
from bot.core.unit import Unit, Work
from bot.mail_check.campaign_store import CampaignStore
from bot.mail_check.campaigns import REMEMBERED, CampaignService, Reported
from bot.mail_check.cases import Bulletin, Campaign, Check, Deed, Source, State, Status, Warned
from bot.mail_check.marks import Marks, marks_of
from bot.mail_check.recognise_link import read_link
from bot.mail_check.report import Report
from bot.mail_check.service import MailService, Received
from bot.mail_check.store import MailStore
from bot.mail_check.verdict import Verdict
from knowledge.loader import PACKAGED, load_mail
from tests.bot.mail_check.making import facts
from tests.bot.mail_check.pairs import BANK, COURIER, NAME, Letter
from tests.kit.database import TestClock

MAIL = MailService(load_mail(PACKAGED)[0])
DESK = CampaignService(MAIL)
CALMING = [Status.SPAM, Status.HARMLESS, Status.TRAINING]


def report(marks: Marks, verdict: Verdict = Verdict.CAUTION) -> Report:
    return Report(verdict, 3.0, (), subject=marks.subject, sender="a@a.example", marks=marks)


async def checked(work: Work, found: Report | None, person: str = "U1", team: str = "T1") -> Check:
    received = Received(team, person, Place("D1"), Source.FILE, "ja")
    check = await MAIL.receive(work, received)
    return (await MAIL.analysed(work, check.id, found) if found else None) or check


async def sent_in(
    unit: Unit,
    letter: Letter | Marks = BANK,
    person: str = "U1",
    deed: Deed = Deed.RECEIVED,
    verdict: Verdict = Verdict.CAUTION,
) -> Reported:
    marks = letter.marks() if isinstance(letter, Letter) else letter
    async with unit() as work:
        check = await checked(work, report(marks, verdict), person)
        return await DESK.report(work, check.id, person, deed)


async def decide(
    unit: Unit, campaign: Campaign, status: Status, note: str = "", seen: int = 0, by: str = "U9"
) -> tuple[Campaign, int]:
    async with unit() as work:
        after, told = await DESK.decide(work, campaign.id, by, status, note, seen=seen)
        return after, len(told)


async def now(unit: Unit, campaign: Campaign) -> Campaign:
    async with unit() as work:
        return await DESK.campaign(work, campaign.id)


async def test_the_same_mail_joins_its_campaign_and_another_does_not(unit: Unit) -> None:
    first = await sent_in(unit)
    other_name = replace(BANK, text=BANK.text.replace(*NAME))
    second = await sent_in(unit, other_name, "U2", Deed.CLICKED)
    apart = await sent_in(unit, COURIER, "U3")
    assert first.campaign.id == second.campaign.id != apart.campaign.id
    assert second.campaign.tally.reporters == 2
    assert second.campaign.tally.deeds == {Deed.RECEIVED: 1, Deed.CLICKED: 1}
    assert second.campaign.is_dangerous
    assert not apart.campaign.is_dangerous


async def test_a_campaign_is_as_grave_as_its_gravest_mail(unit: Unit) -> None:
    await sent_in(unit)
    graver = await sent_in(unit, person="U2", verdict=Verdict.DANGER)
    calmer = await sent_in(unit, person="U3", verdict=Verdict.NO_SIGN)
    assert (graver.campaign.verdict, calmer.campaign.verdict) == (Verdict.DANGER, Verdict.DANGER)


async def test_what_has_no_mail_never_joins_another(unit: Unit) -> None:
    one, other = await sent_in(unit, Marks()), await sent_in(unit, Marks(), "U2")
    assert one.campaign.id != other.campaign.id


async def test_another_workspace_has_campaigns_of_its_own(unit: Unit) -> None:
    first = await sent_in(unit)
    async with unit() as work:
        check = await checked(work, report(BANK.marks()), team="T2")
        second = await DESK.report(work, check.id, "U1", Deed.RECEIVED)
    assert first.campaign.id != second.campaign.id


async def test_a_campaign_long_over_is_not_revived(unit: Unit, clock: TestClock) -> None:
    first = await sent_in(unit)
    clock.moment += REMEMBERED
    assert (await sent_in(unit)).campaign.id == first.campaign.id
    clock.moment += REMEMBERED
    clock.move(seconds=1)
    assert (await sent_in(unit)).campaign.id != first.campaign.id


async def test_a_second_press_counts_once_and_only_a_graver_deed_is_news(unit: Unit) -> None:
    first = await sent_in(unit, deed=Deed.CLICKED)
    for deed, graver in ((Deed.CLICKED, False), (Deed.RECEIVED, False), (Deed.TYPED, True), (Deed.OPENED, False)):
        async with unit() as work:
            again = await DESK.report(work, first.check.id, "U1", deed)
        assert (again.new, again.graver) == (False, graver)
    assert again.check.deed is Deed.TYPED
    assert again.campaign.tally.deeds == {Deed.TYPED: 1}
    assert again.campaign.revision > first.campaign.revision


async def test_somebody_with_two_mails_of_a_campaign_counts_once(unit: Unit) -> None:
    await sent_in(unit, deed=Deed.TYPED)
    second = await sent_in(unit)
    assert second.campaign.tally.deeds == {Deed.TYPED: 1}


async def test_only_the_person_reports_their_mail_and_only_after_the_result(unit: Unit) -> None:
    async with unit() as work:
        waiting = await checked(work, None)
        ready = await checked(work, report(BANK.marks()))
    for check_id, person, refusal in (
        (ready.id, "U2", NotAllowed),
        ("M-NONE", "U1", NotFound),
        (waiting.id, "U1", Refused),
    ):
        with pytest.raises(refusal):
            async with unit() as work:
                await DESK.report(work, check_id, person, Deed.CLICKED)


async def test_many_who_report_the_same_at_once_make_one_campaign(unit: Unit) -> None:
    said = await asyncio.gather(*(sent_in(unit, person=f"U{at}") for at in range(8)))
    assert len({one.campaign.id for one in said}) == 1
    assert (await now(unit, said[0].campaign)).tally.reporters == 8


async def test_a_decision_reaches_every_report_and_a_later_one_finds_it(unit: Unit) -> None:
    first = await sent_in(unit)
    await sent_in(unit, person="U2")
    after, told = await decide(unit, first.campaign, Status.DANGEROUS, "消してください")
    assert (after.status, after.decisions, after.decided_by, after.assignee, told) == (
        Status.DANGEROUS, 1, "U9", "U9", 2,
    )  # fmt: skip
    later = await sent_in(unit, person="U3")
    assert later.campaign.id == first.campaign.id
    assert later.campaign.note == "消してください"


@pytest.mark.parametrize("status", CALMING)
async def test_a_clone_with_another_link_does_not_inherit_a_decision_that_would_lull(
    unit: Unit, status: Status
) -> None:
    first = await sent_in(unit)
    await decide(unit, first.campaign, status)
    clone = replace(BANK, text=BANK.text.replace("https://minamo-bank-secure", "https://minamo-hontou"))
    graver = await sent_in(unit, person="U2", verdict=Verdict.DANGER)
    assert (await sent_in(unit, clone, "U3")).campaign.status is Status.NEW
    assert graver.campaign.status is Status.NEW
    same = await sent_in(unit, person="U4", verdict=Verdict.NO_SIGN)
    assert same.campaign.id in {first.campaign.id, graver.campaign.id}


async def test_two_who_decide_at_once_are_told_apart(unit: Unit) -> None:
    first = await sent_in(unit)

    async def one(by: str, status: Status) -> str:
        try:
            await decide(unit, first.campaign, status, by=by)
        except Refused as refused:
            return f"{refused.code} {refused.data['by']}"
        return "done"

    said = await asyncio.gather(one("U8", Status.SPAM), one("U9", Status.DANGEROUS))
    assert min(said) == "done"
    assert max(said).startswith("mail.decided_meanwhile U")
    assert (await now(unit, first.campaign)).decisions == 1


async def test_a_decision_can_be_changed_by_somebody_who_knows_it(unit: Unit) -> None:
    first = await sent_in(unit)
    await decide(unit, first.campaign, Status.SPAM)
    with pytest.raises(Refused, match="already_decided"):
        await decide(unit, first.campaign, Status.SPAM, seen=1)
    after, told = await decide(unit, first.campaign, Status.DANGEROUS, seen=1)
    assert (after.status, after.decisions, told) == (Status.DANGEROUS, 2, 1)
    assert after.settled_at is not None
    with pytest.raises(Refused, match="already_decided"):
        await decide(unit, first.campaign, Status.NEW, seen=2)


async def test_one_takes_a_campaign_and_the_next_hears_who(unit: Unit) -> None:
    first = await sent_in(unit)
    async with unit() as work:
        taken = await DESK.take(work, first.campaign.id, "U8")
        assert await DESK.take(work, first.campaign.id, "U8") == taken
        with pytest.raises(Refused) as refused:
            await DESK.take(work, first.campaign.id, "U9")
    assert refused.value.data == {"by": "U8"}


async def test_notes_add_up_and_hold_any_character(unit: Unit) -> None:
    first = await sent_in(unit)
    texts = ["電話した", "<!channel> & `x` 💣 '; DROP TABLE mail_campaign; --"]
    for by, said in zip(("U8", "U9"), texts, strict=True):
        async with unit() as work:
            await DESK.note(work, first.campaign.id, by, said)
    memos = (await now(unit, first.campaign)).memos
    assert [(one.by, one.text) for one in memos] == list(zip(("U8", "U9"), texts, strict=True))


async def test_everybody_is_warned_once_and_again_only_when_that_failed(unit: Unit) -> None:
    first = await sent_in(unit)
    bulletin = Bulletin("気をつけて", "", "", "U9", datetime.now(UTC))
    async with unit() as work:
        sending = await DESK.warn(work, first.campaign.id, bulletin)
        assert [one.id for one in await CampaignStore(work.connection).warning()] == [first.campaign.id]
        with pytest.raises(Refused, match="already_warned"):
            await DESK.warn(work, first.campaign.id, bulletin)
    async with unit() as work:
        refused = await DESK.warned(work, sending, "not_in_channel")
        assert refused is not None
        assert refused.bulletin is not None
        assert (refused.is_warned, refused.bulletin.state, refused.bulletin.ja) == (False, Warned.REFUSED, "気をつけて")
        assert await DESK.warned(work, sending, "not_in_channel") is None
        again = await DESK.warn(work, first.campaign.id, refused.bulletin)
        assert again.bulletin is not None
        assert again.bulletin.attempt == 2
        posted = await DESK.warned(work, again)
    assert posted is not None
    assert posted.is_warned


async def test_a_reminder_counts_once_and_never_after_the_decision(unit: Unit) -> None:
    first = await sent_in(unit)
    async with unit() as work:
        assert await DESK.remind(work, first.campaign, 2)
        assert await DESK.remind(work, first.campaign, 2) is None
        assert [one.reminded for one in await CampaignStore(work.connection).waiting(3)] == [2]
    await decide(unit, first.campaign, Status.SPAM)
    async with unit() as work:
        assert await DESK.remind(work, first.campaign, 3) is None
        assert await CampaignStore(work.connection).waiting(3) == []


async def test_what_was_done_is_on_record(unit: Unit) -> None:
    first = await sent_in(unit, deed=Deed.TYPED)
    await decide(unit, first.campaign, Status.DANGEROUS)
    async with unit() as work:
        rows = (await work.connection.execute(select(audit.c.action, audit.c.actor).order_by(audit.c.seq))).all()
    assert [tuple(row) for row in rows] == [("mail.reported", "U1"), ("mail.decided", "U9")]


async def test_a_transaction_that_fails_leaves_no_half_report(unit: Unit) -> None:
    lost: list[str] = []

    async def interrupted() -> None:
        async with unit() as work:
            check = await checked(work, report(BANK.marks()))
            await DESK.report(work, check.id, "U1", Deed.CLICKED)
            lost.append(check.id)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        await interrupted()
    async with unit() as work:
        assert await CampaignStore(work.connection).undecided("T1", 9) == []
        assert await MailStore(work.connection).check(lost[0]) is None


async def test_hostile_subjects_and_texts_survive_the_way(unit: Unit) -> None:
    nasty = Marks(subject="\u202e<!everyone> *x* \\ \" ' \U0001f4a3", words="x" * 1500, links=("evil.example",) * 3)
    found = await sent_in(unit, nasty)
    assert found.campaign.subject == nasty.subject
    assert (await sent_in(unit, nasty, "U2")).campaign.id == found.campaign.id
    assert found.check.state is State.REPORTED


async def test_a_link_that_several_report_is_one_campaign_that_holds_no_mail(unit: Unit) -> None:
    for person, written in (("U1", "https://strange.top/a"), ("U2", "is it safe? hxxps://strange[.]top/b")):
        marks = marks_of(read_link(written, facts().lures))
        async with unit() as work:
            check = await MAIL.receive(work, Received("T1", person, Place("D1"), Source.LINK, "ja"))
            await MAIL.analysed(work, check.id, report(marks))
            campaign = (await DESK.report(work, check.id, person, Deed.RECEIVED)).campaign
    assert campaign.tally.reporters == 2
    assert campaign.tally.only_links
    mail = (await sent_in(unit, BANK)).campaign
    assert mail.id != campaign.id
    assert not mail.tally.only_links

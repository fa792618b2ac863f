"""What stands in the channel and in people's DMs is edited only where it looks different."""

from __future__ import annotations

from sqlalchemy import select

from bot.core.tables import outbox
from bot.incidents.cases import Origin, Via
from bot.incidents.service import Changed, Report
from bot.incidents.store import IncidentStore
from bot.playground.cast import SUZUKI, TANAKA
from tests.kit.office import Office, office


async def _edited(desk: Office) -> list[str]:
    """The posted keys of all edits, in their order."""
    async with desk.services.database.read() as connection:
        edits = select(outbox.c.update_of).where(outbox.c.kind == "update").order_by(outbox.c.id)
        return list((await connection.execute(edits)).scalars())


async def test_a_card_is_edited_only_when_it_looks_different(database_at: str) -> None:
    async with office(database_at) as desk:
        incident = await desk.report(2)
        assert await _edited(desk) == [], "a card that was just posted is as it should be"
        async with desk.services.unit() as work:
            now = await desk.services.incidents.get(work, incident)
            await desk.after.changed(work, Changed(now, now))
        assert await _edited(desk) == []
        await desk.confirm(incident, SUZUKI.id)
        edited = await _edited(desk)
        assert len(set(edited)) == len(edited), "one edit of a card is enough"
        assert {f"incident:{incident}", f"incident-mine:{incident}"} <= set(edited)


async def test_an_open_incident_is_found_by_the_question_behind_it(database_at: str) -> None:
    async with office(database_at) as desk:
        origin = Origin(question="Q-2345ABCD")
        async with desk.services.unit() as work:
            said = Report("T1", TANAKA.id, "loss", "スマホを忘れました", "ja", Via.SENTENCE, origin=origin)
            incident = await desk.services.incidents.report(work, said)
        async with desk.services.database.read() as connection:
            found = await IncidentStore(connection).of_question("Q-2345ABCD")
            assert found is not None
            assert found.id == incident.id
            assert await IncidentStore(connection).of_question("Q-2345ABCE") is None

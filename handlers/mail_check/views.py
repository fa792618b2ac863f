"""What the reporter sees: the receipt, the verdict with its reasons, the steps, the thanks, and the lead's word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.defang import defang
from bot.core.people import Permission, Role
from bot.incidents.cases import Origin, Via
from bot.mail_check.cases import GRAVE, Campaign, Check, Deed, Source, State, Status
from bot.mail_check.report import Reason, Report
from bot.mail_check.service import UNSURE, MailService
from bot.mail_check.verdict import Verdict
from handlers.answers.ids import CLAUSE
from handlers.incidents.response.doors import category_for, report_button
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card, Modal
from handlers.kit.people import People
from handlers.kit.roles import ROLES, phone_line
from handlers.kit.words import N_, Words
from handlers.mail_check import ids
from handlers.mail_check.kinds import LINK, deed_of, kind_of
from handlers.mail_check.labels import FAILURES, HEADLINES, VERDICTS, harmless, policy_item
from handlers.mail_check.link_views import link_blocks
from knowledge.documents import Company
from knowledge.incidents import IncidentContent
from knowledge.mail import Advice

MOST_REASONS = 5
WEAK, MOST_WEAK = 0.5, 2
"""Up to this weight a sign is only context."""
MOST_PAGES = 5
EMERGENCIES = {
    Deed.CLICKED: "emergency-clicked-link",
    Deed.ATTACHMENT: "emergency-opened-attachment",
    Deed.TYPED: "emergency-typed-password",
    Deed.REPLIED: "emergency-scam-paid",
}
"""The emergency answer for a deed: it names the kind of incident."""
LONGEST_SUBJECT = 120
UNREAD = {
    "body": N_("a part of the text"),
    "too_many_parts": N_("some parts: there are too many"),
    "too_long": N_("the end of a very long text"),
    "rtf_body": N_("the text in Outlook's own format"),
    "attachment": N_("an attachment"),
    "picture": N_("a very large picture"),
}


@dataclass(frozen=True)
class MailViews:
    """Draws checks from the same content that judged them."""

    service: MailService
    people: People
    company: Company
    incidents: IncidentContent

    def receipt(self, check: Check, words: Words) -> Card:
        """At once: it has arrived, and what not to do meanwhile."""
        said, hold = words.say(kind_of(check).thanks), words.say(kind_of(check).hold)
        named = [words.say("File: {name}", name=harmless(check.file.name, 120))] if check.file else []
        return Card(f"{said} {hold}", [b.paragraph(said), b.context(hold, *named)])

    def failed(self, check: Check, words: Words) -> Card:
        """It could not be analysed: why, and what helps now."""
        why = words.say(FAILURES.get(check.failure, FAILURES["mail_not_readable"]))
        said = words.say("I could not analyse this. {why}", why=why)
        then = words.say(kind_of(check).not_analysed)
        named = [self._quote([words.say("File: {name}", name=harmless(check.file.name, 120))])] if check.file else []
        return Card(
            f"{said} {then}",
            [
                b.paragraph(said),
                *named,
                b.paragraph(then),
                *self._walk_button(check, words),
                *self._deeds(check, words),
            ],
        )

    def result(self, check: Check, words: Words, incident: str = "") -> Card:
        """The verdict, what to do now, and why; then the question that matters most. `incident`: what it has become."""
        report = check.report
        if report is None:
            return self.receipt(check, words)
        headline = words.say(HEADLINES[report.verdict])
        lines = self._advice(check).lines.say(words.language)
        reasons = self.reasons(report.reasons, words)
        why = words.say("What looked odd") if report.verdict is Verdict.NO_SIGN else words.say("Why")
        values = {"verdict": headline, "subject": title_of(check, words), "lines": lines, "reasons": reasons[:2]}
        return Card(
            words.text("mail_check/texts/result.txt.j2", **values),
            [
                b.header(headline),
                *self._about(check, words),
                b.strong(words.say("What to do now")),
                b.bullets(lines),
                *([b.strong(why), b.bullets(reasons)] if reasons else []),
                *self._limits(check, words),
                *self._tools(check, words),
                *self._deeds(check, words),
                *self._incident(check, incident, words),
            ],
        )

    def reported(self, check: Check, campaign: Campaign, words: Words, incident: str = "") -> Card:
        """After the report: the steps for what was done, thanks, and what happens next and by when."""
        deed = check.deed or Deed.RECEIVED
        advice = self._steps(check, deed)
        lines = advice.lines.say(words.language)
        grave = deed in GRAVE
        who = self._administrators(words)
        link = kind_of(check) is LINK
        values = {"grave": grave, "who": who, "decided": campaign.status is not Status.NEW, "link": link}
        return Card(
            words.text("mail_check/texts/reported.txt.j2", grave=grave, id=check.id, who=who, lines=lines),
            [
                b.header(words.say("Do this now") if grave else words.say("Thank you for reporting it")),
                b.bullets(lines, ordered=True),
                *([b.strong(phone_line(self.people, words))] if grave else []),
                b.paragraph(words.text("mail_check/texts/next.txt.j2", **values)),
                *self._incident(check, incident, words),
                b.context(
                    words.say("You told us: {deed}", deed=words.say(deed_of(check))),
                    words.say(kind_of(check).title, subject=title_of(check, words)),
                    words.say("Reference {id}", id=check.id),
                ),
                *self._graver(check, words),
                b.buttons(*self._reading(check, advice.clauses, words)),
            ],
        )

    def told(self, check: Check, words: Words) -> str:
        """What is known from the check, as the first words of a report."""
        kind = kind_of(check)
        return words.say(
            kind.told,
            deed=words.say(deed_of(check) if check.deed else kind.came),
            subject=title_of(check, words),
            verdict=words.say(VERDICTS[check.verdict]),
            id=check.id,
        )

    def category_of(self, deed: Deed | None) -> str:
        """The kind of incident that a deed is; "" where the content does not say."""
        return category_for(self.incidents, EMERGENCIES.get(deed, "")) if deed else ""

    def text_modal(self, check: Check, words: Words) -> Modal:
        """The mail as text: nothing in it can be pressed."""
        report = check.report
        shown: list[Block] = [b.context(words.say("Shown as text only. Addresses are written so that nothing opens."))]
        if report:
            shown += [self._quote(self._head(report, words)), *b.pages(defang(report.excerpt))[:MOST_PAGES]]
            if report.links:
                shown += [
                    b.strong(words.say("Where the links go")),
                    b.bullets(harmless(one, 200) for one in report.links),
                ]
            if report.files:
                sizes = [
                    words.say("{name} ({size} KB)", name=harmless(one.name, 120), size=-(-one.size // 1024))
                    for one in report.files
                ]
                shown += [b.strong(words.say("Attachments")), b.bullets(sizes)]
        return Modal(ids.SHOW, words.say("The mail as text"), shown, close=words.say("Close"))

    def reasons(self, reasons: Sequence[Reason], words: Words) -> list[str]:
        """The strongest reasons in plain words, each with what it was seen in and the policy's item.

        What honest mails show just as often says nothing alone: it only stands below something stronger.
        """
        # A combination only repeats what its parts say: it stands below them.
        named = {one.id: one.group for one in self.service.content.indicators.indicators}
        known = sorted((one for one in reasons if one.id in named), key=lambda one: named[one.id] == "combination")
        strong = [one for one in known if one.weight > WEAK]
        weak = [one for one in known if one.weight <= WEAK][:MOST_WEAK] if strong else []
        return [self._reason(one, words) for one in [*strong, *weak][:MOST_REASONS]]

    def _reason(self, reason: Reason, words: Words) -> str:
        indicator = self.service.indicators[reason.id]
        line = indicator.says.say(words.language)
        if reason.evidence:
            line = words.say("{reason}: {evidence}", reason=line, evidence=harmless(reason.evidence, 120))
        item = policy_item(indicator.policy, words)
        return words.say("{line} ({item})", line=line, item=item) if item else line

    def _about(self, check: Check, words: Words) -> list[Block]:
        """Which mail it is about, in its own words, marked as a quotation."""
        if check.report and kind_of(check) is LINK:
            return link_blocks(check.report, words)
        if check.report is None or not (check.report.subject or check.report.sender or check.report.sender_name):
            return []
        return [self._quote(self._head(check.report, words))]

    def _head(self, report: Report, words: Words) -> list[str]:
        name, address = harmless(report.sender_name, 80), harmless(report.sender, 120)
        return [
            words.say("Subject: {subject}", subject=harmless(report.subject, LONGEST_SUBJECT) or words.say("(none)")),
            words.say("From: {name} {address}", name=name, address=address).strip(),
        ]

    def _quote(self, lines: Sequence[str]) -> Block:
        return b.quote("\n".join(lines))

    def _limits(self, check: Check, words: Words) -> list[Block]:
        """How many items of the policy's list fit, and what the verdict does not rest on."""
        report = check.report
        if report is None:
            return []
        lines = []
        if (count := len(self.service.items(report))) > 1:
            lines.append(
                words.say(
                    "{count} items of the policy's list (7-4.5) fit. Several together call for care.", count=count
                )
            )
        if report.unread:
            parts = "、" if words.language == "ja" else ", "
            named = parts.join(dict.fromkeys(words.say(UNREAD.get(one, UNREAD["body"])) for one in report.unread))
            lines.append(words.say("Not read: {parts}. The result does not rest on it.", parts=named))
        if check.source is Source.WALK or check.failure:
            lines.append(words.say("This rests on your answers only: I have not seen the mail itself."))
        if UNSURE in check.answers.values():
            lines.append(
                words.say("You were not sure about a point. In doubt, press a button below: it is never wrong.")
            )
        return [b.context(*lines)] if lines else []

    def _deeds(self, check: Check, words: Words) -> list[Block]:
        """The question that matters most: one press answers and reports it."""
        deeds = kind_of(check).deeds.items()
        each = [Button(f"{ids.DEED}.{deed.value}", words.say(said), check.id) for deed, said in deeds]
        return [
            b.divider(),
            b.strong(words.say(kind_of(check).ask)),
            b.buttons(*each),
        ]

    def _incident(self, check: Check, incident: str, words: Words) -> list[Block]:
        """Which incident it has become; or the button that makes it one, when it is grave or dangerous."""
        if incident:
            return [b.strong(words.say(kind_of(check).at_incidents, id=incident))]
        if check.deed not in GRAVE and check.verdict is not Verdict.DANGER:
            return []
        style = "danger" if check.deed in GRAVE else None
        category, text = self.category_of(check.deed), self.told(check, words)
        return [b.buttons(report_button(words, Via.MAIL, category, text, Origin(mail_check=check.id), style))]

    def _graver(self, check: Check, words: Words) -> list[Block]:
        """People remember more after a minute: the graver deeds stay within reach."""
        deeds = kind_of(check).deeds
        order = list(Deed)
        later = [deed for deed in order[order.index(check.deed or Deed.RECEIVED) + 1 :] if deed in deeds]
        if not later:
            return []
        return [
            b.context(words.say("Did you do more than that? Press it, nobody will blame you.")),
            b.buttons(*(Button(f"{ids.DEED}.{deed.value}", words.say(deeds[deed]), check.id) for deed in later)),
        ]

    def _advice(self, check: Check) -> Advice:
        """What to do now, by verdict."""
        advice = self.service.content.advice
        of_link = advice.links.get(check.verdict.value) if kind_of(check) is LINK else None
        return of_link or advice.verdicts[check.verdict.value]

    def _steps(self, check: Check, deed: Deed) -> Advice:
        """What to do after a deed."""
        advice = self.service.content.advice
        unopened = advice.links.get("received") if kind_of(check) is LINK and deed is Deed.RECEIVED else None
        return unopened or advice.deeds[deed.value]

    def _tools(self, check: Check, words: Words) -> list[Block]:
        clauses = self._advice(check).clauses
        if kind_of(check) is LINK:  # the policy's list asks about mails
            return [b.buttons(*reading)] if (reading := self._reading(check, clauses, words)) else []
        style = "primary" if check.verdict is Verdict.NO_SIGN and check.source is not Source.WALK else None
        walk = Button(ids.WALK, words.say("Look more closely, step by step"), check.id, style=style)
        return [b.buttons(walk, *self._reading(check, clauses, words))]

    def _reading(self, check: Check, clauses: Sequence[str], words: Words) -> list[Button]:
        each = []
        if check.report and check.report.excerpt and kind_of(check) is not LINK:
            each.append(Button(ids.TEXT, words.say("Show the mail as text"), check.id))
        if clauses:
            each.append(Button(CLAUSE, words.say("Read the clause"), {"c": list(clauses), "l": words.language}))
        return each

    def _walk_button(self, check: Check, words: Words) -> list[Block]:
        if kind_of(check) is LINK:
            return []
        button = b.buttons(Button(ids.WALK, words.say("Answer a few questions"), check.id, style="primary"))
        return [button]

    def _administrators(self, words: Words) -> str:
        """Who looks at mails now: the system administrator, whoever stands in, else the security lead."""
        for role in (Role.SYSTEM_ADMIN, Role.SECURITY_LEAD):
            if found := self.people.there(role, Permission.TRIAGE_MAIL):
                return words.say(", ").join(self._called(one.id, absent, role, words) for one, absent in found)
        names = words.say(", ").join(self.people.names(Role.SYSTEM_ADMIN, words.language))
        return words.say("{name} ({role})", name=names, role=words.say(ROLES[Role.SYSTEM_ADMIN]))

    def _called(self, person: str, absent: str | None, role: Role, words: Words) -> str:
        name, of = self.people.called(person, words.language), words.say(ROLES[role])
        if absent is None:
            return words.say("{name} ({role})", name=name, role=of)
        stands_for = self.people.called(absent, words.language)
        return words.say("{name} ({role}, for {absent})", name=name, role=of, absent=stands_for)


def title_of(check: Check, words: Words, size: int = LONGEST_SUBJECT) -> str:
    """What a mail is called when we speak of it: by its subject, if we know one."""
    if check.source is Source.WALK:
        return words.say("the mail you described")
    return harmless(check.report.subject if check.report else "", size) or words.say(kind_of(check).unnamed)


def is_open(check: Check) -> bool:
    return check.state in {State.CHECKED, State.FAILED}

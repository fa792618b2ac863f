"""How well links are judged, and texts that ask about one told from policy questions: `python -m tests.bench.links`.

First the list that the rules were tuned on (`tests/kit/links.py`), then the one that was written when they were done
(`tests/kit/more_links.py`). `--misses` names what came out otherwise than labelled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import click

from bot.mail_check.analysis import analyse
from bot.mail_check.facts import Company, Facts
from bot.mail_check.recognise_link import read_link, wants_check
from bot.mail_check.verdict import Judgement, Verdict
from knowledge.loader import load_mail
from tests.kit import links, more_links


@click.command()
@click.option("--misses", is_flag=True, help="Name what came out otherwise than labelled.")
def main(misses: bool) -> None:
    """Print the confusion tables, and precision and recall of the recognition."""
    content, company = load_mail()
    facts = Facts.of(content, Company.of(company))
    click.echo("The list for tuning")
    labelled = {
        "phishing": (links.PHISHING, Verdict.DANGER),
        "unseen": (links.UNSEEN, Verdict.CAUTION),
        "ordinary": (links.ORDINARY, Verdict.NO_SIGN),
    }
    click.echo("\n".join([*_verdicts(labelled, facts, misses), *_wishes(links.CHECK, links.POLICY, facts, misses)]))
    click.echo("The second list")
    labelled = {
        "phishing": (more_links.PHISHING, Verdict.DANGER),
        "ordinary": (more_links.ORDINARY, Verdict.NO_SIGN),
    }
    told = [*_verdicts(labelled, facts, misses), *_wishes(more_links.CHECK, more_links.POLICY, facts, misses)]
    click.echo("\n".join(told))


def _verdicts(labelled: Mapping[str, tuple[Sequence[str], Verdict]], facts: Facts, misses: bool) -> Iterable[str]:
    yield f"{'':10}" + "".join(f"{one.value:>9}" for one in Verdict)
    for name, (urls, expected) in labelled.items():
        judged = {url: analyse(read_link(url, facts.lures), facts) for url in urls}
        counted = Counter(one.verdict for one in judged.values())
        yield f"{name:10}" + "".join(f"{counted[one]:9}" for one in Verdict)
        for url, one in judged.items():
            if misses and one.verdict is not expected:
                yield f"  {url} {one.verdict.value} {_signs(one)}"


def _wishes(check: Sequence[str], policy: Sequence[str], facts: Facts, misses: bool) -> Iterable[str]:
    taken = {text for text in (*check, *policy) if wants_check(text, facts.lures)}
    hits = len(taken.intersection(check))
    yield f"{len(check)} texts about a link, {len(policy)} policy questions:"
    yield f"precision {hits / max(1, len(taken)):.3f}, recall {hits / len(check):.3f}"
    if misses:
        yield from (f"  taken for one: {text!r}" for text in policy if text in taken)
        yield from (f"  not taken for one: {text!r}" for text in check if text not in taken)


def _signs(one: Judgement) -> str:
    return ", ".join(f"{reason.finding.id} {reason.weight:g}" for reason in one.reasons)


if __name__ == "__main__":
    main()

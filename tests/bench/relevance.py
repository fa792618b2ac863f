"""`python -m tests.bench.relevance`: how well the feeds are matched to the sample company, and where it goes wrong."""

from __future__ import annotations

from time import perf_counter

import click

from tests.kit.relevance import Figures, figures, fortnight, halves, labelled, matcher


@click.command()
@click.option("--all", "show_held_back", is_flag=True, help="Name the misses of what was held back too.")
def main(show_held_back: bool) -> None:
    """Prints the figures of each part, and the misses of the half that the matcher was tuned on."""
    judge, (tuned, held_back) = matcher(), halves()
    parts = (("tuned on", tuned, True), ("held back", held_back, show_held_back))
    click.echo(f"{len(labelled())} items, {sum(bool(one.concerns) for one in labelled())} of them relevant")
    for name, half, shown in (*parts, ("a fortnight", fortnight(), show_held_back)):
        found = figures(half, judge)
        click.echo(f"{name} ({len(half)}): {found}")
        if shown:
            _misses(found)
    begun = perf_counter()
    for one in labelled():
        judge.reasons(one.item)
    click.echo(f"{(perf_counter() - begun) / len(labelled()) * 1000:.2f} ms an item")


def _misses(found: Figures) -> None:
    for mark, group in (("too much", found.false), ("missed", found.missed)):
        for one in group:
            click.echo(f"  {mark}: [{one.item.source}] {one.item.title} {one.item.summary[:80]}")


if __name__ == "__main__":
    main()

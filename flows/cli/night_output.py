"""What the command line shows of a night; apart from the rest, since no other command needs what a night needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.cli.output import outcome_line
from flows.nightly.notify import in_words

if TYPE_CHECKING:
    from flows.nightly.run import Night


def show_night(night: Night) -> None:
    """Prints how a night ended: its portfolios, what waits, mails and remarks."""
    for outcome in night.outcomes:
        print(outcome_line(outcome))
        for _, sentence in outcome.refusals:
            print(f"    refused: {sentence}")
    for name in night.waiting:
        print(f"waiting: {name} was still being written; it is looked at again the next night")
    if night.deliveries:
        print(f"mails: {in_words(night.deliveries)}")
    for trouble in night.troubles:
        print(f"trouble: {trouble}")
    for remark in night.remarks:
        print(f"remark: {remark}")
    print(night.verdict.sentence)

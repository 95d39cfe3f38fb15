"""Why a ticket has its priority: at most four reasons, those that decided, each said once."""

from collections.abc import Sequence

from shared.domain.classification.model import Classification
from shared.domain.classification.reasons import MAX_REASONS
from shared.domain.priority.scoring import DANGER, UNSURE
from shared.domain.vocabulary import Stage

_FIRST = 2
"""Of what the words say, before what else weighed in: how long, how often, who."""
_SHOWN_ANYWAY = ("category: ", "stage: ", "unhappy", "friendly")
"""What stands on the ticket beside its reasons: told only where nothing else is to be told."""


def reasons_for(classification: Classification, weighed: Sequence[str]) -> tuple[str, ...]:
    """``weighed`` is what gave the message its priority, as ``assess`` tells it."""
    said = classification.reasons
    rest = [each for each in weighed if not _repeats(each, classification)]
    telling = [each for each in rest if not each.startswith(_SHOWN_ANYWAY)]
    plain = [each for each in rest if each.startswith(_SHOWN_ANYWAY)]
    return tuple(dict.fromkeys((*said[:_FIRST], *telling, *said[_FIRST:], *plain)))[:MAX_REASONS]


def _repeats(reason: str, classification: Classification) -> bool:
    """Whether the classification says the same more closely: which danger, how unsure, to whom if not to us."""
    if not classification.reasons:
        return False
    if reason.startswith("stage: "):
        return classification.stage is not Stage.DIRECT
    return reason in (DANGER, UNSURE)

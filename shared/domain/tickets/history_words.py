"""The closed lists of the audit trail: what happens to a ticket, and the details that are codes.

Whoever shows the trail to people has a sentence for each of them. The tests' fake history refuses an entry that says
anything else.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from shared.domain.escalation.rounds import EscalationEnd, EscalationReason
from shared.domain.incidents.contact import NotContacted
from shared.domain.satisfaction.decision import Unasked
from shared.domain.tickets.clocks import DeadlineKind
from shared.domain.tickets.history import HistoryEntry
from shared.domain.vocabulary import Category, Priority, SendClass, Sentiment, Status, SuppressionReason, Visibility

HAPPENED = frozenset({
    # the customer's messages
    "opened", "reopened", "closed", "priority_raised", "withdrawn_by_customer", "words_not_shown_by_platform",
    "customer_moved", "handed_over_to_another_app", "delivery_failed", "message_hidden", "message_shown_again",
    # what is sent
    "acknowledged", "acknowledgement_suppressed", "acknowledgement_failed", "acknowledgement_unconfirmed",
    "replied", "reply_failed", "reply_unconfirmed", "moved_to_private", "private_message_refused",
    "answered_in_app", "answer_was_automatic", "thanked_in_public",
    "automatic_texts_stopped", "automatic_texts_resumed",
    "incident_pointer", "incident_pointer_failed", "incident_follow_up", "incident_follow_up_failed",
    "satisfaction_asked", "satisfaction_not_asked", "satisfaction_given", "satisfaction_thanked",
    "satisfaction_not_thanked", "satisfaction_alerted",
    # deadlines, and people who are called
    "deadline_near", "deadline_missed", "resolution_missed", "escalated", "escalation_ended", "escalation_requested",
    "deescalated", "notified", "told_with", "notification_failed",
    # what people do
    "claimed", "released", "assigned", "changed", "noted", "merged", "merged_in", "content_removed", "erased",
    "customers_linked", "customers_unlinked", "customer_exported",
})  # fmt: skip

SAME_TEXT_ELSEWHERE = "same_text_elsewhere"
"""Why an answer in the platform's app was automatic: the same text went to another customer within seconds."""

FOLLOWED_UP_LATER = "followed_up_later"


def _values(*kinds: type[StrEnum], also: Iterable[str] = ()) -> frozenset[str]:
    return frozenset({*(member.value for kind in kinds for member in kind), *also})


CODES: Mapping[str, frozenset[str]] = {
    "reason": _values(
        SuppressionReason, EscalationReason, NotContacted, Unasked, also=(SAME_TEXT_ELSEWHERE, FOLLOWED_UP_LATER)
    ),
    "acknowledgement": _values(SuppressionReason),
    "end": _values(EscalationEnd),
    "class": _values(SendClass),
    "deadline": _values(DeadlineKind),
    "visibility": _values(Visibility),
    "status": _values(Status),
    "priority": _values(Priority),
    "from": _values(Priority),
    "to": _values(Priority),
    "category": _values(Category, also=("", "confirmed")),
    "sentiment": _values(Sentiment, also=("confirmed",)),
    "urgent": frozenset({"true", "false", "-", "confirmed"}),
    "joined": frozenset({"yes", "no"}),
}
"""Detail → its values. ``before → after`` and ``value, confirmed`` are two of them."""

OF_PLATFORMS = frozenset({"customer_moved", "satisfaction_not_asked", "satisfaction_not_thanked"}) | {
    "incident_pointer_failed",
    "incident_follow_up_failed",
}
"""What happens whose ``reason`` may also be a code of the platform."""


def unknown_words(entry: HistoryEntry) -> tuple[str, ...]:
    """What an entry says that is in none of these lists."""
    found = [] if entry.what in HAPPENED else [entry.what]
    for name, value in entry.details.items():
        if name in CODES and not (name == "reason" and entry.what in OF_PLATFORMS):
            words = (word for part in value.split(" → ") for word in part.split(", "))
            found += [f"{name}: {word}" for word in words if word not in CODES[name]]
    return tuple(found)

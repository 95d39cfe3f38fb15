"""The catalogue of metrics: names, units, dimensions and their values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aws_lambda_powertools.metrics import MetricUnit

from shared.channels import CHANNELS, POLLED_CHANNELS, WEBHOOK_CHANNELS
from shared.domain.vocabulary import Outcome, Priority, SendClass, SuppressionReason


def namespace(stack_name: str) -> str:
    """The namespace of a stack's metrics. Each stack has its own: stages of one account never share a series."""
    return f"Nightdesk/{stack_name}"


FAILED_SENDS = tuple(c.value for c in SendClass if c is not SendClass.SENT)

WEBHOOK_OUTCOMES = (
    "accepted", "handshake", "refused_signature", "refused_stale", "refused_challenge", "refused_token",
    "too_large", "unreadable", "unknown_target", "queue_refused", "unavailable",
)  # fmt: skip

QUARANTINE_REASONS = ("not_json", "unknown_object", "unknown_account", "malformed_item", "too_many_items")

PARK_REASONS = ("permanent", "attempts_exhausted")

ESCALATION_REASONS = ("urgent", "danger", "first_response_missed", "resolution_missed")

ESCALATION_ENDS = ("claimed", "answered", "exhausted", "superseded", "ticket_ended")


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric: what it says, its unit, and the closed list of values of each label.

    CloudWatch bills each combination of the values of ``dimensions`` as a metric of its own. ``details`` are written
    beside the figure and billed as log bytes only: Logs Insights and ``nightdesk status`` read them, alarms and
    graphs do not.
    """

    says: str
    unit: MetricUnit = MetricUnit.Count
    dimensions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    details: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        return {**self.dimensions, **self.details}


CATALOGUE: Mapping[str, Metric] = {
    "WebhooksReceived": Metric("webhook calls by what was answered", dimensions={"outcome": WEBHOOK_OUTCOMES}),
    "SignaturesRefused": Metric("unsigned or wrongly signed deliveries", details={"channel": WEBHOOK_CHANNELS}),
    "PollsFailed": Metric(
        "polls of a platform that failed",
        details={"channel": POLLED_CHANNELS, "class": (*FAILED_SENDS, "unexpected", "gap_lost", "search_refused")},
    ),
    "ListsStalled": Metric(
        "lists that have failed for hours, a gap that was given up, a search that the platform refuses, each time",
        details={"channel": POLLED_CHANNELS, "class": ("failing", "gap_lost", "search_refused")},
    ),
    "SignalsCounted": Metric("likes, follows, reactions, read receipts"),
    "ItemsQuarantined": Metric("signed items we could not read", details={"reason": QUARANTINE_REASONS}),
    "EventsTriaged": Metric("events stored, by what became of them", details={"outcome": tuple(Outcome)}),
    "EventsParked": Metric("events put into the dead-letter queue", details={"reason": PARK_REASONS}),
    "EventsReturned": Metric("events left on the queue for another try"),
    "StoreDelay": Metric("from the webhook to the stored message", MetricUnit.Milliseconds),
    "TicketsOpened": Metric("tickets opened, by priority", details={"priority": tuple(Priority)}),
    "TicketsReopened": Metric("tickets opened again by a follow-up"),
    "AcknowledgementsSent": Metric("acknowledgements taken by the platform", details={"channel": CHANNELS}),
    "AcknowledgementsSuppressed": Metric("not sent, and why", details={"reason": tuple(SuppressionReason)}),
    "AcknowledgementsFailed": Metric("not sent, by class of failure", dimensions={"class": FAILED_SENDS}),
    "AcknowledgementDelay": Metric("from the message to its acknowledgement", MetricUnit.Seconds),
    "RepliesSent": Metric("answers of agents taken by the platform"),
    "RepliesFailed": Metric("answers of agents not sent, by class of failure", details={"class": FAILED_SENDS}),
    "FirstResponseTime": Metric("from the first unanswered message to a person's answer", MetricUnit.Seconds),
    "DeadlinesMissed": Metric("first-response deadlines that passed unanswered"),
    "SweepsDone": Metric("the minute's look at what is due, of every brand"),
    "SweepFailures": Metric("tickets and brands that a sweep could not read or handle"),
    "ConnectionsStopped": Metric(
        "what is stopped, each minute: accounts (a token refused, an account blocked), webhooks of subscribers",
        details={"kind": ("account", "webhook")},
    ),
    "AccountsSilent": Metric("accounts with fewer messages than ever at that time of the week, each hour"),
    "EscalationsStarted": Metric("escalations, by reason", details={"reason": ESCALATION_REASONS}),
    "EscalationsEnded": Metric("escalations, by how they ended", dimensions={"end": ESCALATION_ENDS}),
    "NotificationsSent": Metric("notifications taken by a target"),
    "NotificationsFailed": Metric("notifications a target did not take"),
    "AccountWarnings": Metric("warnings of a platform about one of our accounts", details={"channel": CHANNELS}),
    "BrandsInvalid": Metric("a brand version in force could not be read"),
    "CalendarsInvalid": Metric("a calendar with no opening time: treated as open"),
}

"""The inbound queue (Amazon SQS, FIFO)."""

from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters import limits
from shared.adapters.aws_errors import as_domain_error
from shared.contracts.events import encode_event
from shared.domain.errors import PermanentError
from shared.domain.messages.event import InboundEvent

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

# The one retry policy for whole calls is botocore's. A webhook must be answered within five seconds, so the queue
# has less than that; what does not succeed by then the platform sends again. botocore's own check of parameters is off:
# the entries are built below and nowhere else, and the check costs a third of a call.
CONFIG = Config(
    connect_timeout=1,
    read_timeout=2,
    retries={"mode": "standard", "total_max_attempts": 2},
    parameter_validation=False,
)


def message_group(event: InboundEvent) -> str:
    """What must be handled in order: the conversation, as far as the payload tells it.

    Group ids of SQS end at 128 characters, real ids do not.
    """
    within = event.conversation_id or event.parent_id or event.message_id or event.event_id
    return sha256(f"{event.channel}/{event.account_id}/{within}".encode()).hexdigest()


class SqsInboundQueue:
    """Queues events in batches that SQS takes, and looks at the result of every entry."""

    def __init__(self, url: str) -> None:
        self._url = url

    @cached_property
    def client(self) -> "SQSClient":
        return boto3.client("sqs", config=CONFIG)

    def put(self, events: Sequence[InboundEvent]) -> tuple[str, ...]:
        """The ids of the events that were refused, after one more attempt where the fault was the queue's.

        Raises ``LimitExceededError`` before anything is sent when one event is larger than SQS takes, and a
        ``PermanentError`` when SQS refuses a whole batch for what it holds.
        """
        entries: dict[str, SendMessageBatchRequestEntryTypeDef] = {}
        sizes: list[tuple[str, int]] = []
        for number, event in enumerate(events):
            body = limits.queue_text(encode_event(event))
            entry_id = str(number)
            entries[entry_id] = {
                "Id": entry_id,
                "MessageBody": body,
                "MessageGroupId": message_group(event),
                "MessageDeduplicationId": sha256(event.event_id.encode()).hexdigest(),
            }
            sizes.append((entry_id, len(body.encode())))
        refused: list[str] = []
        batches = list(limits.queue_batches(sizes))
        for position, batch in enumerate(batches):
            try:
                retryable, rejected = self._send([entries[entry_id] for entry_id in batch])
                if retryable:
                    retryable, more = self._send([entries[entry_id] for entry_id in retryable])
                    rejected = [*rejected, *retryable, *more]
            except (BotoCoreError, ClientError) as error:
                meaning = as_domain_error("sqs", error)
                if isinstance(meaning, PermanentError):
                    raise meaning from error
                # The service is not there: what is left is refused without waiting for it batch after batch.
                refused += [entry_id for left in batches[position:] for entry_id in left]
                break
            refused += rejected
        return tuple(events[int(entry_id)].event_id for entry_id in refused)

    def _send(self, entries: list["SendMessageBatchRequestEntryTypeDef"]) -> tuple[list[str], list[str]]:
        """The entries that failed: those to send again, and those that the queue will never take."""
        failed = self.client.send_message_batch(QueueUrl=self._url, Entries=entries).get("Failed", [])
        again = [entry["Id"] for entry in failed if not entry.get("SenderFault")]
        return again, [entry["Id"] for entry in failed if entry.get("SenderFault")]

"""An event of a later version of Nightdesk, which stands on the queue between readable ones."""

import json
from datetime import UTC, datetime
from hashlib import sha256

from cli.traffic.delivered import Item
from cli.traffic.local_stack import LocalStack
from local.traffic.accounts import PAGE
from local.traffic.identities import Identities
from local.traffic.run import Run
from shared.adapters.sqs.inbound_queue import message_group
from shared.contracts.events import encode_event
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.vocabulary import EventKind, Surface, Visibility

POISONED = "Hélène Costa"  # in whose conversation it stands


def put_poison(running: LocalStack, run: Run, brand: str) -> Item:
    """Put it on the queue; what it is known by."""
    now = datetime.now(UTC)
    author = Identities(run).page_scoped(POISONED)
    message_id = f"m_{run.letters('odd', 'poison')}"
    event = InboundEvent(
        event_id=f"messenger:{PAGE}:{message_id}:created",
        kind=EventKind.CREATED,
        brand=brand,
        channel="messenger",
        account_id=PAGE,
        surface=Surface.DIRECT_MESSAGE,
        visibility=Visibility.PRIVATE,
        conversation_id=author,
        message_id=message_id,
        author=Author(id=author),
        text="?",
        occurred_at=now,
        received_at=now,
    )
    running.sqs.send_message(
        QueueUrl=running.stack.inbound_queue_url,
        MessageBody=json.dumps({**json.loads(encode_event(event)), "schema_version": 99}),
        MessageGroupId=message_group(event),
        MessageDeduplicationId=sha256(event.event_id.encode()).hexdigest(),
    )
    return Item(
        id=event.event_id, kind=event.kind, channel=event.channel, brand=brand, account_id=PAGE, message_id=message_id
    )

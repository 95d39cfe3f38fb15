"""Events are what the published schema says, no field less and none more."""

import json

from shared.contracts.domain_events import DATA, TRUSTED, envelope_of
from shared.domain.events.model import DomainEvent, EventType, envelope


def held_to_the_schema(event: DomainEvent) -> None:
    envelope_of(event.type).model_validate_json(json.dumps(envelope(event)))
    known = set(DATA[event.type].model_fields) - {TRUSTED}
    told = set(event.data)
    if event.type is EventType.MESSAGE_FAILED:
        assert told <= known
    else:
        assert told == known

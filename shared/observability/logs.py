"""The logger of all functions."""

import logging
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

# The log group names the function, the event its time, and the platform's own record size and version: a line repeats
# none of it.
logger = Logger(log_record_order=["level", "message"], utc=True, location=None, timestamp=None)
logger.append_keys(service=None)
"""Constant message in lower case plus keys (``ticket_id``, ``event``, ``channel``). No text, name, handle or id of a
person above DEBUG."""


def event_reference(event_id: str) -> str:
    """What a line says of an event. The id itself may hold the id of a person, and logs cannot be erased."""
    return sha256(event_id.encode()).hexdigest()[:16]


class _NamesRequest(logging.Filter):
    def __init__(self) -> None:
        super().__init__()
        self.id: str | None = None

    def filter(self, record: logging.LogRecord) -> bool:
        if self.id is not None and record.levelno >= logging.WARNING:
            record.request_id = self.id
        return True


_request = _NamesRequest()
logger.registered_handler.addFilter(_request)

Handler = Callable[[dict[str, Any], LambdaContext], dict[str, Any]]


def in_request(handler: Handler) -> Handler:
    """Every warning and error the handler writes names its request, so that a failed run can be found.

    Powertools' ``inject_lambda_context`` adds 250 bytes of what the log group knows to each line, which is a third
    of what a message costs in logs. Lines of runs that went well name the event or the ticket instead.
    """

    @wraps(handler)
    def logged(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        _request.id = context.aws_request_id
        return handler(event, context)

    return logged

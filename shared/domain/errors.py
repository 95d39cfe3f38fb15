"""The errors of the business, one tree.

    NightdeskError
    ├── PermanentError            trying again cannot help: dispatch parks the message
    │   ├── UnreadableEventError  the event does not have the shape of its contract
    │   ├── UnknownBrandError     the event names a brand that was never pushed
    │   ├── ContentGoneError      the text that was put aside for this event no longer exists
    │   ├── LimitExceededError    more than an AWS service takes in one call, state or item
    │   └── RejectedError         an AWS service refuses this request and always will
    ├── TransientError            trying again may help: the message stays on the queue
    │   ├── ConflictError         somebody else wrote the same record first
    │   └── UpstreamError         a service we call failed, throttled or timed out
    │       ├── PartlyToldError  of the people of one target some were told
    │       └── RunFailedError    a run of triage began, and one of our own functions failed in it
    ├── NotFoundError             no such ticket, customer, incident, token
    ├── InvalidBrandError         a brand file that must not be used
    └── RefusedError              a request the rules do not allow (closed ticket, missing scope)
        └── InvalidCursorError    a cursor that does not belong to the list

Step Functions matches these by class name, so a name here is part of a contract (``infra/*.asl.json``).
"""


class NightdeskError(Exception):
    """Anything the desk itself raises."""


class PermanentError(NightdeskError):
    """Trying again cannot help."""


class UnreadableEventError(PermanentError):
    """The event does not have the shape of its contract."""


class UnknownBrandError(PermanentError):
    """The event names a brand of which no version was ever pushed."""


class ContentGoneError(PermanentError):
    """The text that was put aside in the bucket no longer exists."""


class LimitExceededError(PermanentError):
    """More than an AWS service takes. Usually refused before the call (see ``shared/adapters/limits.py``)."""


class RejectedError(PermanentError):
    """An AWS service refuses the request for what it holds (see ``shared/adapters/aws_errors.py``)."""


class TransientError(NightdeskError):
    """Trying again may help."""


class ConflictError(TransientError):
    """Somebody else wrote the same record first; read it again and decide anew."""


class UpstreamError(TransientError):
    """A service we call failed, throttled or timed out."""


class PartlyToldError(UpstreamError):
    """Of the people of one target some were told. ``reference`` says to the target who, when it is asked again.

    ``final``: the others will never take it, so there is nothing to ask again.
    """

    def __init__(self, code: str, *, reference: str, final: bool = False) -> None:
        super().__init__(code)
        self.reference, self.final = reference, final


class RunFailedError(UpstreamError):
    """A run of triage began, and one of our own functions failed in it: Step Functions and Lambda work."""


class NotFoundError(NightdeskError):
    """There is no such record, or the caller may not know of it."""


class InvalidBrandError(NightdeskError):
    """A brand file that must not be used.

    ``problems`` holds one sentence each, every one naming the place in the file.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class RefusedError(NightdeskError):
    """The rules do not allow what was asked for. The message says why, in a sentence; ``reason`` is its name.

    Whoever reads another language than English is told by the name.
    """

    def __init__(self, detail: str = "", *, reason: str | None = None) -> None:
        super().__init__(detail)
        self.reason = reason


class InvalidCursorError(RefusedError):
    """The cursor does not belong to the list, or was not made by us."""

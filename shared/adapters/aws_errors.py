"""The errors of AWS as errors of the domain. This is the only place that decides which of them are worth a retry.

The decision is made by the error code, per service. What the request itself is wrong about can never succeed and is
permanent. Everything else is transient: throttling, outages, time-outs, but also missing permissions and missing
resources, because an operator can mend those while the message waits. A code that is not listed is transient.

Sources: "Common errors" and the error list of each operation in the API reference of each service.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

from shared.domain.errors import ConflictError, LimitExceededError, NightdeskError, RejectedError, UpstreamError

AwsError = BotoCoreError | ClientError

CONFLICTS: Mapping[str, frozenset[str]] = {
    "dynamodb": frozenset({"ConditionalCheckFailedException", "TransactionConflictException", "DuplicateItemException"})
}
"""Somebody else wrote the same record first: read it again and decide anew."""

TOO_LARGE: Mapping[str, frozenset[str]] = {
    "dynamodb": frozenset({"ItemCollectionSizeLimitExceededException"}),
    "sqs": frozenset({"BatchRequestTooLong", "TooManyEntriesInBatchRequest"}),
    "s3": frozenset({"EntityTooLarge", "KeyTooLongError", "MaxMessageLengthExceeded", "MetadataTooLarge"}),
    "stepfunctions": frozenset({"InvalidExecutionInput"}),
    "lambda": frozenset({"RequestTooLargeException", "SerializedRequestEntityTooLargeException"}),
    "sns": frozenset({"BatchRequestTooLongException"}),
    "secretsmanager": frozenset({"LimitExceededException"}),
}
"""More than the service takes. DynamoDB says ``ValidationException`` for an item that is too large."""

REJECTED: Mapping[str, frozenset[str]] = {
    "dynamodb": frozenset(
        {"ValidationException", "ValidationError", "SerializationException", "IdempotentParameterMismatchException"}
    ),
    "sqs": frozenset(
        {
            "BatchEntryIdsNotDistinct",
            "EmptyBatchRequest",
            "InvalidAttributeName",
            "InvalidAttributeValue",
            "InvalidBatchEntryId",
            "InvalidIdFormat",
            "InvalidMessageContents",
            "InvalidParameterValue",
            "MessageNotInflight",
            "MissingParameter",
            "ReceiptHandleIsInvalid",
            "UnsupportedOperation",
        }
    ),
    "s3": frozenset(
        {
            "BadDigest",
            "InvalidArgument",
            "InvalidDigest",
            "InvalidObjectState",
            "InvalidRequest",
            "InvalidURI",
            "MalformedXML",
            "MethodNotAllowed",
        }
    ),
    "stepfunctions": frozenset({"InvalidName", "InvalidOutput", "InvalidToken"}),
    "lambda": frozenset(
        {"InvalidParameterValueException", "InvalidRequestContentException", "UnsupportedMediaTypeException"}
    ),
    "sns": frozenset(
        {
            "EmptyBatchRequestException",
            "InvalidParameterException",
            "InvalidParameterValueException",
            "InvalidParameter",
            "OptedOut",
            "ParameterValueInvalid",
            "ValidationError",
        }
    ),
    "ses": frozenset({"BadRequestException"}),
    "secretsmanager": frozenset({"InvalidNextTokenException", "InvalidParameterException"}),
    "events": frozenset({"InvalidArgument", "MalformedDetail"}),
    "transcribe": frozenset({"BadRequestException"}),
    "cloudwatch": frozenset(
        {
            "InvalidFormat",
            "InvalidNextToken",
            "InvalidParameterCombination",
            "InvalidParameterValue",
            "MissingParameter",
        }
    ),
}
"""The request is wrong in itself: the service refuses it whoever sends it and whenever."""

REJECTED_EVERYWHERE = frozenset({"MalformedQueryString", "UnknownOperationException", "ValidationException"})

_CONTENT_TOO_LARGE = 413  # HTTP status

_CONFLICT_REASONS = frozenset({"ConditionalCheckFailed", "TransactionConflict", "DuplicateItem"})
_PERMANENT_REASONS = frozenset({"ValidationError", "ItemCollectionSizeLimitExceeded"})


@contextmanager
def translated(service: str) -> Iterator[None]:
    """Run calls of one service, and raise its errors as those of the domain.

    Raises ``ConflictError``, ``LimitExceededError``, ``RejectedError`` or ``UpstreamError``.
    """
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise as_domain_error(service, error) from error


def code_of(error: AwsError) -> str:
    """The code of an answer of AWS, or the name of the error when there was no answer."""
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code", ""))
    return type(error).__name__


def as_domain_error(service: str, error: AwsError) -> NightdeskError:
    """The error to raise. Its text names service, operation and code, and quotes nothing of the request."""
    code = code_of(error)
    operation = getattr(error, "operation_name", "")
    text = f"{service} {operation}: {code}" if operation else f"{service}: {code}"
    if isinstance(error, ParamValidationError):
        return RejectedError(text)
    if not isinstance(error, ClientError):
        return UpstreamError(text)
    if code == "TransactionCanceledException":
        return _of_transaction(text, _cancellation_reasons(error))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    if code in CONFLICTS.get(service, ()):
        return ConflictError(text)
    if code in TOO_LARGE.get(service, ()) or status == _CONTENT_TOO_LARGE:
        return LimitExceededError(text)
    if code in REJECTED_EVERYWHERE or code in REJECTED.get(service, ()):
        return RejectedError(text)
    return UpstreamError(text)


def _cancellation_reasons(error: ClientError) -> Sequence[str]:
    answer: Mapping[str, Any] = error.response
    return [str(reason.get("Code", "None")) for reason in answer.get("CancellationReasons", ())]


def _of_transaction(text: str, reasons: Sequence[str]) -> NightdeskError:
    """A transaction names a reason for each of its items."""
    if _PERMANENT_REASONS.intersection(reasons):
        return RejectedError(text)
    if _CONFLICT_REASONS.intersection(reasons) or not reasons:
        return ConflictError(text)
    return UpstreamError(text)

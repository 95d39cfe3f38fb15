"""Every error of AWS means one of four things to us, and one place decides which."""

import ast
from pathlib import Path

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, ParamValidationError

from shared.adapters.aws_errors import as_domain_error, translated
from shared.domain.errors import ConflictError, LimitExceededError, PermanentError, RejectedError, UpstreamError

ROOT = Path(__file__).parents[2]

THROTTLES = ("Throttling", "ThrottlingException", "RequestLimitExceeded", "ServiceUnavailable")
OPERATORS = ("AccessDeniedException", "UnrecognizedClientException", "ExpiredTokenException", "OptInRequired")

MEANINGS: dict[str, dict[type[Exception], tuple[str, ...]]] = {
    "dynamodb": {
        ConflictError: ("ConditionalCheckFailedException", "TransactionConflictException"),
        RejectedError: ("ValidationException", "SerializationException", "IdempotentParameterMismatchException"),
        LimitExceededError: ("ItemCollectionSizeLimitExceededException",),
        UpstreamError: (
            "ProvisionedThroughputExceededException", "RequestLimitExceeded", "InternalServerError",
            "ResourceNotFoundException", "TransactionInProgressException", "LimitExceededException",
        ),
    },
    "sqs": {
        RejectedError: ("InvalidMessageContents", "ReceiptHandleIsInvalid", "InvalidParameterValue"),
        LimitExceededError: ("BatchRequestTooLong", "TooManyEntriesInBatchRequest"),
        UpstreamError: ("QueueDoesNotExist", "OverLimit", "RequestThrottled", "KmsThrottled", "KmsAccessDenied"),
    },
    "s3": {
        RejectedError: ("InvalidArgument", "InvalidURI", "BadDigest", "InvalidObjectState"),
        LimitExceededError: ("EntityTooLarge", "KeyTooLongError", "MetadataTooLarge"),
        UpstreamError: ("SlowDown", "InternalError", "RequestTimeout", "NoSuchBucket", "AccessDenied"),
    },
    "stepfunctions": {
        RejectedError: ("InvalidName", "ValidationException"),
        LimitExceededError: ("InvalidExecutionInput",),
        UpstreamError: ("ExecutionLimitExceeded", "StateMachineDoesNotExist", "StateMachineDeleting", "InvalidArn"),
    },
    "lambda": {
        RejectedError: ("InvalidRequestContentException", "InvalidParameterValueException"),
        LimitExceededError: ("RequestTooLargeException",),
        UpstreamError: (
            "TooManyRequestsException", "ServiceException", "ResourceNotFoundException", "ResourceConflictException",
            "ResourceNotReadyException", "KMSAccessDeniedException", "EC2ThrottledException",
        ),
    },
    "sns": {
        RejectedError: ("InvalidParameter", "InvalidParameterException", "InvalidParameterValueException"),
        UpstreamError: ("NotFound", "AuthorizationError", "InternalError", "EndpointDisabled", "KMSThrottling"),
    },
    "secretsmanager": {
        RejectedError: ("InvalidParameterException",),
        LimitExceededError: ("LimitExceededException",),
        UpstreamError: ("DecryptionFailure", "EncryptionFailure", "InternalServiceError"),
    },
    "cloudwatch": {
        RejectedError: ("InvalidParameterValue", "MissingParameter"),
        UpstreamError: ("InternalServiceError", "LimitExceeded"),
    },
}  # fmt: skip
CASES = [
    (service, code, meaning)
    for service, meanings in MEANINGS.items()
    for meaning, codes in {
        **meanings,
        UpstreamError: (*meanings[UpstreamError], *THROTTLES, *OPERATORS, "ACodeThatAwsAddsLater"),
    }.items()
    for code in codes
]


def answered(code: str, status: int = 400, **more: object) -> ClientError:
    told = {"Error": {"Code": code, "Message": "what a customer wrote"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError({**told, **more}, "SomeOperation")


@pytest.mark.parametrize(("service", "code", "meaning"), CASES)
def test_a_code_says_whether_trying_again_can_help(service: str, code: str, meaning: type[Exception]) -> None:
    assert type(as_domain_error(service, answered(code))) is meaning


@pytest.mark.parametrize("service", MEANINGS)
def test_a_body_that_is_too_large_for_the_service_is_permanent_whatever_the_code(service: str) -> None:
    assert isinstance(as_domain_error(service, answered("413", status=413)), LimitExceededError)


@pytest.mark.parametrize(
    ("reasons", "meaning"),
    [
        (("None", "ConditionalCheckFailed"), ConflictError),
        (("TransactionConflict", "None"), ConflictError),
        (("ConditionalCheckFailed", "ValidationError"), RejectedError),
        (("ThrottlingError", "None"), UpstreamError),
        (("ProvisionedThroughputExceeded",), UpstreamError),
        ((), ConflictError),
    ],
)
def test_a_cancelled_transaction_means_what_its_reasons_mean(reasons: tuple[str, ...], meaning: type) -> None:
    error = answered("TransactionCanceledException", CancellationReasons=[{"Code": reason} for reason in reasons])
    assert type(as_domain_error("dynamodb", error)) is meaning


def test_a_call_that_cannot_even_be_made_is_permanent_and_one_that_was_not_answered_is_not() -> None:
    assert isinstance(as_domain_error("s3", ParamValidationError(report="x")), RejectedError)
    assert isinstance(as_domain_error("s3", ConnectTimeoutError(endpoint_url="x")), UpstreamError)


def test_the_text_names_service_operation_and_code_and_quotes_nothing() -> None:
    with pytest.raises(PermanentError) as raised, translated("dynamodb"):
        raise answered("ValidationException")
    assert str(raised.value) == "dynamodb SomeOperation: ValidationException"


def test_nothing_else_makes_errors_of_ours_from_those_of_aws() -> None:
    """A handler that catches botocore's errors asks ``as_domain_error``, or is one of those that hide a failure."""
    hide_it = {"cli/deployment.py", "cli/traffic/local_stack.py"}  # a message for the person at the terminal
    found = []
    for path in sorted([*ROOT.glob("shared/**/*.py"), *ROOT.glob("functions/**/*.py"), *ROOT.glob("cli/**/*.py")]):
        name = str(path.relative_to(ROOT))
        if name == "shared/adapters/aws_errors.py" or name in hide_it:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler) and node.type is not None:
                handler = ast.unparse(node)
                if "ClientError" in ast.unparse(node.type) or "BotoCoreError" in ast.unparse(node.type):
                    raises_own = "UpstreamError(" in handler or "RejectedError(" in handler
                    if raises_own and "as_domain_error" not in handler:
                        found.append(f"{name}:{node.lineno}")
    assert found == []

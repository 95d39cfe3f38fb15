"""Secret records: how long they are kept, and what happens when the service fails."""

from collections.abc import Iterator

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from moto import mock_aws

from shared.adapters.secrets_manager.store import SecretsManagerSecrets
from shared.domain.errors import LimitExceededError, NotFoundError, UpstreamError

pytestmark = pytest.mark.integration


class Seconds:
    at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch, seconds: Seconds) -> Iterator[SecretsManagerSecrets]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        yield SecretsManagerSecrets("nightdesk/", cache_seconds=300, now=seconds)


def write(text: str, name: str = "nightdesk/acme-meta") -> None:
    client = boto3.client("secretsmanager")
    try:
        client.create_secret(Name=name, SecretString=text)
    except client.exceptions.ResourceExistsException:
        client.put_secret_value(SecretId=name, SecretString=text)


def test_a_function_keeps_only_the_keys_that_it_names(secrets: SecretsManagerSecrets) -> None:
    write('{"app_secret": ["a"], "access_token": ["t"]}')
    ingest = SecretsManagerSecrets("nightdesk/", keys={"app_secret", "verify_token"})
    assert ingest.get("acme-meta") == {"app_secret": ("a",)}
    assert "access_token" in secrets.get("acme-meta")


def test_a_record_is_read_once_and_kept(secrets: SecretsManagerSecrets, seconds: Seconds) -> None:
    write('{"app_secret": ["a", "b"], "verify_token": "v", "empty": ["", null, 7]}')
    assert secrets.get("acme-meta") == {"app_secret": ("a", "b"), "verify_token": ("v",), "empty": ()}
    write('{"app_secret": ["c"]}')
    seconds.at += 299
    assert secrets.get("acme-meta")["app_secret"] == ("a", "b")
    seconds.at += 1
    assert secrets.get("acme-meta")["app_secret"] == ("c",)


def test_a_fresh_reading_is_made_at_most_every_thirty_seconds(secrets: SecretsManagerSecrets, seconds: Seconds) -> None:
    write('{"app_secret": ["a"]}')
    secrets.get("acme-meta")
    write('{"app_secret": ["b"]}')
    seconds.at += 29
    assert secrets.get("acme-meta", fresh=True)["app_secret"] == ("a",)
    seconds.at += 1
    assert secrets.get("acme-meta", fresh=True)["app_secret"] == ("b",)


@pytest.mark.parametrize("text", [None, "no json", "[]", '"text"'])
def test_a_record_that_is_absent_or_no_object_is_not_found(
    secrets: SecretsManagerSecrets, seconds: Seconds, text: str | None
) -> None:
    if text is not None:
        write(text)
    with pytest.raises(NotFoundError):
        secrets.get("acme-meta")
    write('{"app_secret": ["a"]}')
    with pytest.raises(NotFoundError):
        secrets.get("acme-meta")
    seconds.at += 30
    assert secrets.get("acme-meta")["app_secret"] == ("a",)


def test_a_record_that_was_read_is_used_while_the_service_fails(
    secrets: SecretsManagerSecrets, seconds: Seconds, monkeypatch: pytest.MonkeyPatch
) -> None:
    write('{"app_secret": ["a"]}')
    secrets.get("acme-meta")

    for error in (
        EndpointConnectionError(endpoint_url="https://x"),
        ClientError({"Error": {"Code": "InternalServiceError"}}, "GetSecretValue"),
    ):

        def fail(error: Exception = error, **_: str) -> None:
            raise error

        monkeypatch.setattr(secrets.client, "get_secret_value", fail)
        seconds.at += 1000
        assert secrets.get("acme-meta")["app_secret"] == ("a",)
        with pytest.raises(UpstreamError):
            secrets.get("never-read")


def test_what_is_written_is_read(secrets: SecretsManagerSecrets) -> None:
    secrets.put("acme-x", {"client_secret": ["a"]})
    assert secrets.get("acme-x")["client_secret"] == ("a",)
    secrets.put("acme-x", {"client_secret": ["b", "a"]})
    assert secrets.get("acme-x")["client_secret"] == ("b", "a")
    with pytest.raises(LimitExceededError):
        secrets.put("acme-x", {"client_secret": ["x" * 65_536]})

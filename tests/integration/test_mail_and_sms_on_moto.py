"""Mails and short messages against Amazon SES and SNS as moto plays them: what is sent, and what they refuse."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends
from moto.sns.models import sns_backends

from shared.adapters.notify.mail import MailTarget
from shared.adapters.notify.sms import MAX_LENGTH, SmsTarget
from shared.domain.errors import NightdeskError
from tests.fakes.notifications import MAIL, SMS, a_delivery

pytestmark = pytest.mark.integration

REGION = "eu-west-1"
SENDER = "desk@acme.example"


@pytest.fixture(autouse=True)
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    with mock_aws():
        yield


def test_a_mail_is_taken_once_from_an_address_that_was_verified() -> None:
    boto3.client("sesv2").create_email_identity(EmailIdentity=SENDER)
    MailTarget(SENDER).notify(a_delivery(MAIL, {}))
    (sent,) = ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages
    assert sent.source == SENDER


def test_an_address_that_nobody_verified_is_refused_with_a_code() -> None:
    with pytest.raises(NightdeskError) as raised:
        MailTarget(SENDER).notify(a_delivery(MAIL, {}))
    assert SENDER not in str(raised.value)


def test_a_short_message_goes_to_each_number_and_is_one_part() -> None:
    SmsTarget().notify(a_delivery(SMS, {}))
    sent: list[Any] = list(sns_backends[DEFAULT_ACCOUNT_ID][REGION].sms_messages.values())
    assert sent
    assert all(number.startswith("+") and len(text) <= MAX_LENGTH for number, text in sent)

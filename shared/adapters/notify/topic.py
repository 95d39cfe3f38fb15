"""The stack's SNS topic."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from shared.adapters import limits
from shared.adapters.aws_errors import translated
from shared.domain.escalation.text import NotificationText

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sns.type_defs import MessageAttributeValueTypeDef


_PROGRAMS = ("sqs", "lambda", "http", "https", "firehose")
"""The protocols that get JSON (SNS developer guide, "Publishing to topics with platform-specific payloads")."""

# A repeated publish may reach the subscribers twice; the attribute ``id`` lets them drop the second.
SNS_CONFIG = Config(connect_timeout=2, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 3})


class NotificationTopic:
    """The SNS topic of the stack, with whatever is subscribed to it: mail, chat, paging."""

    def __init__(self, topic_arn: str) -> None:
        self._arn = topic_arn

    @cached_property
    def _client(self) -> "SNSClient":
        return boto3.client("sns", config=SNS_CONFIG)

    def publish(self, notification: Mapping[str, Any], text: NotificationText, idempotency_key: str) -> None:
        """Programs (queues, functions, HTTP endpoints) get JSON; people (mail, SMS) get text.

        Raises ``UpstreamError`` or a ``PermanentError``.
        """
        data = notification["data"]
        attributes = {"id": idempotency_key, "type": notification["type"]} | {
            name: str(data[name]) for name in ("brand", "priority", "tier", "team") if name in data
        }
        described: dict[str, MessageAttributeValueTypeDef] = {
            name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()
        }
        subject = text.subject.encode("ascii", "replace").decode()[: limits.NOTIFICATION_SUBJECT_CHARACTERS]
        for_programs = json.dumps(notification, ensure_ascii=False, indent=1)
        short = f"{subject} {data['link']}" if "link" in data else subject
        message = json.dumps(
            {"default": text.body, "sms": short, **dict.fromkeys(_PROGRAMS, for_programs)}, ensure_ascii=False
        )
        limits.notification(message, subject)
        with translated("sns"):
            self._client.publish(
                TopicArn=self._arn,
                Subject=subject,
                Message=message,
                MessageStructure="json",
                MessageAttributes=described,
            )

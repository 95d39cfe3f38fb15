"""Sends the weekly letter: by mail (SES), or as text to the notification topic where there is no address."""

from functools import cached_property
from typing import Any

import boto3

from shared.adapters.aws_errors import translated
from shared.adapters.notify.mail import CONFIG
from shared.adapters.notify.topic import NotificationTopic
from shared.domain.escalation.text import NotificationText
from shared.domain.figures.letter import LetterMail


class LetterMailer:
    """``sender`` is an address that SES has verified; without it every letter goes to the topic."""

    def __init__(self, sender: str, topic: NotificationTopic) -> None:
        self._sender, self._topic = sender, topic

    @property
    def by_mail(self) -> bool:
        return bool(self._sender)

    @cached_property
    def _client(self) -> Any:
        return boto3.client("sesv2", config=CONFIG)

    def send(self, letter: LetterMail) -> None:
        if letter.recipient is None or not self._sender:
            data = {"brand": letter.brand, "text": letter.text}
            notification = {"type": "report.weekly", "data": data}
            self._topic.publish(notification, NotificationText(subject=letter.subject, body=letter.text), letter.key)
            return
        with translated("ses"):
            self._client.send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [letter.recipient]},
                Content={
                    "Simple": {
                        "Subject": {"Data": letter.subject, "Charset": "UTF-8"},
                        "Body": {
                            "Text": {"Data": letter.text, "Charset": "UTF-8"},
                            "Html": {"Data": letter.html, "Charset": "UTF-8"},
                        },
                        "Headers": [{"Name": "X-Nightdesk-Key", "Value": letter.key}],
                        "Attachments": [
                            {
                                "FileName": letter.page_name,
                                "RawContent": letter.page.encode(),
                                "ContentType": "text/html; charset=utf-8",
                                "ContentDisposition": "ATTACHMENT",
                            }
                        ],
                    }
                },
            )

"""Short messages through Amazon SNS (``Publish`` to a telephone number): one part of 160 characters, no customer text.

160 characters are one message only in the GSM 7-bit alphabet (3GPP TS 23.038); any other character makes it 70. What
the alphabet lacks is replaced.
"""

import unicodedata
from functools import cached_property
from typing import TYPE_CHECKING

import boto3

from shared.adapters.aws_errors import translated
from shared.adapters.notify.contract import Delivery
from shared.adapters.notify.topic import SNS_CONFIG
from shared.domain.errors import UpstreamError
from shared.domain.vocabulary import NoticeState

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

MAX_LENGTH = 160
GSM = frozenset(
    "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The basic table. Characters of the extension table count twice, so they are replaced too."""
_REPLACED = str.maketrans(
    {"[": "(", "]": ")", "{": "(", "}": ")", "|": "/", "~": "-", "–": "-", "—": "-", "…": "...", "œ": "oe"}
    | dict.fromkeys("’‘", "'")
    | dict.fromkeys("“”«»", '"')
)


class SmsTarget:
    @cached_property
    def _client(self) -> "SNSClient":
        return boto3.client("sns", config=SNS_CONFIG)

    def notify(self, delivery: Delivery) -> str | None:
        """Every number is tried; raises ``UpstreamError`` when one of them could not be told."""
        person = delivery.person
        numbers = delivery.target.recipients if person is None else (person.phone,)
        if not any(numbers):
            raise UpstreamError("no_recipient")
        for number in numbers:
            with translated("sns"):
                self._client.publish(
                    PhoneNumber=number,
                    Message=text_of(delivery),
                    MessageAttributes={
                        "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"},
                    },
                )
        return None

    def follow(self, delivery: Delivery, state: NoticeState) -> None:
        """A short message that was sent is not called back."""


def text_of(delivery: Delivery) -> str:
    """Subject and link; a link that does not fit as a whole is left out."""
    text = gsm(delivery.text.subject)
    link = gsm(delivery.text.link or "")
    whole = f"{text} {link}".strip()
    return whole if len(whole) <= MAX_LENGTH else text[:MAX_LENGTH]


def gsm(text: str) -> str:
    """The text in the GSM 7-bit alphabet."""
    return "".join(_gsm(character) for character in " ".join(text.split()).translate(_REPLACED))


def _gsm(character: str) -> str:
    if character in GSM:
        return character
    base = "".join(c for c in unicodedata.normalize("NFKD", character) if c in GSM)
    return base or "?"

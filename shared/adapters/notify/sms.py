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
from shared.adapters.notify.each import tell_each
from shared.adapters.notify.topic import SNS_CONFIG
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
    """``url`` is the simulator's; ``None`` on AWS."""

    def __init__(self, url: str | None = None) -> None:
        self._url = url

    @cached_property
    def _client(self) -> "SNSClient":
        return boto3.client("sns", config=SNS_CONFIG, endpoint_url=self._url)

    def notify(self, delivery: Delivery) -> str | None:
        """Raises ``UpstreamError``, ``PartlyToldError``, ``RejectedError``."""
        person = delivery.person
        numbers = delivery.target.recipients if person is None else (person.phone,)
        text = text_of(delivery)
        tell_each(delivery, numbers, lambda number: self._send(number, text))
        return None

    def _send(self, number: str, text: str) -> None:
        with translated("sns"):
            self._client.publish(
                PhoneNumber=number,
                Message=text,
                MessageAttributes={"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}},
            )

    def follow(self, delivery: Delivery, state: NoticeState) -> None:
        """A short message that was sent is not called back."""


def text_of(delivery: Delivery) -> str:
    """What it is about, why, and the link; a link that does not fit as a whole is left out."""
    text = gsm(delivery.text.short or delivery.text.subject)
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

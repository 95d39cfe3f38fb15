"""Short messages through Amazon SNS (``Publish`` to a telephone number): one part of 160 characters, no customer text.

160 characters are one message only in the GSM 7-bit alphabet (3GPP TS 23.038); any other character makes it 70. What
the alphabet lacks is replaced.
"""

import unicodedata
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

import boto3

from shared.adapters.aws_errors import translated
from shared.adapters.notify.contract import Delivery
from shared.adapters.notify.topic import SNS_CONFIG
from shared.domain.errors import NightdeskError, PartlyToldError, PermanentError, RejectedError, UpstreamError
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
        """Every number is tried, and none that took the message of this key before.

        Raises ``PartlyToldError`` when some could not be told, and when none could ``UpstreamError``, or
        ``RejectedError`` where trying again cannot help.
        """
        person = delivery.person
        numbers = delivery.target.recipients if person is None else (person.phone,)
        if not any(numbers):
            raise UpstreamError("no_recipient")
        told = _told_before(delivery)
        failed, refused = "", ""
        left = [number for number in numbers if _mark(number) not in told]
        for number in left:
            try:
                self._send(number, text_of(delivery))
                told = (*told, _mark(number))
            except PermanentError as error:  # no number of ours, or its owner wants none
                refused = str(error)
            except NightdeskError as error:
                failed = str(error)
        if not (failed or refused):
            return None
        if not told:
            raise UpstreamError(failed) if failed else RejectedError(refused)
        raise PartlyToldError(failed or refused, reference=f"{delivery.key}|{','.join(told)}", final=not failed)

    def _send(self, number: str, text: str) -> None:
        with translated("sns"):
            self._client.publish(
                PhoneNumber=number,
                Message=text,
                MessageAttributes={"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}},
            )

    def follow(self, delivery: Delivery, state: NoticeState) -> None:
        """A short message that was sent is not called back."""


def _told_before(delivery: Delivery) -> tuple[str, ...]:
    """The marks of the numbers that took the message of this key."""
    key, _, marks = (delivery.reference or "").partition("|")
    return tuple(marks.split(",")) if marks and key == delivery.key else ()


def _mark(number: str) -> str:
    return sha256(number.encode()).hexdigest()[:12]


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

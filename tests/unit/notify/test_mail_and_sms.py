"""Mail and short messages: what is sent, to whom, and what is left out."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.notify import each, mail, sms
from shared.adapters.notify.mail import MailTarget
from shared.adapters.notify.sms import GSM, MAX_LENGTH, SmsTarget
from shared.domain.errors import PartlyToldError, RejectedError, UpstreamError
from tests.fakes.notifications import LEA, LINK, MAIL, SMS, TOM, a_delivery, a_text


@dataclass
class FakeClient:
    error: Exception | None = None
    sent: list[dict[str, Any]] = field(default_factory=list)

    def send_email(self, **message: Any) -> None:
        if self.error:
            raise self.error
        self.sent.append(message)

    publish = send_email


def mailing(client: FakeClient, sender: str = "desk@acme.example") -> MailTarget:
    target = MailTarget(sender)
    target.__dict__["_client"] = client
    return target


def texting(client: Any) -> SmsTarget:
    target = SmsTarget()
    target.__dict__["_client"] = client
    return target


def test_a_mail_is_plain_and_html_in_the_language_of_the_brand() -> None:
    client = FakeClient()
    mailing(client).notify(a_delivery(MAIL, {}))
    (sent,) = client.sent
    simple = sent["Content"]["Simple"]
    assert sent["FromEmailAddress"] == "desk@acme.example"
    assert sent["Destination"] == {"ToAddresses": ["care@acme.example"]}
    assert simple["Subject"]["Data"] == "[acme] Ticket en attente, priorité normale"
    assert "Un client attend une réponse." in simple["Body"]["Text"]["Data"]
    assert '<html lang="fr">' in simple["Body"]["Html"]["Data"]
    assert f'<a href="{LINK}">Ouvrir le ticket</a>' in simple["Body"]["Html"]["Data"]
    assert simple["Headers"] == [{"Name": "X-Nightdesk-Key", "Value": "esc_0123456789abcdef"}]


def test_nothing_that_was_written_is_markup_in_a_mail() -> None:
    text = a_text(excerpt='<img src=x onerror="alert(1)">', facts=(("<b>", "<script>"),), link='https://x/"><script>')
    written = mail.html(a_delivery(MAIL, {}, text=text))
    assert "<script>" not in written
    assert "<img" not in written
    assert "<b>" not in written


def test_a_subject_has_one_line() -> None:
    client = FakeClient()
    mailing(client).notify(a_delivery(MAIL, {}, text=a_text(title="a\r\nBcc: eve@other.example")))
    assert "\n" not in client.sent[0]["Content"]["Simple"]["Subject"]["Data"]


def test_a_person_gets_a_mail_or_a_short_message_of_their_own() -> None:
    client = FakeClient()
    mailing(client).notify(a_delivery(MAIL, {}, person=LEA))
    texting(client).notify(a_delivery(SMS, {}, person=LEA))
    assert client.sent[0]["Destination"] == {"ToAddresses": ["lea@acme.example"]}
    assert client.sent[1]["PhoneNumber"] == "+33612345678"


def test_without_a_sender_or_a_recipient_nothing_is_sent() -> None:
    with pytest.raises(UpstreamError, match="no_sender"):
        mailing(FakeClient(), sender="").notify(a_delivery(MAIL, {}))
    with pytest.raises(UpstreamError, match="no_recipient"):
        texting(FakeClient()).notify(a_delivery(SMS, {}, person=TOM))


@pytest.mark.parametrize(("target", "service"), [(mailing, "ses"), (texting, "sns")])
def test_a_service_that_refuses_is_an_upstream_error(target: Any, service: str) -> None:
    client = FakeClient(ClientError({"Error": {"Code": "Throttling"}}, "Send"))
    place = MAIL if service == "ses" else SMS
    with pytest.raises(UpstreamError, match=f"{service} Send: Throttling"):
        target(client).notify(a_delivery(place, {}))


TWO = replace(SMS, recipients=("+33600000001", "+33600000002"))
THROTTLED = ClientError({"Error": {"Code": "Throttling"}}, "Publish")
OPTED_OUT = ClientError({"Error": {"Code": "InvalidParameter"}}, "Publish")


@dataclass
class Numbers:
    """SNS, with what it says about some numbers; ``None``: it takes the message."""

    errors: dict[str, Exception | None] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)

    def publish(self, **message: Any) -> None:
        error = self.errors.get(message["PhoneNumber"])
        if error is not None:
            raise error
        self.sent.append(message["PhoneNumber"])


@pytest.mark.parametrize("bad", TWO.recipients)
def test_a_number_that_fails_keeps_no_other_from_its_message_and_nobody_gets_it_twice(bad: str) -> None:
    numbers = Numbers({bad: THROTTLED})
    target, (good,) = texting(numbers), [number for number in TWO.recipients if number != bad]
    with pytest.raises(PartlyToldError) as first:
        target.notify(a_delivery(TWO, {}))
    assert (numbers.sent, first.value.final) == ([good], False)
    assert good not in first.value.reference
    with pytest.raises(PartlyToldError) as second:
        target.notify(a_delivery(TWO, {}, reference=first.value.reference))
    assert numbers.sent == [good]
    numbers.errors = {}
    target.notify(a_delivery(TWO, {}, reference=second.value.reference))
    assert numbers.sent == [good, bad]
    target.notify(a_delivery(TWO, {}, reference=second.value.reference, key="esc_another_tier"))
    assert numbers.sent == [good, bad, *TWO.recipients], "another tier is another message"


def test_a_slow_service_takes_no_more_time_than_a_target_has_and_the_rest_is_told_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    numbers = Numbers()
    left = iter((4.0, -1.0))
    monkeypatch.setattr(each, "time_left", lambda: next(left, None))
    with pytest.raises(PartlyToldError, match="timeout") as raised:
        texting(numbers).notify(a_delivery(TWO, {}))
    assert numbers.sent == [TWO.recipients[0]]
    texting(numbers).notify(a_delivery(TWO, {}, reference=raised.value.reference))
    assert numbers.sent == list(TWO.recipients)


def test_a_number_that_will_never_take_it_is_told_of_and_not_tried_again() -> None:
    numbers = Numbers({TWO.recipients[1]: OPTED_OUT})
    with pytest.raises(PartlyToldError, match="InvalidParameter") as raised:
        texting(numbers).notify(a_delivery(TWO, {}))
    assert (numbers.sent, raised.value.final) == ([TWO.recipients[0]], True)
    numbers.errors = dict.fromkeys(TWO.recipients, OPTED_OUT)
    with pytest.raises(RejectedError):
        texting(numbers).notify(a_delivery(TWO, {}))


def test_a_short_message_is_one_part_and_holds_no_word_of_the_customer() -> None:
    text = sms.text_of(a_delivery(SMS, {}))
    assert text == f"(acme) T-1, priorité normale, niveau 1. Le ticket est urgent. {LINK}"
    assert "colis" not in text


def test_a_link_that_does_not_fit_is_left_out_as_a_whole() -> None:
    text = sms.text_of(a_delivery(SMS, {}, text=a_text(link="https://desk.example/" + "x" * 150)))
    assert text.endswith("Le ticket est urgent.")


MADE = a_delivery(SMS, {})


@given(st.text(), st.one_of(st.none(), st.text(max_size=300)))
def test_whatever_the_text_is_the_message_is_160_characters_of_the_gsm_alphabet(subject: str, link: str | None) -> None:
    text = sms.text_of(replace(MADE, text=replace(MADE.text, subject=subject, link=link)))
    assert len(text) <= MAX_LENGTH
    assert set(text) <= GSM


@pytest.mark.parametrize(
    ("given", "sent"), [("priorité", "priorité"), ("reçu", "recu"), ("cœur…", "coeur..."), ("漢", "?")]
)
def test_what_the_alphabet_lacks_is_replaced(given: str, sent: str) -> None:
    assert sms.gsm(given) == sent

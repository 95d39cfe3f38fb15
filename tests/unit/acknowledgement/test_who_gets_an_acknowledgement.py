"""Who gets an acknowledgement: a table for people who lead a support desk.

The desk is open Monday to Friday, 9:00-12:30 and 14:00-18:00 in Paris, closed on public holidays. Unless a row says
otherwise it is Tuesday, 23:10, and one minute ago a customer asked a question. Each row is one situation and what
happens: SENT, or the reason why nothing is sent. What the channels allow is what the desk believes of the real ones.
"""

from datetime import timedelta
from typing import NamedTuple

import pytest

from shared.channels import load_policy
from shared.domain.acknowledgement.decision import Conditions, SendDecision, decide
from shared.domain.brand.model import Brand
from shared.domain.vocabulary import Category, Stage, SuppressionReason, Surface, Visibility
from tests.unit.acknowledgement.scenes import DOCUMENT, MINUTE, TUESDAY_NIGHT, brand, night, paris, private

SENT = "sent"
WOULD_BE_SENT = "would be sent"
HOUR = timedelta(hours=1)
CLOSED_SINCE = paris("2026-03-03 18:00")
EVERYWHERE = [
    *DOCUMENT["accounts"],
    *(
        {"channel": channel, "id": "1001", "handle": "acme", "secret": "acme-others"}
        for channel in ("whatsapp", "telegram", "linkedin", "webhook")
    ),
]
ACME = brand(accounts=EVERYWHERE)
OWN = DOCUMENT["acknowledgement"]


def at(text: str, **different: object) -> Conditions:
    """The question under a post, asked a minute before that time in Paris."""
    return night(written_at=paris(text) - MINUTE, **different)


class Row(NamedTuple):
    situation: str
    conditions: Conditions
    expected: str
    when: str | None = None  # a time in Paris; without one Tuesday, 23:10
    brand: Brand = ACME


S = SuppressionReason
TABLE = [
    # --- where it was written -----------------------------------------------------------------------------------------
    Row("a question under a post of the page", night(), SENT),
    Row("a post on the page's wall", night(surface=Surface.POST), SENT),
    Row("a message on Messenger", private(), SENT),
    Row("a comment on Instagram", night(channel="instagram"), SENT),
    Row("a direct message on Instagram", private(channel="instagram"), SENT),
    Row("an answer to our story", private(channel="instagram", surface=Surface.STORY_REPLY), SENT),
    Row("a post on X that mentions us", night(channel="x", surface=Surface.MENTION), SENT),
    Row("a direct message on X", private(channel="x"), SENT),
    Row("a message on WhatsApp", private(channel="whatsapp"), SENT),
    Row("a message to our bot on Telegram", private(channel="telegram"), SENT),
    Row("something said in a group on Telegram", night(channel="telegram", surface=Surface.POST), S.CHANNEL_OFF),
    Row("a comment on LinkedIn, where only people answer", night(channel="linkedin"), S.CHANNEL_OFF),
    Row("a post in the forum: who knows who stands behind it", night(channel="webhook"), S.CHANNEL_OFF),
    Row("our story shared, without a word", private(channel="instagram", surface=Surface.STORY_MENTION), S.CHANNEL_OFF),
    Row("a mention on somebody else's page", night(surface=Surface.MENTION), S.CHANNEL_OFF),
    Row(
        "a mention on X of an account whose automation X has not approved",
        night(channel="x", surface=Surface.MENTION, account_id="1003"),
        S.CHANNEL_OFF,
    ),
    Row("a recommendation of the page: it has one answer only", night(surface=Surface.REVIEW), S.CHANNEL_OFF),
    Row("a quote on X that does not mention us", night(channel="x", surface=Surface.QUOTE), S.CHANNEL_OFF),
    Row("a page of ours that is not in the brand file any more", night(account_id="1999"), S.CHANNEL_OFF),
    Row("the careers page, for which we chose silence", night(account_id="1002"), S.CHANNEL_OFF),
    Row(
        "a channel for which we chose silence",
        private(),
        S.CHANNEL_OFF,
        brand=brand(acknowledgement={**OWN, "channels_off": ["messenger"]}),
    ),
    Row(
        "comments, for which we chose silence",
        night(),
        S.CHANNEL_OFF,
        brand=brand(acknowledgement={**OWN, "surfaces_off": ["comment"]}),
    ),
    Row(
        "a message, where we chose silence for comments only",
        private(),
        SENT,
        brand=brand(acknowledgement={**OWN, "surfaces_off": ["comment"]}),
    ),
    Row(
        "a brand that acknowledges nothing",
        night(),
        S.CHANNEL_OFF,
        brand=brand(acknowledgement={**OWN, "enabled": False}),
    ),
    # --- who wrote ----------------------------------------------------------------------------------------------------
    Row(
        "we wrote it ourselves, an agent in the platform's own app",
        night(from_customer=False),
        S.NOT_A_CUSTOMER_MESSAGE,
    ),
    Row("a like, a follow, a receipt", night(from_customer=False, surface=None), S.NOT_A_CUSTOMER_MESSAGE),
    Row("a robot wrote it", night(author_is_robot=True), S.AUTHOR_IS_A_ROBOT),
    Row("a robot wrote to us in private", private(author_is_robot=True), S.AUTHOR_IS_A_ROBOT),
    Row("the platform does not say who wrote", night(author_id=None), S.AUTHOR_UNKNOWN),
    Row("somebody may be hurt", night(danger=True), S.DANGER),
    Row("somebody may be hurt, and it reads like spam", night(danger=True, category=Category.SPAM), S.DANGER),
    # --- what was written ---------------------------------------------------------------------------------------------
    Row("a complaint", night(category=Category.COMPLAINT), SENT),
    Row("something urgent", night(category=Category.URGENT_REQUEST), SENT),
    Row("the first report of an outage, before anybody has called it one", night(category=Category.OUTAGE), SENT),
    Row("a problem with an account", private(category=Category.ACCOUNT_OR_TECHNICAL), SENT),
    Row("a question wrapped in praise", night(category=Category.PRAISE), SENT),
    Row("praise that wants no answer", night(category=Category.PRAISE, needs_response=False), S.NO_RESPONSE_NEEDED),
    Row("a friend tagged under our post", night(category=Category.MENTION, needs_response=False), S.NO_RESPONSE_NEEDED),
    Row("thank you, bye", private(needs_response=False), S.NO_RESPONSE_NEEDED),
    Row("spam", night(category=Category.SPAM), S.SPAM_OR_ABUSE),
    Row("spam that asks a question", private(category=Category.SPAM, needs_response=True), S.SPAM_OR_ABUSE),
    Row("an insult: silence is an answer", night(category=Category.ABUSE), S.SPAM_OR_ABUSE),
    Row("our name in somebody's post, not addressed to us", night(stage=Stage.BROAD), S.NOT_DIRECT),
    Row("a post about our trade", night(stage=Stage.PROACTIVE, surface=Surface.SECTOR_MATCH), S.NOT_DIRECT),
    Row("a GIF or a sticker under our post", night(has_words=False), S.WITHOUT_WORDS),
    Row(
        "a mention with a photo and no word",
        night(channel="x", surface=Surface.MENTION, account_id="1001", has_words=False),
        S.WITHOUT_WORDS,
    ),
    Row("a voice message in private", private(has_words=False), SENT),
    Row("who asked for no automatic texts", private(opted_out=True), S.OPTED_OUT),
    Row("who asked for no automatic texts, in public", night(opted_out=True), S.OPTED_OUT),
    Row("another application answers here", private(handed_over=True), S.HANDED_OVER),
    Row("the customer has deleted it meanwhile", night(removed=True), S.MESSAGE_GONE),
    # --- when ---------------------------------------------------------------------------------------------------------
    Row("a minute before closing", at("2026-03-03 17:59"), S.DESK_OPEN, "2026-03-03 17:59"),
    Row("at the minute of closing", at("2026-03-03 18:00"), SENT, "2026-03-03 18:00"),
    Row("a minute before opening", at("2026-03-04 08:59"), SENT, "2026-03-04 08:59"),
    Row("at the minute of opening", at("2026-03-04 09:00"), S.DESK_OPEN, "2026-03-04 09:00"),
    Row("over lunch", at("2026-03-03 13:00"), SENT, "2026-03-03 13:00"),
    Row("on a Saturday", at("2026-03-07 11:00"), SENT, "2026-03-07 11:00"),
    Row("on a Sunday on which we open exceptionally", at("2026-03-08 11:00"), S.DESK_OPEN, "2026-03-08 11:00"),
    Row("on that Sunday, in the evening", at("2026-03-08 20:00"), SENT, "2026-03-08 20:00"),
    Row("during a training that closes the desk", at("2026-03-05 11:00"), SENT, "2026-03-05 11:00"),
    Row("on Easter Monday at noon", at("2026-04-06 12:00"), SENT, "2026-04-06 12:00"),
    Row("on Christmas Eve, in the afternoon", at("2026-12-24 15:00"), SENT, "2026-12-24 15:00"),
    Row("on Christmas Eve, in the morning", at("2026-12-24 10:00"), S.DESK_OPEN, "2026-12-24 10:00"),
    Row(
        "written in the night, but it reaches us when the desk is open",
        at("2026-03-04 03:00"),
        S.DESK_OPEN,
        "2026-03-04 09:05",
    ),
    Row("written before closing, but it reaches us after", at("2026-03-03 17:30"), SENT, "2026-03-03 18:20"),
    Row(
        "a desk that never closes",
        night(),
        S.DESK_OPEN,
        brand=brand(business_hours="24/7", holidays=None, half_days=None, closures=None),
    ),
    Row(
        "a desk that will never open again: a wrong calendar, so it counts as open",
        night(),
        S.CALENDAR_INVALID,
        brand=brand(closures=[{"from": "2026-03-01", "to": "2030-01-01"}], openings=None),
    ),
    Row("in the short night of spring", at("2026-03-29 02:30"), SENT, "2026-03-29 03:30"),
    Row("in the hour that comes twice in autumn", at("2026-10-25 02:30"), SENT, "2026-10-25 02:30"),
    Row("the Monday after it, a minute before opening", at("2026-10-26 08:59"), SENT, "2026-10-26 08:59"),
    Row("the Monday after it, at the minute of opening", at("2026-10-26 09:00"), S.DESK_OPEN, "2026-10-26 09:00"),
    Row(
        "a message of last night that reaches us after a whole day at the desk",
        night(written_at=TUESDAY_NIGHT - 22 * HOUR),
        S.TOO_OLD,
    ),
    Row(
        "a message from before closing time that reaches us in the evening",
        night(written_at=CLOSED_SINCE - 30 * MINUTE),
        SENT,
    ),
    Row("a message that reaches us a day late", night(written_at=TUESDAY_NIGHT - 24 * HOUR), S.TOO_OLD),
    Row("a message that is four hours late", night(written_at=TUESDAY_NIGHT - 4 * HOUR), SENT),
    Row("the platform's 24 hours are over", private(window_closes_at=TUESDAY_NIGHT), S.WINDOW_CLOSED),
    Row("the platform's 24 hours end in a minute", private(window_closes_at=TUESDAY_NIGHT + MINUTE), SENT),
    # --- what happened before -----------------------------------------------------------------------------------------
    Row("the second message of the same night", night(acknowledged_at=CLOSED_SINCE + HOUR), S.ALREADY_ACKNOWLEDGED),
    Row("acknowledged last night, and again tonight", night(acknowledged_at=CLOSED_SINCE - 24 * HOUR), SENT),
    Row("acknowledged over lunch, and again tonight", night(acknowledged_at=paris("2026-03-03 13:00")), SENT),
    Row("an agent answered tonight, from home", night(person_answered_at=CLOSED_SINCE + HOUR), S.PERSON_ANSWERED),
    Row("an agent answered this very message", night(person_answered_at=TUESDAY_NIGHT), S.PERSON_ANSWERED),
    Row(
        "an agent answered this afternoon; the customer writes again",
        night(person_answered_at=CLOSED_SINCE - HOUR),
        SENT,
    ),
    Row("an agent answered at the minute of closing", night(person_answered_at=CLOSED_SINCE), S.PERSON_ANSWERED),
    # --- what is going on ---------------------------------------------------------------------------------------------
    Row("in the middle of an incident", night(incident_open=True), S.INCIDENT_OPEN),
    Row("in private, in the middle of an incident", private(incident_open=True), S.INCIDENT_OPEN),
    Row("somebody has switched automatic answers off", night(switch="off"), S.SWITCHED_OFF),
    Row(
        "automatic answers are only being tried out: the ticket says what would be sent",
        night(switch="dry_run"),
        WOULD_BE_SENT,
    ),
    Row("the platform has refused our token tonight", night(account_stopped=True), S.ACCOUNT_STOPPED),
    Row("the brand file in force cannot be read", night(brand_degraded=True), S.BRAND_INVALID),
    # --- several reasons: the one about the message comes first -------------------------------------------------------
    Row("spam in the middle of an incident", night(category=Category.SPAM, incident_open=True), S.SPAM_OR_ABUSE),
    Row(
        "praise while the desk is open",
        at("2026-03-03 10:00", needs_response=False),
        S.NO_RESPONSE_NEEDED,
        "2026-03-03 10:00",
    ),
    Row("a public answer where only private ones exist", night(channel="messenger"), S.CHANNEL_OFF),
    Row(
        "a private message to a channel that is only public",
        private(channel="linkedin", visibility=Visibility.PRIVATE),
        S.CHANNEL_OFF,
    ),
]


@pytest.mark.parametrize("row", TABLE, ids=[row.situation for row in TABLE])
def test_who_gets_an_acknowledgement(row: Row) -> None:
    now = TUESDAY_NIGHT if row.when is None else paris(row.when)
    decision = decide(row.conditions, brand=row.brand, policy=load_policy(row.conditions.channel), now=now)

    if isinstance(decision, SendDecision):
        assert row.expected == (WOULD_BE_SENT if decision.dry_run else SENT)
    else:
        assert row.expected == decision


def test_the_table_has_every_reason_that_the_facts_alone_can_give() -> None:
    decided_later = {
        S.TEXT_TOO_LONG,
        S.AUTHOR_RATE_LIMIT,
        S.POST_RATE_LIMIT,
        S.ACCOUNT_RATE_LIMIT,
        S.DRY_RUN,
        S.MESSAGE_NOT_STORED,
    }

    assert {row.expected for row in TABLE} == {SENT, WOULD_BE_SENT, *(set(S) - decided_later)}
    assert len(TABLE) >= 60


def test_a_dry_run_is_decided_like_the_real_thing() -> None:
    decision = decide(night(switch="dry_run"), brand=ACME, policy=load_policy("facebook"), now=TUESDAY_NIGHT)

    assert decision == SendDecision(period=(CLOSED_SINCE, paris("2026-03-04 09:00")), dry_run=True)

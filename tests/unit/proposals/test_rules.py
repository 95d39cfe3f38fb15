"""What is proposed to be said in public, and what speaks against it."""

from dataclasses import replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from shared.channels import load_policy
from shared.domain.brand.model import Brand
from shared.domain.errors import RefusedError
from shared.domain.incidents.model import Incident
from shared.domain.messages.model import Message
from shared.domain.proposals.model import NIGHTDESK, ProposalKind, ProposalState
from shared.domain.proposals.policy import PostKind, PostPlan, ProposalPolicy
from shared.domain.proposals.rules import (
    Objection,
    for_message,
    objection_to_thanks,
    posts,
    thank_you,
    thanks_of,
)
from shared.domain.proposals.said import PublicThread, ends_badly, is_said, objection_in
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, Danger, Direction, Sentiment, Stage, Status, Visibility
from tests.fakes.escalation import a_brand
from tests.fakes.samples import a_classification, a_ticket, an_event
from tests.fakes.stored import START

ACME = replace(
    a_brand(),
    proposals=ProposalPolicy(
        thanks={"fr": "Merci d'avoir écrit à {brand} !", "en": "Thank you for writing to {brand}!"},
        likes=True,
        openings={"fr": "Bonjour, {brand} peut vous aider.", "en": "Hello, {brand} can help."},
    ),
)
SOLVED = a_ticket(
    status=Status.RESOLVED,
    waiting_since=None,
    private_channel="messenger",
    private_conversation_id="7",
    resolved_at=START,
)
MESSAGE = Message(
    channel="facebook",
    account_id="100100100100100",
    message_id="m1",
    brand="acme",
    conversation_id="post:7",
    author_id="7",
    stored_at=START,
    occurred_at=START,
    received_at=START,
)
OUTAGE = Incident(id="I", brand="acme", title="No line", opened_at=START, opened_by="lead")
PRAISE = a_classification(
    category=Category.PRAISE, sentiment=Sentiment.POSITIVE, needs_response=False, confidence=97, stage=Stage.DIRECT
)


def nothing_there() -> Objection | None:
    return None


def test_what_was_solved_in_private_is_thanked_for_in_public_in_the_customers_language() -> None:
    assert MESSAGE.complete
    assert objection_to_thanks(SOLVED, MESSAGE, (), in_thread=nothing_there) is None
    found = thank_you(replace(SOLVED, language="en"), ACME, START)
    assert found is not None
    assert (found.kind, found.text, found.ticket_id) == (
        ProposalKind.THANK_YOU,
        "Thank you for writing to Acme!",
        "T-1",
    )
    assert thank_you(SOLVED, replace(ACME, proposals=ProposalPolicy()), START) is None, (
        "a brand without such a text proposes nothing"
    )


@pytest.mark.parametrize(
    ("ticket", "expected"),
    [
        (replace(SOLVED, visibility=Visibility.PRIVATE), Objection.NOT_PUBLIC),
        (replace(SOLVED, private_conversation_id=None), Objection.NOT_SOLVED_IN_PRIVATE),
        (replace(SOLVED, status=Status.OPEN), Objection.NOT_RESOLVED),
        (replace(SOLVED, category=Category.SPAM), Objection.SPAM_OR_ABUSE),
        (replace(SOLVED, category=Category.ABUSE), Objection.SPAM_OR_ABUSE),
        (replace(SOLVED, danger=Danger.POSSIBLE), Objection.DANGER),
    ],
    ids=["private", "public", "open", "spam", "abuse", "danger"],
)
def test_some_tickets_are_never_thanked_for(ticket: Ticket, expected: Objection) -> None:
    assert objection_to_thanks(ticket, MESSAGE, (), in_thread=nothing_there) is expected


def ours(text: str, minutes: int, **fields: object) -> Message:
    """Something that one of us wrote in the public thread, so many minutes after it went on in private."""
    at = START + timedelta(minutes=minutes)
    return replace(MESSAGE, message_id=f"o{minutes}", direction=Direction.OUTBOUND, text=text, occurred_at=at, **fields)


def said(*messages: Message) -> bool:
    return is_said(PublicThread(messages=(MESSAGE, *messages), in_private_since=START), thanks_of(ACME))


@pytest.mark.parametrize(
    "message",
    [
        ours("C'est réglé, merci à vous Marie ! ^SB", 5),
        ours("Bonne journée et à bientôt ^SB", 5),
        ours("All sorted now, have a good one!", 5),
        ours("Le problème de votre ligne est résolu.", -5),
        ours("Merci d'avoir écrit à Acme ! ^SB", 5),
        ours("Merci d'avoir écrit à Acme !", -900, automatic=True),
        ours("C'est rétabli ! Si le problème continue, répondez ici. (réponse automatique)", -5, automatic=True),
        ours("", 5, attachments=()),
        ours("Merci pour votre message privé, c'est réglé !", 5),
        ours("Thank you for the DM, it is fixed.", 5),
        ours("C'est réglé, vous pouvez consulter vos messages privés.", 5),
    ],
    ids=lambda message: f"{message.text} {message.message_id}",
)
def test_where_one_of_us_has_told_everybody_nobody_is_thanked_again(message: Message) -> None:
    assert said(message)
    thread = replace(message, deleted_at=START)
    assert not said(thread), "what was deleted says nothing"


@pytest.mark.parametrize(
    "message",
    [
        ours("Bonjour Marie, nous regardons cela. ^SB", -5),
        ours("Merci de nous écrire en message privé. ^SB", -5),
        ours("Je vous ai répondu en MP. ^SB", 5),
        ours("Merci de consulter vos messages privés. ^SB", 5),
        ours("Thanks for reaching out! Please send us a DM.", 5),
        ours("Please send us a DM with your number so we can get this sorted. ^SB", -5),
        ours("Écrivez-nous en MP pour que ce soit réglé au plus vite. ^SB", -5),
        ours("Ce n'est pas encore réglé, envoyez-nous un MP.", 5),
        ours("We want this fixed for you: please DM us.", -5),
        ours("Votre ligne n'est pas encore rétablie.", -5),
        ours("It isn't solved yet, we keep working on it.", -5),
        ours("Ce n'est pas encore rétabli. (réponse automatique)", -5, automatic=True),
        ours("We have replied to you in private.", 5),
        ours("Merci de votre message, nous revenons vers vous demain. (réponse automatique)", 5, automatic=True),
        replace(ours("C'est réglé, merci !", 5), direction=Direction.INBOUND),
    ],
    ids=lambda message: f"{message.text} {message.message_id}",
)
def test_who_was_led_to_private_or_told_that_somebody_looks_is_thanked_at_the_end(message: Message) -> None:
    assert not said(message)


def test_nobody_is_thanked_during_an_incident_or_under_a_message_that_is_gone() -> None:
    assert objection_to_thanks(SOLVED, MESSAGE, (OUTAGE,), in_thread=nothing_there) is Objection.INCIDENT_OPEN
    assert objection_to_thanks(SOLVED, None, (), in_thread=nothing_there) is Objection.MESSAGE_GONE
    for gone in (replace(MESSAGE, deleted_at=START), replace(MESSAGE, hidden=True)):
        assert objection_to_thanks(SOLVED, gone, (), in_thread=nothing_there) is Objection.MESSAGE_GONE


def test_only_a_person_thanks_somebody_whose_mood_is_bad() -> None:
    cross = replace(SOLVED, sentiment=Sentiment.NEGATIVE)
    assert objection_to_thanks(cross, MESSAGE, (), automatic=True, in_thread=nothing_there) is Objection.MOOD
    assert objection_to_thanks(cross, MESSAGE, (), in_thread=nothing_there) is None


def test_sure_praise_is_proposed_to_be_liked_where_the_platform_has_it() -> None:
    found = for_message(an_event(), PRAISE, ACME, load_policy("facebook"), START)
    assert found is not None
    assert (found.kind, found.text, found.message_id) == (ProposalKind.LIKE, "", "m1")
    assert for_message(an_event(), PRAISE, ACME, load_policy("x"), START) is None


@pytest.mark.parametrize(
    "unsure",
    [
        {"confidence": 84},
        {"sure": False},
        {"sentiment": Sentiment.NEUTRAL},
        {"needs_response": True},
        {"danger": Danger.POSSIBLE},
        {"category": Category.COMPLAINT},
    ],
    ids=["confidence", "abstains", "mood", "question", "danger", "complaint"],
)
def test_what_may_be_sarcasm_is_never_liked(unsure: dict[str, object]) -> None:
    assert for_message(an_event(), replace(PRAISE, **unsure), ACME, load_policy("facebook"), START) is None


def test_talk_about_us_deserves_a_word_and_spam_does_not() -> None:
    broad = a_classification(stage=Stage.BROAD, category=Category.MENTION, needs_response=False)
    found = for_message(an_event(), broad, ACME, load_policy("x"), START)
    assert found is not None
    assert (found.kind, found.text) == (ProposalKind.OPENING, "Bonjour, Acme peut vous aider.")
    spam = replace(broad, category=Category.SPAM)
    assert for_message(an_event(), spam, ACME, load_policy("x"), START) is None
    private = an_event(visibility=Visibility.PRIVATE)
    assert for_message(private, broad, ACME, load_policy("x"), START) is None


def _plan(**fields: object) -> PostPlan:
    plan = PostPlan(
        name="duty",
        kind=PostKind.DUTY_TEAM,
        days=frozenset({0}),
        at=time(9),
        accounts=(("facebook", "100100100100100"), ("x", "3000000001")),
        language="fr",
        text="{people} vous répond jusqu'à {until}.",
    )
    return replace(plan, **fields)


def test_a_post_is_due_within_an_hour_on_its_days_also_when_the_clocks_change() -> None:
    zone = ZoneInfo("Europe/Paris")
    plan = _plan()
    at = START.replace(hour=8)  # 09:00 in Paris on a Monday
    assert plan.day_at(at - timedelta(minutes=1), zone) is None
    assert plan.day_at(at + timedelta(minutes=59), zone) == at
    assert plan.day_at(at + timedelta(hours=1), zone) is None
    assert plan.day_at(at + timedelta(days=1), zone) is None
    sunday = replace(plan, days=frozenset({6}), at=time(2, 30))
    days = [
        START.replace(month=3, day=29, hour=0) + timedelta(minutes=minute) for minute in range(24 * 60)
    ]  # 02:30 does not exist
    found = {instant for day in days if (instant := sunday.day_at(day, zone)) is not None}
    assert len(found) == 1


def test_who_answers_today_is_one_post_for_each_account_and_day() -> None:
    until = START + timedelta(hours=9)
    first, second = posts(_plan(), ACME, START, people=("Léa",), until=until)
    assert (first.text, second.channel) == ("Léa vous répond jusqu'à 18:00.", "x")
    again = posts(_plan(), ACME, START, people=("Tom",), until=until)
    assert [each.id for each in again] == [first.id, second.id]
    assert posts(_plan(), ACME, START + timedelta(days=7), people=("Léa",), until=until)[0].id != first.id
    assert posts(_plan(), ACME, START, people=(), until=None) == ()


@pytest.mark.parametrize(
    ("language", "days", "told"),
    [
        *(("fr", 0, "18:00"), ("fr", 1, "mardi 18:00"), ("fr", 5, "samedi 18:00"), ("fr", 7, "lundi 09/03 18:00")),
        *(("en", 0, "18:00"), ("en", 1, "Tuesday 18:00"), ("en", 12, "Saturday 14/03 18:00")),
    ],
)
def test_who_answers_beyond_today_does_so_until_an_hour_of_a_day(language: str, days: int, told: str) -> None:
    until = START + timedelta(days=days, hours=9)
    first, _ = posts(_plan(language=language, text="{until}"), ACME, START, people=("Léa",), until=until)
    assert first.text == told


def test_the_tip_of_the_week_is_another_article_each_week_with_its_hashtag() -> None:
    plan = _plan(kind=PostKind.TIP, text="{title} {url} {hashtag}")
    texts = {
        posts(plan, ACME, START + timedelta(weeks=week), people=(), until=None)[0].text
        for week in range(len(ACME.articles))
    }
    assert len(texts) == len(ACME.articles)
    assert all("https://" in text and "#" in text for text in texts)


# --- the decision ---------------------------------------------------------------------------------------------------


def test_a_decision_is_made_once_and_the_same_one_may_be_repeated() -> None:
    proposal = thank_you(SOLVED, ACME, START)
    assert proposal is not None
    accepted = proposal.accepted("Léa", START, text="Merci à vous !")
    assert (accepted.state, accepted.text, accepted.decided_by) == (ProposalState.ACCEPTED, "Merci à vous !", "Léa")
    assert accepted.accepted("Tom", START) is accepted
    with pytest.raises(RefusedError, match="accepted by Léa"):
        accepted.accepted("Tom", START, text="Autre chose")
    with pytest.raises(RefusedError):
        accepted.dismissed("Tom", START)
    dismissed = proposal.dismissed("Tom", START)
    assert dismissed.dismissed("Léa", START) is dismissed
    with pytest.raises(RefusedError, match="dismissed by Tom"):
        dismissed.accepted("Léa", START)


def test_it_can_be_too_late_for_a_proposal() -> None:
    proposal = thank_you(SOLVED, ACME, START)
    assert proposal is not None
    with pytest.raises(RefusedError, match="too late"):
        proposal.accepted("Léa", proposal.expires_at)
    assert not proposal.accepted(NIGHTDESK, START).is_open(START)


def test_samples_are_of_a_known_day() -> None:
    assert START.date() == date(2026, 3, 2)
    assert isinstance(ACME, Brand)


def in_private(**fields: object) -> Message:
    told = replace(MESSAGE, message_id="dm", conversation_id="7", occurred_at=START + timedelta(hours=1))
    return replace(told, visibility=Visibility.PRIVATE, **fields)


@pytest.mark.parametrize("category", [Category.SPAM, Category.ABUSE])
@pytest.mark.parametrize("where", ["public", "private"])
def test_nobody_is_thanked_who_was_abusive_in_either_place_whatever_the_ticket_began_with(
    category: Category, where: str
) -> None:
    abusive = replace(MESSAGE if where == "public" else in_private(), category=category)
    thread = PublicThread(
        messages=(abusive,) if where == "public" else (MESSAGE,),
        in_private_since=START,
        in_private=(abusive,) if where == "private" else (),
    )
    assert objection_in(thread, ()) is Objection.SPAM_OR_ABUSE


def test_the_mood_that_counts_is_that_of_the_last_message_wherever_it_was_written() -> None:
    cross = in_private(sentiment=Sentiment.NEGATIVE)
    content = in_private(sentiment=Sentiment.POSITIVE)
    later = replace(content, message_id="later", occurred_at=START + timedelta(hours=2))
    ended = PublicThread(messages=(MESSAGE,), in_private_since=START, in_private=(cross,))
    assert objection_in(ended, (), automatic=True) is Objection.MOOD
    assert objection_in(ended, ()) is None, "a person may thank all the same"
    assert not ends_badly(replace(ended, in_private=(later, cross)))


@pytest.mark.parametrize(
    ("title", "tag"), [("L'Wi-Fi 6", "#LWiFi6"), ("Régler ses mails", "#RéglerSesMails"), ("365", "")]
)
def test_a_hashtag_is_made_of_the_words_of_the_title(title: str, tag: str) -> None:
    article = replace(ACME.articles[0], title={"fr": title}, url={"fr": "https://acme.example/a"})
    plan = PostPlan(
        name="tip",
        kind=PostKind.TIP,
        days=frozenset({0}),
        at=time(9),
        language="fr",
        text="{title} {hashtag}",
        accounts=(("facebook", "1"),),
    )
    (found,) = posts(plan, replace(ACME, articles=(article,)), START, people=(), until=None)
    assert found.text.removeprefix(title).strip() == tag

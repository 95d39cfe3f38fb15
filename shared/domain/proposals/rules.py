"""What is proposed, and what speaks against it. Pure."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

from shared.domain.brand.model import Article, Brand
from shared.domain.channels.policy import ChannelPolicy
from shared.domain.classification.model import Classification
from shared.domain.incidents.model import Incident
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.model import Message
from shared.domain.proposals.hiding import hide_of, is_proposed
from shared.domain.proposals.model import (
    MAX_WORDINGS,
    OPEN_FOR,
    POST_OPEN_FOR,
    Proposal,
    ProposalKind,
    digest_of,
    proposal_id,
)
from shared.domain.proposals.objections import Objection
from shared.domain.proposals.policy import MIN_LIKE_CONFIDENCE, PostKind, PostPlan
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, Danger, Sentiment, Stage, Status, Visibility

_A_WEEK = timedelta(days=6)
_WORD = re.compile(r"[^\W_]+")
_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
}


def objection_to_thanks(
    ticket: Ticket,
    message: Message | None,
    incidents: Collection[Incident],
    *,
    in_thread: Callable[[], Objection | None],
    automatic: bool = False,
) -> Objection | None:
    """Why there is no public thank-you for this ticket now. ``message`` is the customer's last public one.
    ``in_thread`` reads what was written (see ``said.py``): asked last, for it costs a look at the thread.
    """
    against = may_be_thanked(ticket)
    if against is not None:
        return against
    if any(incident.concerns(ticket.channel) for incident in incidents):
        return Objection.INCIDENT_OPEN
    if is_gone(message):
        return Objection.MESSAGE_GONE
    if automatic and ticket.sentiment is Sentiment.NEGATIVE:
        return Objection.MOOD
    return in_thread()


def may_be_thanked(ticket: Ticket) -> Objection | None:
    """What the ticket itself says against a thank-you in public."""
    if ticket.visibility is not Visibility.PUBLIC:
        return Objection.NOT_PUBLIC
    if ticket.private_conversation_id is None:
        return Objection.NOT_SOLVED_IN_PRIVATE
    if ticket.status is not Status.RESOLVED:
        return Objection.NOT_RESOLVED
    if ticket.category in (Category.SPAM, Category.ABUSE):
        return Objection.SPAM_OR_ABUSE
    return None if ticket.danger is Danger.NONE else Objection.DANGER


def is_gone(message: Message | None) -> bool:
    """Whether what the customer wrote no longer stands there."""
    return message is None or not message.complete or message.deleted_at is not None or message.hidden


def is_reworded(proposal: Proposal, message: Message | None) -> bool:
    """Whether the message says something else than when a like or a word to it was proposed."""
    if message is None or not proposal.said:
        return False
    return proposal.said != digest_of(message.text, message.text_key, message.rating)


def thanks_of(brand: Brand) -> tuple[str, ...]:
    """The brand's thank-yous in every language, as they stand in public."""
    return tuple(filled(text, {"brand": brand.name}) for text in brand.proposals.thanks.values())


def thank_you(ticket: Ticket, brand: Brand, now: datetime) -> Proposal | None:
    """One for a ticket, however often it is resolved."""
    text = _text(brand.proposals.thanks, ticket.language, brand)
    if text is None:
        return None
    return Proposal(
        id=proposal_id(ProposalKind.THANK_YOU, ticket.id),
        brand=brand.id,
        kind=ProposalKind.THANK_YOU,
        channel=ticket.channel,
        account_id=ticket.account_id,
        ticket_id=ticket.id,
        message_id=ticket.last_message_id,
        text=text,
        language=ticket.language,
        team=ticket.team,
        created_at=now,
        expires_at=now + OPEN_FOR,
    )


def for_message(
    event: InboundEvent, classification: Classification, brand: Brand, policy: ChannelPolicy, now: datetime
) -> Proposal | None:
    """What a public message that opened no ticket deserves: a like for praise of ours, a word for talk about us; and
    whether spam or abuse under our posts is hidden."""
    if event.visibility is not Visibility.PUBLIC or event.message_id is None:
        return None
    if is_proposed(event, classification, brand, policy):
        return hide_of(event, classification, brand, now)
    if classification.danger is not Danger.NONE or classification.category in (Category.SPAM, Category.ABUSE):
        return None
    if is_sure_praise(classification) and brand.proposals.likes and policy.likes:
        return _about(event, classification, brand, now, kind=ProposalKind.LIKE)
    if classification.stage in (Stage.BROAD, Stage.PROACTIVE):
        text = _text(brand.proposals.openings, classification.language, brand)
        if text is not None:
            return _about(event, classification, brand, now, kind=ProposalKind.OPENING, text=text)
    return None


def ids_about(message: Message) -> tuple[str, ...]:
    """The proposals that there may be about a public message. One with a ticket may have had none before an edit."""
    about = (message.channel, message.account_id, message.message_id)
    edited = message.edited_at is not None or bool(message.editions)
    found = [proposal_id(kind, *about) for kind in (ProposalKind.HIDE, ProposalKind.SHOW)]
    if message.ticket_id is None or edited:
        for kind in ABOUT_WORDS:
            found += wordings(kind, message) if edited else wordings(kind, message)[:1]
    return tuple(found)


ABOUT_WORDS = (ProposalKind.LIKE, ProposalKind.OPENING)
"""What is proposed for what a message says, and for nothing else."""


def wordings(kind: ProposalKind, message: Message) -> tuple[str, ...]:
    """The ids of a proposal for what the message said first, and for each text that its customer gave it since."""
    about = (message.channel, message.account_id, message.message_id)
    later = (proposal_id(kind, *about, str(number)) for number in range(2, MAX_WORDINGS + 1))
    return (proposal_id(kind, *about), *later)


def is_sure_praise(classification: Classification, confidence: int = MIN_LIKE_CONFIDENCE) -> bool:
    """Praise that is no sarcasm, as far as the classifier is sure of it: a machine that is sure says so."""
    return (
        classification.category is Category.PRAISE
        and classification.sentiment is Sentiment.POSITIVE
        and classification.sure
        and classification.confidence >= confidence
        and not classification.needs_response
    )


def posts(
    plan: PostPlan, brand: Brand, at: datetime, *, people: Collection[str], until: datetime | None
) -> tuple[Proposal, ...]:
    """One for each account of the plan, for the day of ``at``."""
    text = _post_text(plan, brand, at, people, until)
    if text is None:
        return ()
    return tuple(
        Proposal(
            id=proposal_id(ProposalKind.POST, brand.id, plan.name, f"{at:%Y-%m-%d}", channel, account_id),
            brand=brand.id,
            kind=ProposalKind.POST,
            channel=channel,
            account_id=account_id,
            text=text,
            language=plan.language,
            created_at=at,
            expires_at=at + POST_OPEN_FOR,
        )
        for channel, account_id in plan.accounts
    )


def longest_texts(plan: PostPlan, brand: Brand) -> tuple[str, ...]:
    """What the plan may come to say at its longest, for a check before anything is said."""
    if plan.kind is PostKind.DUTY_TEAM:
        name = max((person.name.split()[0] for person in brand.people), key=len, default="")
        values = {"brand": brand.name, "people": name, "until": max(_WEEKDAYS.get(plan.language, ("",)), key=len)}
        return (filled(plan.text, {**values, "until": values["until"] + " 00/00 00:00"}),)
    return tuple(filled(plan.text, _of_article(each, plan, brand)) for each in _articles(plan, brand))


def _articles(plan: PostPlan, brand: Brand) -> list[Article]:
    return [each for each in brand.articles if plan.language in each.title and plan.language in each.url]


def _of_article(article: Article, plan: PostPlan, brand: Brand) -> dict[str, str]:
    title = article.title[plan.language]
    tag = "".join(word[:1].upper() + word[1:] for word in _WORD.findall(title))[:50]
    has_letter = any(sign.isalpha() for sign in tag)  # a number alone is no hashtag anywhere
    hashtag = f"#{tag}" if has_letter else ""
    return {"brand": brand.name, "title": title, "url": article.url[plan.language], "hashtag": hashtag}


def _post_text(
    plan: PostPlan, brand: Brand, at: datetime, people: Collection[str], until: datetime | None
) -> str | None:
    if plan.kind is PostKind.DUTY_TEAM:
        if not people or until is None:
            return None
        told = _until(until, at, plan.language)
        return filled(plan.text, {"brand": brand.name, "people": ", ".join(people), "until": told})
    articles = _articles(plan, brand)
    if not articles:
        return None
    return filled(plan.text, _of_article(articles[at.isocalendar().week % len(articles)], plan, brand))


def _until(until: datetime, at: datetime, language: str) -> str:
    """The hour, with the day if it is not that of the post. ``until`` is local time."""
    local = at.astimezone(until.tzinfo)
    if until.date() == local.date():
        return f"{until:%H:%M}"
    day = _WEEKDAYS.get(language, _WEEKDAYS["en"])[until.weekday()]
    return f"{day} {until:%H:%M}" if until - local < _A_WEEK else f"{day} {until:%d/%m %H:%M}"


def filled(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _about(
    event: InboundEvent,
    classification: Classification,
    brand: Brand,
    now: datetime,
    *,
    kind: ProposalKind,
    text: str = "",
) -> Proposal:
    return Proposal(
        id=proposal_id(kind, event.channel, event.account_id, event.message_id or ""),
        brand=brand.id,
        kind=kind,
        channel=event.channel,
        account_id=event.account_id,
        message_id=event.message_id,
        said=digest_of(event.text, event.text_key, event.rating),
        text=text,
        language=classification.language,
        team=brand.proposals.openings_team or brand.default_team,
        created_at=now,
        expires_at=now + OPEN_FOR,
    )


def _text(texts: Mapping[str, str], language: str, brand: Brand) -> str | None:
    found = texts.get(language) or texts.get(brand.default_language)
    return None if found is None else filled(found, {"brand": brand.name})

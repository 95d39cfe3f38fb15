"""What people of the brand answer in the platforms' own apps: to us it comes back as an echo."""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from local.traffic import meta, x
from local.traffic.accounts import PAGE_INBOX_APP
from local.traffic.identities import Identities
from local.traffic.messages import CustomerMessage
from local.traffic.pieces import Piece, Slot
from shared.domain.vocabulary import Surface

SHARE = 80  # of a hundred messages that ask for an answer
LONG_ENOUGH = 25  # characters; what is shorter seldom asks for one

TEXTS = {
    "fr": (
        "Bonjour {name}, merci de nous avoir écrit, je regarde cela tout de suite. ^SB",
        "Bonjour {name}, je comprends, je m'en occupe et je reviens vers vous aujourd'hui. ^LM",
        "Bonjour {name}, vous trouverez la réponse pas à pas sur notre page d'aide. ^SB",
        "Bonjour {name}, désolée pour cette attente. Pouvez-vous nous écrire en message privé ? ^TK",
        "Bonjour {name}, c'est noté, la correction est faite de notre côté. ^LM",
    ),
    "en": (
        "Hi {name}, thanks for writing to us, I am looking into it right now. ^SB",
        "Hi {name}, I see what you mean. I will get back to you today. ^TK",
        "Hi {name}, our help page shows it step by step. ^LM",
        "Hi {name}, sorry for the wait. Could you send us a direct message? ^TK",
        "Hi {name}, noted, and put right on our side. ^SB",
    ),
}


def is_answered(message: CustomerMessage) -> bool:
    """Whether somebody answers that message in the app: the same ones in every run."""
    drawn = int(sha256(message.id.encode()).hexdigest()[:8], 16)
    return drawn % 100 < SHARE and len(message.text) >= LONG_ENOUGH and message.surface is not Surface.QUOTE


def answer_delay(message: CustomerMessage) -> timedelta:
    """How long a person took: two minutes to half an hour, a few of them an hour longer; the same in every run."""
    drawn = int(sha256(message.id.encode()).hexdigest()[16:24], 16)
    return timedelta(seconds=120 + drawn % 1680) + (timedelta(hours=1) if drawn % 8 == 0 else timedelta(0))


def answer(who: Identities, message: CustomerMessage) -> Piece:
    """The echo of one answer."""
    variants = TEXTS[message.language]
    drawn = int(sha256(message.id.encode()).hexdigest()[8:16], 16)
    text = variants[drawn % len(variants)].format(name=message.author.split()[0])
    if message.channel == "facebook":
        return Piece(Slot.PAGE_CHANGES, _page_reply(who, message, text))
    if message.channel == "x":
        return _on_x(who, message, text)
    if message.surface is Surface.COMMENT:
        return Piece(Slot.INSTAGRAM_COMMENTS, _under_media(who, message, text))
    slot = Slot.PAGE_MESSAGING if message.channel == "messenger" else Slot.INSTAGRAM_MESSAGING
    return Piece(slot, _echo(who, message, text))


def _page_reply(who: Identities, message: CustomerMessage, text: str) -> Callable[[datetime], dict[str, Any]]:
    visitor = message.surface is Surface.POST
    post = who.visitor_post(message) if visitor else who.post(message.post or "")
    own = f"{post.rpartition('_')[2]}_{who.run.digits('answer', message.id, 15, '91')}"
    parent = post if visitor else who.comment(message)
    return lambda at: meta.page_reply(post=post, comment_id=own, parent=parent, text=text, at=at)


def _under_media(who: Identities, message: CustomerMessage, text: str) -> Callable[[datetime], dict[str, Any]]:
    value = meta.instagram_reply(
        media=who.media(message.post or ""),
        comment_id=who.run.digits("answer", message.id, 17, "178"),
        parent=who.instagram_comment(message),
        text=text,
    )
    return lambda at: meta.instagram_entry(value, at, flat=False)


def _echo(who: Identities, message: CustomerMessage, text: str) -> Callable[[datetime], dict[str, Any]]:
    return lambda at: meta.direct_echo(
        account=who.account(message.channel),
        customer=who.author(message.channel, message.author),
        mid=f"{who.direct(message)}answer",
        text=text,
        app=PAGE_INBOX_APP if message.channel == "messenger" else None,
        at=at,
    )


def _on_x(who: Identities, message: CustomerMessage, text: str) -> Piece:
    person, own = who.on_x(message.author), who.tweet(f"answer {message.id}")
    if message.surface is Surface.DIRECT_MESSAGE:
        return Piece(
            Slot.X_DIRECTS,
            lambda at: x.direct(event_id=own, sender=x.BRAND, recipient=person, text=text, at=at),
            people=(person,),
        )
    return Piece(
        Slot.X_POSTS,
        lambda at: x.post(
            post_id=own,
            author=x.BRAND,
            text=f"@{person.handle} {text}",
            language=message.language,
            at=at,
            replies_to=(who.tweet(message.id), person),
        ),
    )

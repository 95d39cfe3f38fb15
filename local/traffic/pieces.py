"""From one customer's text to the piece of a body that carries it, on the channel it was written on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from local.traffic import meta, x
from local.traffic.accounts import HANDLE
from local.traffic.identities import Identities, username
from local.traffic.messages import CustomerMessage
from shared.domain.vocabulary import Surface

Json = dict[str, Any]


class Slot(StrEnum):
    """Where in a body a piece belongs. Pieces of one slot may travel together."""

    PAGE_CHANGES = "page_changes"
    PAGE_MESSAGING = "page_messaging"
    INSTAGRAM_COMMENTS = "instagram_comments"
    INSTAGRAM_MESSAGING = "instagram_messaging"
    X_POSTS = "x_posts"
    X_DIRECTS = "x_directs"
    X_ACTIVITY = "x_activity"  # one event per body


CHANNEL = {
    Slot.PAGE_CHANGES: "facebook",
    Slot.PAGE_MESSAGING: "messenger",
    Slot.INSTAGRAM_COMMENTS: "instagram",
    Slot.INSTAGRAM_MESSAGING: "instagram",
    Slot.X_POSTS: "x",
    Slot.X_DIRECTS: "x",
    Slot.X_ACTIVITY: "x",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """``make`` gives the piece as written at that instant; ``age`` is how long before the delivery that was.

    Without an age it was written a moment ago. ``people`` are the X users a direct message's body must name.
    """

    slot: Slot
    make: Callable[[datetime], Json]
    age: timedelta | None = None
    people: tuple[x.Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Pieces:
    who: Identities

    def of(self, message: CustomerMessage, *, previous: CustomerMessage | None, age: timedelta | None) -> Piece:
        """``previous`` is what the same person wrote last there, when this goes on from it."""
        if message.channel == "facebook":
            return Piece(Slot.PAGE_CHANGES, self._feed(message, previous), age)
        if message.channel == "x":
            return self._x(message, age)
        if message.surface is Surface.COMMENT:
            return Piece(Slot.INSTAGRAM_COMMENTS, self._instagram_comment(message, previous), age)
        slot = Slot.PAGE_MESSAGING if message.channel == "messenger" else Slot.INSTAGRAM_MESSAGING
        return Piece(slot, self._direct(message), age)

    def _feed(self, message: CustomerMessage, previous: CustomerMessage | None) -> Callable[[datetime], Json]:
        who, author = self.who, self.who.facebook(message.author)
        if message.surface is Surface.POST:
            post = who.visitor_post(message)
            return lambda at: meta.visitor_post(author=author, name=message.author, post=post, text=message.text, at=at)
        post = who.post(message.post or "")
        parent = who.comment(previous) if previous else post
        return lambda at: meta.comment(
            author=author,
            name=message.author,
            post=post,
            comment_id=who.comment(message),
            parent=parent,
            text=message.text,
            at=at,
        )

    def _instagram_comment(
        self, message: CustomerMessage, previous: CustomerMessage | None
    ) -> Callable[[datetime], Json]:
        who = self.who
        flat = who.run.pick("flat", message.id, 2) == 0
        value = meta.instagram_comment(
            author=who.instagram(message.author),
            username=username(message.author),
            media=who.media(message.post or ""),
            comment_id=who.instagram_comment(message),
            parent=who.instagram_comment(previous) if previous else None,
            text=message.text,
            flat=flat,
        )
        return lambda at: meta.instagram_entry(value, at, flat=flat)

    def _direct(self, message: CustomerMessage) -> Callable[[datetime], Json]:
        who = self.who
        beside: Json = {"text": message.text}
        if message.surface is Surface.STORY_REPLY:
            beside["reply_to"] = {"story": {"id": who.story(), "url": "https://cdn.example.invalid/story.jpg"}}
        return lambda at: meta.direct(
            account=who.account(message.channel),
            author=who.author(message.channel, message.author),
            mid=who.direct(message),
            at=at,
            **beside,
        )

    def _x(self, message: CustomerMessage, age: timedelta | None) -> Piece:
        who, author = self.who, self.who.on_x(message.author)
        if message.surface is Surface.DIRECT_MESSAGE:
            return Piece(
                Slot.X_DIRECTS,
                lambda at: x.direct(
                    event_id=who.tweet(message.id), sender=author, recipient=x.BRAND, text=message.text, at=at
                ),
                age,
                (author,),
            )
        # two in three come by the older product
        if message.surface is Surface.MENTION and who.run.pick("activity", message.id, 3) == 0:
            uuid = "-" + who.run.digits("uuid", message.id, 19)
            return Piece(
                Slot.X_ACTIVITY,
                lambda at: x.activity_mention(
                    uuid=uuid, post_id=who.tweet(message.id), author=author, text=message.text, at=at
                ),
                age,
            )
        return Piece(Slot.X_POSTS, lambda at: self._tweet(message, author, at), age)

    def _tweet(self, message: CustomerMessage, author: x.Person, at: datetime) -> Json:
        quoted = None
        if message.surface is Surface.QUOTE:
            quoted = brand_post(self.who, at - timedelta(hours=20))
        return x.post(
            post_id=self.who.tweet(message.id),
            author=author,
            text=message.text,
            language=message.language,
            at=at,
            quotes=quoted,
        )


def brand_post(who: Identities, at: datetime) -> Json:
    """A post of the brand that customers like, quote and repost."""
    text = f"Nouvelle saison, nouveaux coloris. New season, new colours. @{HANDLE}"
    return x.post(post_id=who.tweet("brand-post"), author=x.BRAND, text=text, language="fr", at=at)


def builder(pieces: tuple[Piece, ...]) -> Callable[[datetime], bytes]:
    """One body of pieces that may travel together, made at the instant of delivery."""
    return lambda now: _body(pieces, now)


def _body(pieces: tuple[Piece, ...], now: datetime) -> bytes:
    dated = [(piece, _written(piece, index, len(pieces), now)) for index, piece in enumerate(pieces)]
    made = [(piece.slot, piece.make(at)) for piece, at in dated]
    slots = {piece.slot for piece in pieces}
    if slots <= {Slot.PAGE_CHANGES, Slot.PAGE_MESSAGING}:
        return meta.encode(
            meta.page_body(
                at=now,
                changes=[value for slot, value in made if slot is Slot.PAGE_CHANGES],
                messaging=[value for slot, value in made if slot is Slot.PAGE_MESSAGING],
            )
        )
    if slots <= {Slot.INSTAGRAM_COMMENTS, Slot.INSTAGRAM_MESSAGING}:
        return meta.encode(
            meta.instagram_body(
                at=now,
                comments=[value for slot, value in made if slot is Slot.INSTAGRAM_COMMENTS],
                messaging=[value for slot, value in made if slot is Slot.INSTAGRAM_MESSAGING],
            )
        )
    if slots == {Slot.X_POSTS}:
        return x.encode(x.posts([value for _, value in made]))
    if slots == {Slot.X_DIRECTS}:
        people = tuple({person.id: person for piece in pieces for person in piece.people}.values())
        return x.encode(x.directs([value for _, value in made], people))
    if slots == {Slot.X_ACTIVITY} and len(made) == 1:
        return x.encode(made[0][1])
    raise ValueError(f"{sorted(slots)} do not travel together")


def _written(piece: Piece, index: int, count: int, now: datetime) -> datetime:
    if piece.age is not None:
        return now - piece.age
    return now - timedelta(seconds=1.5) + timedelta(milliseconds=1000 * index / count)

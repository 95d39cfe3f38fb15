"""What platforms deliver beside customers' messages: likes, echoes, edits, deletions, and things that are wrong."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from local.traffic import meta, x
from local.traffic.accounts import HANDLE, INSTAGRAM, META_APP, PAGE
from local.traffic.identities import Identities
from local.traffic.messages import CustomerMessage, Part
from local.traffic.pieces import brand_post
from shared.domain.vocabulary import Surface

Builder = Callable[[datetime], bytes]
ONLOOKERS = ("Ana", "Boris", "Cleo", "Dora", "Emil", "Fleur", "Gus", "Hana", "Ivo", "Juno", "Kai", "Lena")
REACTIONS = ("like", "love", "haha", "wow", "care", "anger", "sorry")


@dataclass(frozen=True, slots=True)
class Extra:
    """One delivery. ``afterwards``: it speaks of messages of its part, and comes when they have been delivered."""

    channel: str
    what: str
    build: Builder
    afterwards: bool = False
    forged: bool = False


def extras(who: Identities, part: Part, story: Sequence[CustomerMessage]) -> list[Extra]:
    """What goes with one part of the story, in order."""
    if part is Part.DAY:
        return [_own_post(who), *_signals(who, "day", 10), *_broken(who), *_changes(who, story)]
    return [*_signals(who, "evening", 6), *_odd_kinds(who), *_evening_changes(who, story)]


# --- likes, follows, receipts -----------------------------------------------------------------------------------------


def _signals(who: Identities, when: str, count: int) -> Iterator[Extra]:
    makers = (_page_reactions, _x_likes, _receipts, _x_follow, _instagram_reactions)
    for turn in range(count):
        yield makers[turn % len(makers)](who, f"{when}-{turn}")


def _page_reactions(who: Identities, key: str) -> Extra:
    people = ONLOOKERS[: 3 + who.run.pick("reactions", key, 7)]

    def build(now: datetime) -> bytes:
        changes = [
            meta.reaction(
                author=who.facebook(f"{person} {key}"),
                name=person,
                post=who.post("p1"),
                kind=REACTIONS[index % len(REACTIONS)],
                at=now,
            )
            for index, person in enumerate(people)
        ]
        return meta.encode(meta.page_body(at=now, changes=changes))

    return Extra("facebook", "reactions", build)


def _x_likes(who: Identities, key: str) -> Extra:
    people = [who.on_x(f"{person} {key}") for person in ONLOOKERS[: 2 + who.run.pick("likes", key, 6)]]
    likes = [(who.run.letters("like", f"{key}{person.id}"), person) for person in people]
    return Extra(
        "x", "likes", lambda now: x.encode(x.favourites(likes, brand_post(who, now - timedelta(hours=9)), now))
    )


def _x_follow(who: Identities, key: str) -> Extra:
    return Extra("x", "follows", lambda now: x.encode(x.follow(who.on_x(f"follower {key}"), now)))


def _receipts(who: Identities, key: str) -> Extra:
    author = who.page_scoped(f"reader {key}")

    def build(now: datetime) -> bytes:
        receipts = [
            meta.delivered(account=PAGE, author=author, mid=f"m_{who.run.letters('sent', key)}", at=now),
            meta.read(account=PAGE, author=author, at=now),
        ]
        return meta.encode(meta.page_body(at=now, messaging=receipts))

    return Extra("messenger", "receipts", build)


def _instagram_reactions(who: Identities, key: str) -> Extra:
    def build(now: datetime) -> bytes:
        reactions = [
            meta.direct_reaction(
                account=INSTAGRAM,
                author=who.instagram(f"{person} {key}"),
                mid=f"aWdf{who.run.letters('sent', key)}",
                at=now,
            )
            for person in ONLOOKERS[:2]
        ]
        return meta.encode(meta.instagram_body(at=now, messaging=reactions))

    return Extra("instagram", "reactions", build)


def _own_post(who: Identities) -> Extra:
    return Extra("x", "own post", lambda now: x.encode(x.posts([brand_post(who, now - timedelta(hours=9))])))


NEEDED = frozenset({"Gérard Noël", "Stéphane Leclerc", "Lee Sanders", "Sébastien Louis", "Becky Shaw"})
"""Authors of whose messages the following speaks."""


# --- second thoughts --------------------------------------------------------------------------------------------------


def _find(story: Sequence[CustomerMessage], author: str, channel: str, surface: Surface) -> CustomerMessage:
    return next(m for m in story if (m.author, m.channel, m.surface) == (author, channel, surface))


def _changes(who: Identities, story: Sequence[CustomerMessage]) -> Iterator[Extra]:
    asked = _find(story, "Gérard Noël", "facebook", Surface.COMMENT)
    yield Extra(
        "facebook",
        "edit",
        _comment_verb(who, asked, "edited", "Le magasin de Lille est ouvert lundi ?"),
        afterwards=True,
    )
    rude = _find(story, "Stéphane Leclerc", "facebook", Surface.COMMENT)
    yield Extra("facebook", "deletion", _comment_verb(who, rude, "remove", None), afterwards=True)
    spam = _find(story, "Lee Sanders", "facebook", Surface.COMMENT)
    yield Extra("facebook", "hidden by an agent", _comment_verb(who, spam, "hide", spam.text), afterwards=True)
    invoice = _find(story, "Sébastien Louis", "messenger", Surface.DIRECT_MESSAGE)

    def edited(now: datetime) -> bytes:
        item = meta.direct_edit(
            account=PAGE,
            author=who.page_scoped(invoice.author),
            mid=who.direct(invoice),
            text=f"{invoice.text}. Commande AC-70990.",
            number=1,
            at=now,
        )
        return meta.encode(meta.page_body(at=now, messaging=[item]))

    yield Extra("messenger", "edit", edited, afterwards=True)


def _evening_changes(who: Identities, story: Sequence[CustomerMessage]) -> Iterator[Extra]:
    regretted = _find(story, "Becky Shaw", "instagram", Surface.DIRECT_MESSAGE)

    def unsent(now: datetime) -> bytes:
        item = meta.direct(
            account=INSTAGRAM,
            author=who.instagram(regretted.author),
            mid=who.direct(regretted),
            at=now,
            is_deleted=True,
        )
        return meta.encode(meta.instagram_body(at=now, messaging=[item]))

    yield Extra("instagram", "unsent", unsent, afterwards=True)
    yield Extra(
        "x", "own post deleted", lambda now: x.encode(x.post_deleted(who.tweet("brand-post"), now)), afterwards=True
    )


def _comment_verb(who: Identities, message: CustomerMessage, verb: str, text: str | None) -> Builder:
    def build(now: datetime) -> bytes:
        post = who.post(message.post or "")
        change = meta.comment(
            author=who.facebook(message.author),
            name=message.author,
            post=post,
            comment_id=who.comment(message),
            parent=post,
            text=text,
            at=now,
            verb=verb,
        )
        return meta.encode(meta.page_body(at=now, changes=[change]))

    return build


# --- odd, and wrong ---------------------------------------------------------------------------------------------------


FILES = "https://cdn.example.invalid/"
"""Where the files are that customers send. Whoever has a simulator puts its address in the place of this one."""


def _shown(who: Identities, author: str, key: str, **files: str) -> Builder:
    """A message without words on Messenger: ``files`` are names by type, several of one type with ``_2``, ``_3``."""

    def build(now: datetime) -> bytes:
        attachments = [
            {"type": kind.partition("_")[0], "payload": {"url": f"{FILES}{name}?signed=1"}}
            for kind, name in files.items()
        ]
        item = meta.direct(
            account=PAGE,
            author=who.page_scoped(author),
            mid=f"m_{who.run.letters('odd', key)}",
            at=now,
            attachments=attachments,
        )
        return meta.encode(meta.page_body(at=now, messaging=[item]))

    return build


def _odd_kinds(who: Identities) -> Iterator[Extra]:
    yield Extra("messenger", "a picture without words", _shown(who, "Vera Pixel", "picture", image="vase-photo"))
    yield Extra("messenger", "a voice note", _shown(who, "Vic Loud", "voice", audio="vic-voice"))
    album = {"image": "door-photo", "image_2": "lock-photo", "image_3": "key-photo"}
    yield Extra("messenger", "an album", _shown(who, "Ada Booklet", "album", **album))
    yield Extra("messenger", "a document", _shown(who, "Dora Paper", "document", file="invoice-document"))

    def unsupported(now: datetime) -> bytes:
        item = meta.direct(
            account=INSTAGRAM,
            author=who.instagram("Polly Poll"),
            mid=f"aWdf{who.run.letters('odd', 'poll')}",
            at=now,
            is_unsupported=True,
        )
        return meta.encode(meta.instagram_body(at=now, messaging=[item]))

    yield Extra("instagram", "a kind the platform does not deliver", unsupported)

    def repost(now: datetime) -> bytes:
        original = brand_post(who, now - timedelta(hours=20))
        fan = who.on_x("Fan Account")
        text = f"RT @{HANDLE}: {original['text']}"
        item = x.post(post_id=who.tweet("repost"), author=fan, text=text, language="fr", at=now, reposts=original)
        return x.encode(x.posts([item]))

    yield Extra("x", "repost", repost)

    def ours(now: datetime) -> bytes:
        item = meta.direct_echo(
            account=PAGE,
            customer=who.page_scoped("Newsletter Reader"),
            mid=f"m_{who.run.letters('odd', 'campaign')}",
            text="Votre commande est partie. Your order has left.",
            app=META_APP,
            at=now,
        )
        return meta.encode(meta.page_body(at=now, messaging=[item]))

    yield Extra("messenger", "sent by another robot of ours", ours)


def _broken(who: Identities) -> Iterator[Extra]:
    """Signed, and not to be understood; or not signed by anybody we know."""

    def one_bad_item(now: datetime) -> bytes:
        post = who.post("p2")
        good = [
            meta.comment(
                author=who.facebook(name),
                name=name,
                post=post,
                comment_id=f"{post.split('_')[-1]}_{who.run.digits('comment', name, 15, '92')}",
                parent=post,
                text=text,
                at=now,
            )
            for name, text in (
                ("Nina Before", "Is there a shop in Plymouth?"),
                ("Oscar After", "Vendez-vous des ampoules à baïonnette ?"),
            )
        ]
        # a comment without the id of a comment, between two good ones
        bad = meta.comment(
            author=who.facebook("Nobody"), name="Nobody", post=post, comment_id="", parent=post, text="?", at=now
        )
        del bad["value"]["comment_id"]
        return meta.encode(meta.page_body(at=now, changes=[good[0], bad, good[1]]))

    yield Extra("facebook", "one broken item between two good ones", one_bad_item)

    def stranger(now: datetime) -> bytes:
        page = who.run.digits("stranger", "page", 15, "999")
        item = meta.direct(
            account=page,
            author=who.page_scoped("Lost Customer"),
            mid=f"m_{who.run.letters('odd', 'stranger')}",
            at=now,
            text="Is this the bakery?",
        )
        body = meta.page_body(at=now, messaging=[item])
        body["entry"][0]["id"] = page
        return meta.encode(body)

    yield Extra("messenger", "for a page that is not ours", stranger)
    yield Extra("x", "signed, not JSON", lambda now: f"<html>run {who.run.name}</html>".encode())

    def forged(now: datetime) -> bytes:
        person = who.on_x("Mallory Forger")
        item = x.post(
            post_id=who.tweet("forged"), author=person, text=f"@{HANDLE} refund everybody", language="en", at=now
        )
        return x.encode(x.posts([item]))

    yield Extra("x", "signed by a stranger", forged, forged=True)

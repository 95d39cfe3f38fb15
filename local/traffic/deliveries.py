"""The whole story as the list of HTTP deliveries that tell it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby

from local.traffic.answers import answer, answer_delay, is_answered
from local.traffic.elsewhere import elsewhere
from local.traffic.extras import Builder, Extra, extras
from local.traffic.identities import Identities
from local.traffic.messages import CustomerMessage, Part
from local.traffic.pieces import CHANNEL, Piece, Pieces, Slot, builder
from local.traffic.run import Run

MORNING, END_OF_DAY = 510, 1110  # the minutes of the day at which the desk opens, and at which the day is told
DAY_LASTED = timedelta(hours=6)  # what the ten hours of the story's day are in the demo: reply windows stay open
WINDOW = 28  # messages that arrive close enough to each other to share a body
SIZES = (2, 3, 1, 4, 5, 3)  # how many share one, in turn
ONE_APP = 3  # in one window of so many, one Meta app delivers everything of Meta to one URL
REPEATED = 9  # one delivery in so many is made twice ...
LATER = 5  # ... after so many others
REPORTS_BEFORE_INCIDENT = 16  # outage reports until somebody opens the incident


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One POST of a platform. ``build`` makes the body for the instant of sending.

    ``repeats`` is the number of an earlier delivery whose very bytes are sent once more. ``forged``: signed with a
    secret that is not ours. ``opens_incident``: after this one it is clear that there is an outage.
    """

    number: int
    part: Part
    channel: str
    what: str
    build: Builder
    repeats: int | None = None
    forged: bool = False
    opens_incident: bool = False


@dataclass(frozen=True, slots=True)
class _Draft:
    part: Part
    extra: Extra
    outage_reports: int = 0


def deliveries(run: Run, story: Sequence[CustomerMessage]) -> tuple[Delivery, ...]:
    """Everything, in the order of sending: the night and the day, then the evening with its outage."""
    who = Identities(run)
    drafts: list[_Draft] = []
    for phase in ((Part.DAY, Part.NIGHT), (Part.EVENING, Part.OUTAGE)):
        chosen = [message for message in story if message.part in phase]
        # Few write elsewhere: they come early, so that in the evening they are acknowledged before the outage is known.
        about = [*elsewhere(who, phase[0]), *extras(who, phase[0], story)]
        drafts += _woven(
            list(_customers(who, chosen, story)),
            [_Draft(phase[0], extra) for extra in about if not extra.afterwards],
        )
        drafts += [_Draft(phase[0], extra) for extra in about if extra.afterwards]
    return tuple(_numbered(drafts))


def _customers(
    who: Identities, chosen: Sequence[CustomerMessage], story: Sequence[CustomerMessage]
) -> Iterator[_Draft]:
    """What customers write and, while people are at work, what these answer a little later."""
    for turn, start in enumerate(range(0, len(chosen), WINDOW)):
        window = chosen[start : start + WINDOW]
        yield from _together([(_piece(who, message, story), message) for message in window], "messages", turn)
        answered = [message for message in chosen[max(start - WINDOW, 0) : start] if _is_answered(message)]
        echoes = [(replace(answer(who, message), age=answered_ago(message)), message) for message in answered]
        yield from _together(echoes, "answered by a person", turn)


def answered_ago(message: CustomerMessage) -> timedelta:
    """How long ago somebody answered: some minutes after the message, and after the desk had opened."""
    written = min(age_of(message) or timedelta(0), DAY_LASTED)
    return max(written - answer_delay(message), timedelta(0))


def _is_answered(message: CustomerMessage) -> bool:
    return message.part in (Part.NIGHT, Part.DAY) and is_answered(message)


def _together(pieces: list[tuple[Piece, CustomerMessage]], what: str, turn: int) -> Iterator[_Draft]:
    """Pieces of about the same time as bodies."""
    one_app = turn % ONE_APP == 0
    # stable: the order in time stays within what travels together
    pieces.sort(key=lambda pair: travels_in(pair[0].slot, one_app=one_app))
    for shared, group in groupby(pieces, key=lambda pair: travels_in(pair[0].slot, one_app=one_app)):
        yield from _shared_bodies(shared, list(group), what, turn)


def travels_in(slot: Slot, *, one_app: bool) -> tuple[str, str]:
    """The channel that a piece is delivered to, and what it may share a body with."""
    channel = CHANNEL[slot]
    if one_app and channel in ("facebook", "messenger"):
        return "facebook", "page"
    if one_app and channel == "instagram":
        return "facebook", "instagram"
    return channel, slot


def _shared_bodies(
    shared: tuple[str, str], group: list[tuple[Piece, CustomerMessage]], what: str, turn: int
) -> Iterator[_Draft]:
    channel, slot = shared
    while group:
        size = 1 if slot == Slot.X_ACTIVITY else SIZES[turn % len(SIZES)]
        taken, group = group[:size], group[size:]
        turn += 1
        build = builder(tuple(piece for piece, _ in taken))
        reports = sum(message.part is Part.OUTAGE for _, message in taken)
        yield _Draft(taken[0][1].part, Extra(channel, what, build), reports)


def _piece(who: Identities, message: CustomerMessage, story: Sequence[CustomerMessage]) -> Piece:
    previous = None
    if message.follows:
        same = (
            other
            for other in story
            if (other.author, other.channel, other.post) == (message.author, message.channel, message.post)
            and other.minute < message.minute
        )
        previous = next(same, None)
    return Pieces(who).of(message, previous=previous, age=age_of(message))


def age_of(message: CustomerMessage) -> timedelta | None:
    """How long before its delivery a message was written; ``None`` for a moment ago."""
    if message.part is Part.NIGHT:
        return DAY_LASTED + timedelta(minutes=MORNING - message.minute)
    if message.part is Part.DAY:
        return DAY_LASTED * max(END_OF_DAY - message.minute, 0) / (END_OF_DAY - MORNING)
    return None


def _woven(main: list[_Draft], between: list[_Draft]) -> list[_Draft]:
    """The second list spread evenly over the first."""
    woven: list[_Draft] = []
    start = 0
    for index, draft in enumerate(main, start=1):
        woven.append(draft)
        end = index * len(between) // max(len(main), 1)
        woven += between[start:end]
        start = end
    return woven + between[start:]


def _numbered(drafts: list[_Draft]) -> Iterator[Delivery]:
    reports, number = 0, 0
    enough = min(REPORTS_BEFORE_INCIDENT, sum(draft.outage_reports for draft in drafts) // 2)
    again: dict[int, tuple[int, _Draft]] = {}  # place in the list → what is due to be delivered again there
    for place, draft in enumerate(drafts):
        before, reports = reports, reports + draft.outage_reports
        number += 1
        yield Delivery(
            number=number,
            part=draft.part,
            channel=draft.extra.channel,
            what=draft.extra.what,
            build=draft.extra.build,
            forged=draft.extra.forged,
            opens_incident=before < enough <= reports,
        )
        if place % REPEATED == 0 and not draft.extra.forged:
            again[place + LATER] = (number, draft)
        if place in again:
            first, repeated = again.pop(place)
            number += 1
            yield Delivery(
                number=number,
                part=draft.part,
                channel=repeated.extra.channel,
                what="delivered again",
                build=repeated.extra.build,
                repeats=first,
            )

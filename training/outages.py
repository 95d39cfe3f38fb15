"""A simulated day of one brand: when the desk suspects an outage. ``python -m training.outages``

Complaints come all day, three a minute; in between three outages, one praised video and one giveaway, everything in the
words of ``outage_day.jsonl``. The thresholds were chosen on ``internet_down`` and every second of the complaints.
"""

import json
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path

from functions.classify.encoder.meanings import meanings
from functions.classify.model.classifier import TrainedClassifier
from shared.brand import load
from shared.domain.brand.model import Brand, IncidentPolicy
from shared.domain.classification.meaning import read_meaning, written
from shared.domain.classification.model import Classification
from shared.domain.incidents.model import SUSPECTED_FOR
from shared.domain.incidents.reports import OutageReport, count_alike
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.vocabulary import Category, Danger, EventKind, Surface, Visibility

DAY = Path(__file__).parent / "outage_day.jsonl"
BURSTS = {"internet_down": 9.5, "login_down": 13.0, "mobile_down": 17.0}
"""Hour at which each outage begins."""
_OTHERS = {"praise_viral": 11.0, "giveaway": 15.0}
_BURST, _OTHER = timedelta(minutes=5), timedelta(minutes=10)
_OPENS, _CLOSES, _A_MINUTE = 8, 20, 3
BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
KEPT_APART = ("login_down", "mobile_down", *_OTHERS)
"""With ``complaints[1::2]``: what no threshold was chosen on."""
GROUPS = ("complaints", *BURSTS, *_OTHERS)


@dataclass(frozen=True, slots=True)
class Said:
    at: datetime
    group: str
    text: str


def texts_of(group: str) -> list[str]:
    rows = map(json.loads, DAY.read_text(encoding="utf-8").splitlines())
    return [row["text"] for row in rows if row["group"] == group]


def day(seed: int, *, complaints: Sequence[str], groups: Sequence[str] = (*BURSTS, *_OTHERS)) -> list[Said]:
    """Everything that is said, in the order of time; ``seed`` decides the order of the wordings."""
    chance = random.Random(seed)  # noqa: S311  no secret
    said = []
    minutes = (_CLOSES - _OPENS) * 60
    shuffled = chance.sample(complaints, len(complaints))
    for number, text in enumerate(islice(cycle(shuffled), minutes * _A_MINUTE)):
        said.append(Said(BEGIN + timedelta(hours=_OPENS, minutes=number / _A_MINUTE), "complaints", text))
    for group, hour in (BURSTS | _OTHERS).items():
        if group not in groups:
            continue
        texts, lasting = texts_of(group), _BURST if group in BURSTS else _OTHER
        chance.shuffle(texts)
        for number, text in enumerate(texts):
            said.append(Said(BEGIN + timedelta(hours=hour) + lasting * (number / len(texts)), group, text))
    return sorted(said, key=lambda one: one.at)


def read_all(brand: Brand) -> dict[str, Classification]:
    """Each text of the day, classified once."""
    classify = TrainedClassifier()
    texts = [text for group in GROUPS for text in texts_of(group)]
    return {text: classify(event_of(Said(BEGIN, "", text), 0, brand), brand) for text in texts}


def as_reports(texts: list[str], read: dict[str, Classification]) -> dict[str, Classification]:
    """The worst reading of them: each is taken for a report of an outage, and surely."""
    return {
        text: replace(read[text], category=Category.OUTAGE, sure=True, meaning=written(meaning))
        for text, meaning in zip(texts, meanings(texts), strict=True)
    }


def event_of(said: Said, number: int, brand: Brand) -> InboundEvent:
    """A private message of somebody who writes for the first time."""
    return InboundEvent(
        event_id=f"day-{number}",
        kind=EventKind.CREATED,
        channel="messenger",
        brand=brand.id,
        account_id=next(account.id for account in brand.accounts if account.channel == "messenger"),
        message_id=f"m-{number}",
        conversation_id=f"c-{number}",
        surface=Surface.DIRECT_MESSAGE,
        visibility=Visibility.PRIVATE,
        author=Author(id=f"a-{number}"),
        text=said.text,
        occurred_at=said.at,
        received_at=said.at,
    )


def suspicions(said: Sequence[Said], read: Mapping[str, Classification], policy: IncidentPolicy) -> list[Said]:
    """The messages at which an outage is suspected, each an hour after the last at the earliest."""
    found: list[Said] = []
    reports: list[OutageReport] = []
    for number, one in enumerate(said):
        told = read[one.text]
        meaning, sure = read_meaning(told.meaning), told.category is Category.OUTAGE and told.sure
        known = bool(found) and one.at < found[-1].at + SUSPECTED_FOR
        if known or told.danger is not Danger.NONE or not (sure or meaning):
            continue
        report = OutageReport(ticket_id=str(number), at=one.at, sure=sure, meaning=meaning)
        reports = [*(earlier for earlier in reports if earlier.at >= one.at - policy.window), report]
        if count_alike(report, reports) >= policy.threshold:
            found.append(one)
    return found


def main() -> None:
    brand = load((DAY.parent.parent / "brands" / "acme.yaml").read_text(encoding="utf-8"), "acme", 1)
    read = read_all(brand)
    complaints = texts_of("complaints")
    worst = {**read, **as_reports(complaints, read)}
    by_category = {text: replace(told, meaning=None) for text, told in worst.items()}
    for seed in range(5):
        said, apart = day(seed, complaints=complaints), day(seed, complaints=complaints[1::2], groups=KEPT_APART)
        for name, messages, told in (
            ("the day", said, read),
            ("what is kept apart, complaints all read as outages", apart, worst),
            ("the same, counted by category", apart, by_category),
        ):
            found = [f"{one.at:%H:%M:%S} {one.group}" for one in suspicions(messages, told, brand.incidents)]
            sys.stdout.write(f"{seed} {name}: {'; '.join(found) or 'none'}\n")


if __name__ == "__main__":
    main()

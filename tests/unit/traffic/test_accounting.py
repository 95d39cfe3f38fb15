"""The count at the end of the demo must be able to fail."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from cli.traffic.accounting import Ledger, percentile, settle, store_delays, wait_for
from cli.traffic.delivered import QUARANTINED, Item
from shared.domain.messages.model import Message
from shared.domain.vocabulary import Direction, Outcome, Visibility
from shared.ports.repositories import OutcomeRecord

NOW = datetime(2026, 7, 31, 12, 13, 20, tzinfo=UTC)
COMMENT = Item(id="fb:1:created", kind="created", channel="facebook", brand="acme", account_id="1", message_id="c1")
LIKES = Item(id="fb:1:signals:abc", kind="signal", channel="facebook", brand="acme", account_id="1")
BROKEN = Item(id="quarantine/acme/facebook/abc.json", kind=QUARANTINED, channel="facebook", brand="acme")
MESSAGE = Message(
    channel="facebook",
    account_id="1",
    message_id="c1",
    brand="acme",
    ticket_id="T1",
    visibility=Visibility.PUBLIC,
    received_at=NOW,
    stored_at=NOW + timedelta(milliseconds=250),
    outcomes={COMMENT.id: Outcome.TICKET},
)


@dataclass
class Fakes:
    messages: dict[tuple[str, str, str], Message] = field(default_factory=dict)
    records: dict[str, OutcomeRecord] = field(default_factory=dict)
    quarantine: set[str] = field(default_factory=set)

    def ledger(self) -> Ledger:
        return Ledger(
            messages=Lookup(lambda channel, account, message: self.messages.get((channel, account, message))),
            records=Lookup(self.records.get),
            in_quarantine=lambda key: key in self.quarantine,
        )


@dataclass
class Lookup:
    get: object


@pytest.fixture
def fakes() -> Fakes:
    return Fakes(
        messages={("facebook", "1", "c1"): MESSAGE},
        records={LIKES.id: OutcomeRecord(event_id=LIKES.id, outcome=Outcome.SIGNAL, at=NOW)},
        quarantine={BROKEN.id},
    )


def count(fakes: Fakes):
    return settle(wait_for([COMMENT, LIKES, BROKEN], fakes.ledger(), timeout=0))


def test_one_outcome_for_every_item_is_settled(fakes):
    account = count(fakes)
    assert account.settled
    assert account.items == 3


def test_a_message_without_its_outcome_is_missing(fakes):
    fakes.messages["facebook", "1", "c1"] = replace(MESSAGE, outcomes={"another:event": Outcome.TICKET})
    assert count(fakes).missing == (COMMENT.id,)
    assert not count(fakes).settled


def test_a_signal_without_a_record_is_missing(fakes):
    fakes.records.clear()
    assert count(fakes).missing == (LIKES.id,)


def test_an_unreadable_item_that_nobody_kept_is_missing(fakes):
    fakes.quarantine.clear()
    assert count(fakes).missing == (BROKEN.id,)


def test_an_item_that_was_stored_and_parked_as_well_is_doubled(fakes):
    fakes.records[COMMENT.id] = OutcomeRecord(event_id=COMMENT.id, outcome=Outcome.PARKED, at=NOW)
    assert count(fakes).doubled == (COMMENT.id,)
    assert not count(fakes).settled


def test_waiting_ends_as_soon_as_everything_is_known(fakes):
    late = fakes.records.pop(LIKES.id)
    naps: list[float] = []

    def sleep(seconds: float) -> None:
        naps.append(seconds)
        if len(naps) == 2:
            fakes.records[LIKES.id] = late

    seen: list[int] = []
    found = wait_for(
        [COMMENT, LIKES, BROKEN], fakes.ledger(), timeout=60, seen=seen.append, sleep=sleep, clock=lambda: 0
    )
    assert settle(found).settled
    assert len(naps) == 2
    assert seen == [2, 2, 3]


def test_delays_are_counted_once_for_each_message_of_a_ticket(fakes):
    found = wait_for([COMMENT, LIKES], fakes.ledger(), timeout=0)
    assert store_delays(found.values()) == [0.25]


def test_an_answer_given_on_the_platform_is_no_customers_message_that_was_stored(fakes):
    fakes.messages["facebook", "1", "c1"] = replace(MESSAGE, direction=Direction.OUTBOUND)
    assert store_delays(wait_for([COMMENT], fakes.ledger(), timeout=0).values()) == []


@pytest.mark.parametrize(
    ("values", "share", "wanted"),
    [([], 0.5, None), ([3.0], 0.95, 3.0), ([1.0, 2.0, 3.0, 4.0], 0.5, 2.0), (list(range(1, 101)), 0.95, 95)],
)
def test_percentiles_are_values_that_occurred(values, share, wanted):
    assert percentile(values, share) == wanted

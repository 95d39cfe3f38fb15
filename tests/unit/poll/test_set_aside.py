"""What a poll sets aside is kept so that it can be read again, once the reader can."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.channels import POLLED_CHANNELS, load_reader
from shared.channels.polled import PolledReader
from shared.domain.channels.webhook import Arrival, OwnAccount, Unreadable
from shared.domain.polling.page import FoundItem, Page, Query
from tests.fakes.polling import SOURCE, FakeSource
from tests.unit.poll.fakes import ACCOUNT, NOW, Fakes

LISTS = [
    (channel, source)
    for channel in POLLED_CHANNELS
    if isinstance(reader := load_reader(channel), PolledReader)
    for source in reader.read
]


@pytest.mark.parametrize(("channel", "source"), LISTS)
@pytest.mark.parametrize("item", [{"type": "mention"}, "no entry at all"], ids=["new shape", "text"])
def test_what_cannot_be_read_is_kept_with_its_account_and_its_list(channel: str, source: str, item: Any) -> None:
    reader = load_reader(channel)
    own = OwnAccount(brand="acme", channel=channel, id="1", handle="acme")

    def parsed(body: Any) -> list[Any]:
        return list(reader.parse(body, lambda *_: own, Arrival(received_at=NOW)))

    (unread,) = parsed({"account": "1", "source": source, "items": [item]})
    assert isinstance(unread, Unreadable)
    assert unread.item == {"account": "1", "source": source, "items": [item]}
    assert parsed(unread.item) == [unread]


class Nameless(FakeSource):
    """Lists an entry that the source itself finds no id in."""

    def fetch(self, query: Query) -> Any:
        page = super().fetch(query)
        return replace(page, unread=({"name": "n"},)) if isinstance(page, Page) else page


def test_an_entry_without_an_id_is_kept_the_same_way() -> None:
    fakes = Fakes(Nameless())
    fakes.poll()
    ((_, kept),) = fakes.quarantine.kept.values()
    assert json.loads(kept) == {"account": ACCOUNT, "source": SOURCE, "items": [{"name": "n"}]}


def test_of_two_neighbours_the_one_that_cannot_be_read_is_kept_alone() -> None:
    bad = FoundItem(key="bad", at=NOW - timedelta(minutes=1), item={"id": "bad"})
    good = {"id": "good", "text": "Bonjour", "author": "mia", "at": NOW.isoformat()}
    fakes = Fakes(FakeSource([bad, FoundItem(key="good", at=NOW, item=good)]))
    fakes.poll()
    assert fakes.names == ["good"]
    ((_, kept),) = fakes.quarantine.kept.values()
    assert json.loads(kept)["items"] == [{"id": "bad"}]

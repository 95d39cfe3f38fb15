"""Which ids of messages tell who wrote."""

import pytest

from shared.channels import CHANNELS
from shared.domain.privacy.pseudonyms import identifies

IDS = [
    ("google_business", "accounts/1/locations/2/reviews/AbC", True),
    ("google_play", "example.acme.app:gp:1", True),
    ("app_store", "00000064", True),
    ("trustpilot", "5e3de1b45fb06f0001790b51", False),  # its author has an id of their own
    ("tiktok", "u5JhpselBAhoPOlnH0tZ9y07kg==|m1", True),
    ("tiktok", "7300000000000000002", False),
    ("facebook", "rating_77", True),
    ("facebook", "500_900", False),
    ("line", "444573844083572737", False),
    ("viber", "4912661846655238145", False),
    ("whatsapp", "wamid.x", True),
    ("telegram", "7000000009:12", True),
    ("bluesky", "at://did:plc:mia/app.bsky.feed.post/3k", True),
    ("messenger", "m_abc", False),
    ("instagram", "17900000000000001", False),
    ("threads", "18000000000000001", False),
    ("x", "1900000000000000001", False),
    ("linkedin", "urn:li:comment:(urn:li:activity:1,2)", False),
    ("mastodon", "109501", False),
    ("youtube", "UgxAbC.9Z", False),
    ("reddit", "t1_kabc123", False),
    ("webhook", "m-1", False),
]


def test_every_channel_was_thought_of() -> None:
    assert {channel for channel, _, _ in IDS} == set(CHANNELS)


@pytest.mark.parametrize(("channel", "message_id", "tells"), IDS)
def test_an_id_that_tells_who_wrote_is_kept_under_a_keyed_hash_only(channel: str, message_id: str, tells: bool) -> None:
    assert identifies(channel, message_id) is tells

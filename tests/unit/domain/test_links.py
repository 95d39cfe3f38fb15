"""Addresses of posts, as people paste them and as platforms give them."""

import pytest

from shared.domain.tickets.links import is_same_post, link_of, message_ids

COMMENT = "https://www.facebook.com/acme/posts/10160?comment_id=77"
TWEET = "https://x.com/luc/status/1790000000000000001"
SAME = [
    (COMMENT, "https://www.facebook.com/acme/posts/10160?comment_id=77&__cft__[0]=AZX&__tn__=R"),
    (COMMENT, "http://www.facebook.com/acme/posts/10160?comment_id=77"),
    (COMMENT, "https://m.facebook.com/acme/posts/10160/?comment_id=77#now"),
    (COMMENT, "facebook.com/acme/posts/10160?utm_source=mail&comment_id=77"),
    (TWEET, "https://x.com/luc/status/1790000000000000001?s=20"),
    (TWEET, "https://twitter.com/luc/status/1790000000000000001"),
    (TWEET, "https://mobile.twitter.com/i/status/1790000000000000001/photo/1"),
    (TWEET, "https://X.com/luc/status/1790000000000000001/"),
    ("https://bsky.app/profile/did:plc:abc/post/3k", "https://bsky.app/profile/luc.bsky.social/post/3k"),
    ("https://www.reddit.com/r/a/comments/1a/where/k2/", "https://old.reddit.com/r/a/comments/1a/_/k2?context=3"),
    ("https://www.instagram.com/p/C1/", "https://www.instagram.com/acme/p/C1/?igsh=x"),
    ("https://www.instagram.com/p/C1/", "https://instagram.com/reel/C1"),
    ("https://www.threads.net/@luc/post/D1", "https://www.threads.com/@luc/post/D1?xmt=1"),
    ("https://www.youtube.com/watch?v=V1&lc=L1", "https://youtu.be/V1?lc=L1&si=x"),
    (
        "https://www.linkedin.com/feed/update/urn:li:activity:7100000000000000001",
        "https://www.linkedin.com/posts/luc_late-activity-7100000000000000001-AbCd?utm_source=share",
    ),
    ("https://mastodon.example/@luc/1101", "https://mastodon.example/@luc/1101/"),
]
OTHERS = [
    (COMMENT, "https://www.facebook.com/acme/posts/10160?comment_id=78"),
    (COMMENT, "https://www.facebook.com/acme/posts/10160"),
    (TWEET, "https://x.com/luc/status/1790000000000000002"),
    (TWEET, "1790000000000000001"),
    (None, None),
    ("luc.martin", "luc.martin"),
    ("https://[", "https://["),
]


@pytest.mark.parametrize(("known", "pasted"), SAME)
def test_an_address_is_the_same_however_it_is_written(known: str, pasted: str) -> None:
    assert is_same_post(known, pasted)


@pytest.mark.parametrize(("known", "pasted"), OTHERS)
def test_another_post_and_what_is_no_address_are_not(known: str | None, pasted: str | None) -> None:
    assert not is_same_post(known, pasted)


@pytest.mark.parametrize(
    ("text", "channel", "ids"),
    [
        (TWEET, "x", ("1790000000000000001",)),
        (TWEET, "facebook", ()),
        (COMMENT, "facebook", ("10160_77", "77")),
        ("https://www.facebook.com/acme/posts/10160?comment_id=77&reply_comment_id=88", "facebook", ("10160_88", "88")),
        ("https://www.facebook.com/story.php?story_fbid=10160&id=9", "facebook", ("100_10160", "10160")),
        ("https://www.instagram.com/p/C1/c/178/", "instagram", ("178",)),
        ("https://www.reddit.com/r/a/comments/1a/where/k2/", "reddit", ("t1_k2",)),
        ("https://www.reddit.com/r/a/comments/1a/where/", "reddit", ("t3_1a",)),
        ("https://youtu.be/V1?lc=L1", "youtube", ("L1",)),
        ("m_abc", "facebook", ("m_abc",)),
    ],
)
def test_an_address_leads_to_what_the_platform_calls_the_message(text: str, channel: str, ids: tuple[str, ...]) -> None:
    assert message_ids(text, channel, "100") == ids


def test_an_address_of_any_shape_is_read_in_bounded_time() -> None:
    for text in ("https://x.com/" + "a/" * 200_000, "https://x.com/?" + "&" * 200_000, "a." * 200_000 + "/"):
        link_of(text)

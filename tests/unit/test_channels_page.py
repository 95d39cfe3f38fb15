from cli.channels_page import PAGE, page
from shared import channels
from shared.domain.vocabulary import Surface, Visibility


def test_the_page_is_what_the_folders_say():
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m cli.channels_page"


def test_every_channel_and_every_absent_platform_has_its_place():
    text = page()
    for channel in channels.CHANNELS:
        assert f"## {channel}\n" in text
    for absent in ("Pinterest", "Google+", "Threads", "TikTok", "YouTube", "Mastodon", "Reddit", "Bluesky"):
        assert absent in text


def test_where_platforms_forbid_it_nothing_goes_out_without_a_person():
    automatic = {channel: channels.load_policy(channel).automatic_surfaces for channel in channels.CHANNELS}
    assert automatic["linkedin"] == frozenset()
    for surfaces in automatic.values():
        assert not surfaces & {Surface.BROAD_MATCH, Surface.SECTOR_MATCH, Surface.QUOTE, Surface.REVIEW}


def test_every_channel_says_how_long_a_text_may_be_where_it_answers_by_itself():
    for channel in channels.CHANNELS:
        policy = channels.load_policy(channel)
        assert policy.channel == channel
        private = {Surface.DIRECT_MESSAGE, Surface.STORY_REPLY}
        for surface in policy.automatic_surfaces:
            assert (Visibility.PRIVATE if surface in private else Visibility.PUBLIC) in policy.lengths

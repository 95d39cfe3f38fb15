"""How many messages a text and its files make, and which files a channel takes at all."""

from dataclasses import dataclass

import pytest

from shared.channels import CHANNELS, load_policy
from shared.domain.channels.attachments import (
    AUDIO,
    FILE,
    GIF,
    IMAGE,
    JPEG,
    MAX_FILE_SIZE,
    MAX_FILES,
    MB,
    MP3,
    MP4,
    PDF,
    SENDABLE,
    VIDEO,
    WEBP,
    AttachmentRules,
    portions_of,
)
from shared.domain.vocabulary import Visibility

PUBLIC, PRIVATE = Visibility.PUBLIC, Visibility.PRIVATE


@dataclass(frozen=True)
class File:
    type: str = IMAGE
    mime_type: str = JPEG


PICTURE, GIF_FILE, FILM, SONG, FORM = File(), File(IMAGE, GIF), File(VIDEO, MP4), File(AUDIO, MP3), File(FILE, PDF)


def rules(channel: str, visibility: Visibility = PRIVATE) -> AttachmentRules:
    return load_policy(channel).attachments[visibility]


def portions(channel: str, text: str, *files: File, visibility: Visibility = PRIVATE) -> list[tuple[str, list[File]]]:
    found = portions_of(text, files, rules(channel, visibility))
    return [(portion.text, list(portion.files)) for portion in found]


@pytest.mark.parametrize("channel", ["whatsapp", "telegram", "x", "webhook"])
def test_a_text_stands_beside_its_picture_where_there_is_a_place_for_it(channel: str):
    assert portions(channel, "Voici.", PICTURE) == [("Voici.", [PICTURE])]


@pytest.mark.parametrize("channel", ["messenger", "instagram"])
def test_a_text_goes_before_its_picture_where_a_message_holds_one_of_them(channel: str):
    assert portions(channel, "Voici.", PICTURE) == [("Voici.", []), ("", [PICTURE])]


def test_a_text_goes_before_a_sound_that_takes_no_caption():
    assert portions("whatsapp", "Écoutez.", SONG) == [("Écoutez.", []), ("", [SONG])]
    assert portions("telegram", "Écoutez.", SONG) == [("Écoutez.", [SONG])]


@pytest.mark.parametrize("channel", ["whatsapp", "telegram"])
def test_a_text_that_is_too_long_for_a_caption_goes_before(channel: str):
    assert portions(channel, "x" * 1024, PICTURE) == [("x" * 1024, [PICTURE])]
    assert portions(channel, "x" * 1025, PICTURE) == [("x" * 1025, []), ("", [PICTURE])]


def test_files_without_a_text_are_sent_one_by_one_in_their_order():
    assert portions("whatsapp", "", FORM, PICTURE) == [("", [FORM]), ("", [PICTURE])]


def test_a_post_on_x_holds_four_pictures_or_one_film():
    assert portions("x", "^SB", *[PICTURE] * 4, visibility=PUBLIC) == [("^SB", [PICTURE] * 4)]
    assert portions("x", "^SB", PICTURE, FILM, PICTURE, visibility=PUBLIC) == [
        ("^SB", [PICTURE]),
        ("", [FILM]),
        ("", [PICTURE]),
    ]
    assert portions("x", "^SB", GIF_FILE, GIF_FILE, visibility=PUBLIC) == [("^SB", [GIF_FILE]), ("", [GIF_FILE])]


def test_a_text_alone_is_one_message():
    assert portions("whatsapp", "Voici.") == [("Voici.", [])]


def test_a_type_that_is_no_picture_on_a_channel_goes_as_a_file_where_that_takes_it():
    assert rules("messenger").kind_of(WEBP, 1) == FILE
    assert rules("x").kind_of(WEBP, 1) == IMAGE
    assert rules("instagram").kind_of(WEBP, 1) is None


def test_a_picture_that_is_too_large_goes_as_a_file_where_files_may_be_larger():
    assert rules("telegram").kind_of(JPEG, 10 * MB) == IMAGE
    assert rules("telegram").kind_of(JPEG, 10 * MB + 1) == FILE
    assert rules("whatsapp").kind_of(JPEG, 5 * MB + 1) is None
    assert rules("whatsapp").limit_of(JPEG) == 5 * MB
    assert rules("whatsapp").limit_of(GIF) is None


@pytest.mark.parametrize("channel", CHANNELS)
def test_no_channel_carries_more_or_anything_else_than_agents_may_send(channel: str):
    policy = load_policy(channel)
    assert set(policy.attachments) <= set(policy.lengths)
    for carried in policy.attachments.values():
        assert carried.types <= SENDABLE
        assert all(0 < rule.max_size <= MAX_FILE_SIZE for rule in carried.files)
        assert 1 <= carried.per_message <= MAX_FILES
        assert 1 <= carried.max_files <= MAX_FILES


def test_nothing_that_runs_may_be_sent():
    for mime_type in ("text/html", "image/svg+xml", "application/javascript", "application/zip", "application/xml"):
        assert mime_type not in SENDABLE

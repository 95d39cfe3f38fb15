"""What becomes of the things that happen on a Facebook Page."""

from typing import Any

import pytest

from shared.channels import reading
from shared.domain.channels.webhook import Signals, Unreadable
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.vocabulary import EventKind, Surface, Visibility
from tests.unit.channels.parsed import one, parse
from tests.unit.channels.samples.facebook import COMMENT, CUSTOMER, PAGE, POST, SECOND, change, page


def event(payload: Any) -> InboundEvent:
    found = one("facebook", PAGE, payload)
    assert isinstance(found, InboundEvent)
    return found


def test_a_comment_under_a_post() -> None:
    post = {"id": POST, "permalink_url": "https://www.facebook.com/100/posts/500"}
    found = event(page(change(COMMENT, message="Hello @acmeshop and @mia", post=post)))
    assert found.event_id == f"facebook:{PAGE}:{COMMENT}:created"
    assert (found.surface, found.visibility) == (Surface.COMMENT, Visibility.PUBLIC)
    assert found.conversation_id == f"{POST}:{CUSTOMER}"
    assert (found.message_id, found.parent_id) == (COMMENT, POST)
    assert found.occurred_at == reading.instant(1785500000)
    assert found.author is not None
    assert (found.author.id, found.author.name) == (CUSTOMER, "Mia Larsen")
    assert found.mentions == ("acmeshop", "mia")
    assert found.permalink == "https://www.facebook.com/100/posts/500?comment_id=900900900900901"
    assert found.reply_window_closes_at is None


def test_a_reply_stays_in_its_customers_conversation_and_names_the_comment() -> None:
    found = event(page(change(SECOND, parent_id=COMMENT)))
    assert found.conversation_id == f"{POST}:{CUSTOMER}"
    assert found.parent_id == COMMENT


@pytest.mark.parametrize("spelling", ["900900900900901", COMMENT, f"{PAGE}_{COMMENT}"])
def test_every_spelling_of_a_comment_id_is_the_same_comment(spelling: str) -> None:
    assert event(page(change(spelling))).message_id == COMMENT
    assert event(page(change(SECOND, parent_id=spelling))).parent_id == COMMENT


@pytest.mark.parametrize("comment", ["C1", "comment_1", "live_7_x"])
def test_ids_that_are_no_numbers_stay_as_they_are(comment: str) -> None:
    found = event(page(change(comment, post_id="post_1", parent_id="other_1")))
    assert (found.message_id, found.parent_id) == (comment, "other_1")
    assert found.conversation_id == f"post_1:{CUSTOMER}"


@pytest.mark.parametrize("parent", [POST, "500500500500500", None])
def test_the_parent_of_a_comment_under_the_post_is_the_post(parent: str | None) -> None:
    assert event(page(change(COMMENT, parent_id=parent))).parent_id == POST


def test_a_comment_that_does_not_name_its_post_finds_it_in_its_own_id() -> None:
    found = event(page(change(COMMENT, post_id=None, parent_id=None)))
    assert found.conversation_id == f"{POST}:{CUSTOMER}"
    assert found.parent_id == POST


def test_a_comment_without_an_author_is_a_conversation_of_its_own() -> None:
    found = event(page(change(COMMENT, **{"from": None})))
    assert found.author is None
    assert found.conversation_id == f"{POST}:{COMMENT}"


def test_an_author_in_the_fields_of_old_payloads_is_understood() -> None:
    found = event(page(change(COMMENT, **{"from": None}, sender_id=7700112233445566, sender_name="Mia")))
    assert found.author is not None
    assert (found.author.id, found.author.name) == (CUSTOMER, "Mia")


def test_two_edits_in_one_body_are_two_events() -> None:
    first, second = parse(
        "facebook",
        PAGE,
        page(change(COMMENT, verb="edited", message="a"), change(COMMENT, verb="edited", message="b")),
    )
    assert isinstance(first, InboundEvent)
    assert isinstance(second, InboundEvent)
    assert first.kind is second.kind is EventKind.EDITED
    assert first.event_id != second.event_id
    assert first.event_id.startswith(f"facebook:{PAGE}:{COMMENT}:edited:")


def test_an_edit_with_its_own_time_is_named_by_it() -> None:
    found = event(page(change(COMMENT, verb="edited", edited_time=1785500050)))
    assert found.event_id == f"facebook:{PAGE}:{COMMENT}:edited:1785500050"
    assert found.occurred_at == reading.instant(1785500050)


def test_hiding_twice_with_a_showing_in_between_is_three_events() -> None:
    hide, show = page(change(COMMENT, verb="hide")), page(change(COMMENT, verb="unhide"))
    again = page(change(COMMENT, verb="hide"))
    again["entry"][0]["time"] += 60
    found = [event(hide), event(show), event(again)]
    assert [each.kind for each in found] == [EventKind.HIDDEN, EventKind.UNHIDDEN, EventKind.HIDDEN]
    assert len({each.event_id for each in found}) == 3
    assert event(hide).event_id == event(page(change(COMMENT, verb="hide"))).event_id


def test_a_removal_has_no_text_and_keeps_the_conversation() -> None:
    found = event(page(change(COMMENT, verb="remove")))
    assert found.event_id == f"facebook:{PAGE}:{COMMENT}:deleted"
    assert (found.kind, found.text) == (EventKind.DELETED, None)
    assert found.conversation_id == f"{POST}:{CUSTOMER}"


def test_our_own_answer_is_an_echo_that_names_the_comment_it_answers() -> None:
    found = event(page(change(SECOND, author_id=PAGE, parent_id=COMMENT)))
    assert found.kind is EventKind.ECHO
    assert (found.conversation_id, found.parent_id) == (None, COMMENT)


@pytest.mark.parametrize("what", ["post", "status", "photo", "video", "link"])
def test_a_visitors_post_is_a_conversation_of_its_own(what: str) -> None:
    found = event(page(change(None, item=what, parent_id=None, message="Your app charged me twice")))
    assert (found.kind, found.surface) == (EventKind.CREATED, Surface.POST)
    assert found.message_id == POST
    assert found.conversation_id == f"{POST}:{CUSTOMER}"
    assert found.parent_id is None


def test_an_album_is_named_by_itself() -> None:
    found = event(page(change(None, item="album", parent_id=None, post_id=None, album_id=900719925474099312345)))
    assert (found.surface, found.message_id) == (Surface.POST, "900719925474099312345")


def test_our_own_post_is_an_echo() -> None:
    assert event(page(change(None, item="status", author_id=PAGE))).kind is EventKind.ECHO


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({"item": "reaction", "reaction_type": "anger"}, "reaction"),
        ({"item": "like"}, "like"),
        ({"item": "reaction", "verb": "remove"}, "reaction_removed"),
        ({"item": "page", "verb": "follow"}, "follow"),
        ({"item": "user", "verb": "unfollow"}, "unfollow"),
    ],
)
def test_likes_reactions_and_follows_are_signals(value: dict[str, Any], name: str) -> None:
    found = one("facebook", PAGE, page(change(COMMENT, **value)))
    assert isinstance(found, Signals)
    assert found.name == name


def test_pictures_and_links_are_attachments_and_what_is_no_address_is_dropped() -> None:
    found = event(
        page(
            change(
                None,
                item="photo",
                photos=["https://cdn.example/1.jpg", "file:///etc/passwd", 7, None],
                link="https://cdn.example/1.jpg",
                video="javascript:alert(1)",
            )
        )
    )
    assert [(each.type, each.source_url) for each in found.attachments] == [("image", "https://cdn.example/1.jpg")]


def test_a_mention_elsewhere_is_public_and_not_ours() -> None:
    found = event(
        page(
            {
                "field": "mention",
                "value": {
                    "sender_id": CUSTOMER, "sender_name": "Aiko Tan", "item": "post", "verb": "add",
                    "post_id": "7700112233445588_321321321", "message": "Avoid Acme", "created_time": 1785500400,
                },
            }
        )
    )  # fmt: skip
    assert (found.kind, found.surface) == (EventKind.CREATED, Surface.MENTION)
    assert found.conversation_id == f"7700112233445588_321321321:{CUSTOMER}"
    assert found.text == "Avoid Acme"


def test_a_mention_in_a_comment_names_the_comment() -> None:
    value = {**change("321_99")["value"], "post_id": "770_321"}
    found = event(page({"field": "mention", "value": value}))
    assert (found.surface, found.message_id) == (Surface.MENTION, "321_99")


def rating(**value: Any) -> dict[str, Any]:
    given = {
        "item": "rating", "verb": "add", "reviewer_id": "77", "reviewer_name": "Otto Klein",
        "recommendation_type": "negative", "review_text": "Never again.", "open_graph_story_id": "660660660",
        "created_time": 1785500500,
    }  # fmt: skip
    return {"field": "ratings", "value": {**given, **value}}


def test_a_recommendation_is_a_review() -> None:
    found = event(page(rating()))
    assert (found.surface, found.text) == (Surface.REVIEW, "Never again.")
    assert (found.message_id, found.conversation_id) == ("660660660", "660660660:77")
    assert found.details == {"recommendation_type": "negative"}
    assert event(page(rating(verb="edit"))).kind is EventKind.EDITED
    assert event(page(rating(verb="remove"))).kind is EventKind.DELETED


def test_the_stars_of_a_rating_go_with_it() -> None:
    assert event(page(rating(rating=2))).rating == 2
    assert event(page(rating(rating="4", verb="edit"))).rating == 4
    for odd in (0, 6, True, "²", None, [3]):
        assert event(page(rating(rating=odd))).rating is None
    assert event(page(rating(rating=2, verb="remove"))).rating is None


def test_a_recommendation_that_names_no_story_is_named_by_its_author() -> None:
    assert event(page(rating(open_graph_story_id=None))).message_id == "rating_77"
    within = rating(open_graph_story_id=None, reviewer_id=None, reviewer={"id": "78", "name": "Ada"})
    assert event(page(within)).message_id == "rating_78"


def test_a_recommendation_of_nobody_we_know_is_still_one() -> None:
    nobody = rating(open_graph_story_id=None, reviewer_id=None)
    found = event(page(nobody))
    assert (found.surface, found.text, found.author) == (Surface.REVIEW, "Never again.", Author(name="Otto Klein"))
    assert event(page(nobody)).event_id == found.event_id
    nobody["value"]["verb"] = "remove"  # of what, is not told
    assert isinstance(one("facebook", PAGE, page(nobody)), Unreadable)


def test_the_words_of_a_recommendation_may_stand_in_the_field_of_a_message() -> None:
    assert event(page(rating(review_text=None, message="Never again"))).text == "Never again"


def test_a_comment_under_a_recommendation_is_a_comment() -> None:
    found = event(page(rating(item="comment", comment_id="660_5", message="Sorry", sender_id="88")))
    assert (found.surface, found.message_id, found.parent_id) == (Surface.COMMENT, "660_5", "660660660")


def test_a_comment_that_names_the_post_instead_hangs_from_the_same_recommendation() -> None:
    by_post = rating(item="comment", comment_id="660660660_5", open_graph_story_id=None, post_id="77_660660660")
    assert event(page(by_post)).parent_id == event(page(rating())).message_id


def test_what_the_page_announces_without_a_word_of_anybody_is_kept_and_counted() -> None:
    announced = {
        "item": "event",
        "verb": "add",
        "event_id": "5",
        "post_id": f"{PAGE}_5",
        "story": "An event was added.",
    }
    assert event(page({"field": "feed", "value": announced})).kind is EventKind.UNSUPPORTED
    said = event(page({"field": "feed", "value": {**announced, "message": "Come all"}}))
    assert (said.kind, said.surface) == (EventKind.CREATED, Surface.POST)


@pytest.mark.parametrize("value", [{"verb": "dance"}, {"item": "milestone-event"}, {"item": ["comment"], "verb": {}}])
def test_verbs_and_items_nobody_knows_are_kept_and_counted(value: dict[str, Any]) -> None:
    assert event(page(change(COMMENT, **value))).kind is EventKind.UNSUPPORTED


def test_fields_without_values_are_kept_and_counted() -> None:
    payload = {"object": "page", "entry": [{"id": PAGE, "time": 1, "changed_fields": ["feed", "ratings"]}]}
    found = parse("facebook", PAGE, payload)
    assert [each.kind for each in found if isinstance(each, InboundEvent)] == [EventKind.UNSUPPORTED] * 2


def test_a_comment_without_an_id_is_unreadable() -> None:
    assert isinstance(one("facebook", PAGE, page(change(None))), Unreadable)


def test_an_unread_item_is_kept_as_a_body_that_can_be_delivered_again() -> None:
    _, broken, _ = parse("facebook", PAGE, page(change(COMMENT), {"field": "feed", "value": 7}, change(SECOND)))
    assert isinstance(broken, Unreadable)
    assert broken.item == page({"field": "feed", "value": 7})


@pytest.mark.parametrize("verb", ["block", "mute", "unblock"])
def test_a_reel_of_ours_that_is_blocked_or_muted_is_told_to_the_operators(verb: str) -> None:
    found = event(page(change(None, item="reel", verb=verb, video_flag_reason="music", message=None)))
    assert (found.kind, found.details["reason"]) == (EventKind.ACCOUNT_WARNING, f"reel_{verb}: music")

"""Saved replies and views: the fakes and DynamoDB answer the same."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.adapters.dynamodb.saved_replies import DynamoDBSavedReplies
from shared.adapters.dynamodb.saved_views import DynamoDBSavedViews
from shared.domain.access.views import SavedView
from shared.domain.errors import ConflictError, InvalidCursorError, NotFoundError
from shared.domain.replies.saved import SavedReply
from shared.ports.saved import SavedReplyRepository, SavedViewRepository
from tests.fakes.saved import FakeSavedReplies, FakeSavedViews
from tests.fakes.stored import START
from tests.integration.table_on_moto import table_on_moto

pytestmark = pytest.mark.integration

LATE = SavedReply(
    id="late",
    brand="acme",
    title="Parcel late",
    texts={"fr": "Bonjour {customer}", "en": "Hello {customer}"},
    updated_at=START,
    updated_by="Sophie",
)


@pytest.fixture(params=["fake", "dynamodb"])
def both(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[SavedReplyRepository, SavedViewRepository]]:
    if request.param == "fake":
        yield FakeSavedReplies(), FakeSavedViews()
        return
    with table_on_moto(monkeypatch) as table:
        yield DynamoDBSavedReplies(table), DynamoDBSavedViews(table)


@pytest.fixture
def saved(both: tuple[SavedReplyRepository, SavedViewRepository]) -> SavedReplyRepository:
    return both[0]


@pytest.fixture
def views(both: tuple[SavedReplyRepository, SavedViewRepository]) -> SavedViewRepository:
    return both[1]


def test_saved_replies_of_a_brand_come_back_by_title(saved: SavedReplyRepository) -> None:
    for reply in (LATE, replace(LATE, id="a", title="address"), replace(LATE, brand="other")):
        saved.put(reply)

    assert [reply.id for reply in saved.of_brand("acme")] == ["a", "late"]
    assert saved.get("acme", "late") == LATE
    assert saved.get("acme", "none") is None


def test_a_new_text_keeps_the_uses(saved: SavedReplyRepository) -> None:
    saved.put(LATE)
    saved.count_use("acme", "late")
    saved.count_use("acme", "late")

    changed = saved.put(replace(LATE, title="Parcel", updated_by="Karim"))

    assert changed == replace(LATE, title="Parcel", updated_by="Karim", uses=2)
    assert saved.get("acme", "late") == changed


def test_a_deleted_reply_is_gone_and_counts_nothing(saved: SavedReplyRepository) -> None:
    saved.put(LATE)
    saved.count_use("acme", "late")

    saved.delete("acme", "late", by="Karim", at=START)

    assert saved.of_brand("acme") == ()
    assert saved.get("acme", "late") is None
    saved.count_use("acme", "late")
    with pytest.raises(NotFoundError):
        saved.delete("acme", "late", by="Karim", at=START + timedelta(hours=1))
    assert saved.put(LATE) == LATE  # written anew, it begins anew


def test_views_are_each_callers_own_and_replaced_as_a_whole(views: SavedViewRepository) -> None:
    mine = (SavedView(name="Experts", query="team=experts"), SavedView(name="All", query=""))
    views.put("sub-1", mine, START)
    views.put("sub-2", (), START)

    assert views.of("sub-1") == mine
    assert views.of("sub-2") == views.of("sub-3") == ()

    views.put("sub-1", mine[:1], START)
    assert views.of("sub-1") == mine[:1]


def test_a_reply_is_replaced_only_in_the_version_that_was_read(saved: SavedReplyRepository) -> None:
    saved.put(LATE)
    later = replace(LATE, title="Parcel", updated_at=START + timedelta(minutes=1))
    saved.count_use("acme", "late")

    assert saved.put(later, seen=LATE.updated_at).uses == 1
    with pytest.raises(ConflictError):
        saved.put(replace(later, title="Other"), seen=LATE.updated_at)
    saved.delete("acme", "late", by="Sophie", at=START + timedelta(minutes=2))
    with pytest.raises(ConflictError):
        saved.put(later, seen=later.updated_at)
    assert saved.get("acme", "late") is None


def test_who_changed_what_is_told_with_how_it_read_before_the_newest_first(saved: SavedReplyRepository) -> None:
    minute = timedelta(minutes=1)
    by_marc = {"updated_by": "Marc", "updated_by_id": "sub-marc"}
    first = saved.put(replace(LATE, updated_by_id="sub-sophie"))
    second = saved.put(replace(LATE, title="Parcel", updated_at=START + minute, **by_marc))
    saved.put(replace(LATE, brand="other"))
    saved.delete("acme", "late", by="Nora", by_id="sub-nora", at=START + 2 * minute)
    third = saved.put(replace(LATE, updated_at=START + 3 * minute))

    told = saved.changes("acme", limit=10)

    assert [(each.act, each.by, each.by_id, each.at, each.title, each.before) for each in told.items] == [
        ("added", "Sophie", None, third.updated_at, "Parcel late", None),
        ("deleted", "Nora", "sub-nora", START + 2 * minute, "Parcel", second),
        ("replaced", "Marc", "sub-marc", START + minute, "Parcel", first),
        ("added", "Sophie", "sub-sophie", START, "Parcel late", None),
    ]
    page, pages = saved.changes("acme", limit=3), 1
    found = list(page.items)
    while page.cursor is not None:
        page, pages = saved.changes("acme", limit=3, cursor=page.cursor), pages + 1
        found += page.items
    assert (found, pages) == (list(told.items), 2)
    of_another_brand = saved.changes("acme", limit=1).cursor
    for cursor in ("0", "made up", of_another_brand):
        with pytest.raises(InvalidCursorError):
            saved.changes("other", limit=3, cursor=cursor)


def test_a_saved_reply_that_others_write_meanwhile_is_replaced_with_what_they_wrote_noted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with table_on_moto(monkeypatch) as table:
        saved = DynamoDBSavedReplies(table)
        saved.put(LATE)
        read, others = saved.get, [replace(LATE, title="Theirs", updated_at=START + timedelta(minutes=1))]

        def read_and_others_write(brand_id: str, reply_id: str) -> SavedReply | None:
            found = read(brand_id, reply_id)
            if others:
                DynamoDBSavedReplies(table).put(others.pop())
            return found

        monkeypatch.setattr(saved, "get", read_and_others_write)
        saved.put(replace(LATE, title="Mine", updated_at=START + timedelta(minutes=2)))

        changes = saved.changes("acme", limit=10).items
        assert [each.before and each.before.title for each in changes] == ["Theirs", "Parcel late", None]

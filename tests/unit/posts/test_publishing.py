"""A post of our own is published once for its key, whatever dies and however often somebody asks."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.respond.posts import PublishPost
from shared.domain.channels.sending import SendResult
from shared.domain.errors import ConflictError
from shared.domain.outbox.public_post import PostState, PublicPost
from shared.domain.outbox.record import OutboxStatus
from shared.domain.vocabulary import SendClass
from tests.fakes.brands import acme
from tests.fakes.mortal import Killed, Mortal
from tests.fakes.outbox import FakeAccountStates, FakeGateways, FakePlatform, FakePublicPosts
from tests.fakes.stored import FixedClock

BEGAN = datetime(2026, 3, 2, 20, 5, tzinfo=UTC)
LOST = SendResult(outcome=SendClass.UNKNOWN, error="timeout")


@dataclass
class Scene:
    platform: FakePlatform = field(default_factory=FakePlatform)
    posts: FakePublicPosts = field(default_factory=FakePublicPosts)
    accounts: FakeAccountStates = field(default_factory=FakeAccountStates)
    clock: FixedClock = field(default_factory=lambda: FixedClock(BEGAN))

    def __post_init__(self) -> None:
        account = acme().accounts[0]
        self.posts.save(
            PublicPost(
                group="incident/1",
                key="1#facebook",
                brand="acme",
                requested_by="Ana",
                channel=account.channel,
                account_id=account.id,
                status=OutboxStatus.WAITING,
                text="The network is down.",
                created_at=BEGAN,
                claimed_at=BEGAN,
            )
        )

    def publish(self, **ports: Any) -> PublicPost:
        made = {"posts": self.posts, "accounts": self.accounts, "clock": self.clock}
        publish = PublishPost(**{**made, "gateways": FakeGateways(self.platform), **ports})
        return publish(acme(), self.post)

    @property
    def post(self) -> PublicPost:
        found = self.posts.get("incident/1", "1#facebook")
        assert found is not None
        return found

    def until_ended(self) -> None:
        for _ in range(60):
            self.clock.at += timedelta(minutes=1)
            self.publish()


def test_it_is_published_once_however_often_somebody_asks():
    scene = Scene()
    for _ in range(5):
        assert scene.publish().state is PostState.PUBLISHED
    assert len(scene.platform.own_posts) == 1


def test_a_lost_answer_is_looked_up():
    scene = Scene(FakePlatform([LOST]))
    assert scene.publish().state is PostState.PUBLISHING
    scene.until_ended()
    assert scene.post.state is PostState.PUBLISHED
    assert (len(scene.platform.own_posts), scene.platform.calls) == (1, 1)


def test_what_surely_never_arrived_is_published_again():
    scene = Scene(FakePlatform([replace(LOST, error="lost")]))
    scene.publish()
    scene.until_ended()
    assert (scene.post.state, len(scene.platform.own_posts)) == (PostState.PUBLISHED, 1)


def test_where_nothing_can_be_read_a_person_has_to_look():
    scene = Scene(FakePlatform([LOST], readable=False))
    scene.publish()
    scene.until_ended()
    assert (scene.post.state, len(scene.platform.own_posts)) == (PostState.UNCONFIRMED, 1)
    assert scene.platform.calls == 1


def test_a_refusal_is_told_with_its_reason():
    scene = Scene(FakePlatform([SendResult(outcome=SendClass.PERMANENT, error="meta_506")]))
    assert (scene.publish().state, scene.post.error) == (PostState.FAILED, "meta_506")


def test_a_paused_account_waits():
    scene = Scene()
    account = acme().accounts[0]
    scene.accounts.pause(account.channel, account.id, BEGAN + timedelta(minutes=10))
    assert scene.publish().state is PostState.PUBLISHING
    assert scene.platform.calls == 0
    scene.until_ended()
    assert scene.post.state is PostState.PUBLISHED


def test_a_post_is_pinned_where_it_was_asked_for():
    scene = Scene()
    scene.posts.save(replace(scene.post, pin=True))
    assert scene.publish().pinned_at == BEGAN
    assert scene.platform.pins == ["facebook-own-1"]
    scene.publish()
    assert len(scene.platform.pins) == 1


def test_an_account_that_is_no_longer_in_the_brand_file_fails():
    scene = Scene()
    scene.posts.save(replace(scene.post, account_id="gone"))
    assert (scene.publish().state, scene.post.error) == (PostState.FAILED, "no_account")


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(1, 7))
def test_never_twice_in_public_whatever_dies(at: int, after: bool):
    scene, counter = Scene(), [0]
    scene.posts.save(replace(scene.post, pin=True))
    mortal = {name: Mortal(getattr(scene, name), counter, at, after=after) for name in ("posts", "accounts")}
    platform: Any = Mortal(scene.platform, counter, at, after=after)

    class OneGateway(FakeGateways):
        def __call__(self, account: Any, *, fresh: bool = False) -> Any:
            return platform

    died = False
    try:
        scene.publish(**mortal, gateways=OneGateway())
    except Killed:
        died = True
    assert died is (at <= counter[0])
    scene.until_ended()
    assert (scene.post.state, len(scene.platform.own_posts)) == (PostState.PUBLISHED, 1)
    assert scene.post.ended


def test_two_workers_publish_it_once():
    scene = Scene()
    stale = scene.post
    scene.publish()
    publish = PublishPost(
        posts=scene.posts, accounts=scene.accounts, clock=scene.clock, gateways=FakeGateways(scene.platform)
    )
    assert publish(acme(), stale).state is PostState.PUBLISHED
    assert len(scene.platform.own_posts) == 1


def test_the_store_refuses_a_post_that_somebody_wrote_meanwhile():
    scene = Scene()
    old = scene.post
    scene.publish()
    with pytest.raises(ConflictError):
        scene.posts.save(old)

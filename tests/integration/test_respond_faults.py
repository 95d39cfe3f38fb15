"""Every call that respond makes, to AWS and over HTTP, fails once, in every way: at most one post, and in the end one.

The walk counts the calls of one undisturbed run, then repeats it for another customer as often, and each time another
call fails: before it reached the service, after it did (the answer is lost), or with the function killed at that
point. Recovery is what happens anyway: the sweep asks again, minute after minute.
"""

from collections.abc import Iterator

import pytest

from tests.integration.keeping_platform import WAYS, KeepingPlatform
from tests.integration.respond_scene import Scene, respond_scene

pytestmark = pytest.mark.integration


def run(platform: KeepingPlatform, number: int, wanted: int) -> str:
    """One customer asks under a post of their own; call number ``wanted`` of the first run fails."""
    scene, ticket_id, message_id = platform.scene, f"T-{number}", f"m{number}"
    scene.stored(
        id=ticket_id,
        author_id=f"7{number:03d}",
        conversation_id=f"post{number}:7{number:03d}",
        opening_message_id=message_id,
        last_message_id=message_id,
    )
    platform.fails_once(wanted, lambda: scene.run(ticket_id))
    for _ in range(8):
        scene.clock.pass_time(minutes=1)
        if scene.ticket_of(ticket_id).acknowledge_at is not None:
            scene.run(ticket_id)
    return ticket_id


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    with respond_scene(monkeypatch) as scene:
        yield scene


@pytest.mark.parametrize("way", WAYS)
def test_whichever_call_fails_the_customer_is_told_once(scene: Scene, way: str) -> None:
    platform = KeepingPlatform(scene, *WAYS[way])
    run(platform, 0, wanted=0)
    calls = list(platform.made)
    assert {"PutItem", "GetItem", "Query", "UpdateItem", "GetSecretValue", "http POST"} <= set(calls)

    for wanted in range(1, len(calls) + 1):
        ticket_id = run(platform, wanted, wanted)
        said = f"call {wanted}, {calls[wanted - 1]}, {way}"
        assert len(platform.posts[f"m{wanted}"]) == 1, said
        ticket = scene.ticket_of(ticket_id)
        assert (ticket.acknowledged_at is not None, ticket.acknowledge_at) == (True, None), said
        trail = scene.history(ticket_id)
        assert [what for what in trail if what != "acknowledgement_unconfirmed"] == ["acknowledged"], said

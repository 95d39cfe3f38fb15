"""What the command line expects of a body is what ingest makes of it: otherwise the count would mean nothing."""

from datetime import UTC, datetime

from cli.traffic.delivered import items
from local import signing
from local.traffic import accounts, bodies
from local.traffic.deliveries import deliveries
from local.traffic.messages import messages
from local.traffic.run import Run
from shared.domain.brand.model import Account
from tests.fakes.brands import FakeBrands
from tests.fakes.inbound import FakeSecrets, brand_with
from tests.fakes.stored import FixedClock
from tests.unit.ingest.fakes import Fakes

NOW = datetime(2026, 7, 31, 12, 13, 20, tzinfo=UTC)
SECRET = {
    "app_secret": ["meta"], "client_secret": ["x"], "secret_token": ["telegram"], "channel_secret": ["line"],
    "auth_token": ["viber"], "signing_secret": ["whsec_Zm9ydW0="],
}  # fmt: skip
BRAND = brand_with(
    "acme",
    *(
        Account(channel=channel, id=account, handle=accounts.HANDLE, secret="all")
        for channel, account in (
            ("facebook", accounts.PAGE),
            ("messenger", accounts.PAGE),
            ("instagram", accounts.INSTAGRAM),
            ("x", accounts.X),
            *bodies.ACCOUNTS.items(),
        )
    ),
)


def test_every_item_of_the_story_is_queued_or_quarantined_under_the_id_that_is_looked_up():
    fakes = Fakes(FakeBrands.of(BRAND), FakeSecrets({"all": SECRET}), clock=FixedClock(NOW))
    expected: set[str] = set()
    for delivery in deliveries(Run("test"), messages()):
        if delivery.forged:
            continue
        body = delivery.build(NOW)
        answer = fakes.post(delivery.channel, body, signing.headers(delivery.channel, body, SECRET, now=NOW))
        assert answer.status == 200, delivery.what
        expected |= {item.id for item in items(delivery.channel, [BRAND], body, NOW)}
    assert expected == {*fakes.queue.events, *fakes.quarantine.kept}
    assert fakes.quarantine.reasons == ["malformed_item", "not_json", "unknown_account"]

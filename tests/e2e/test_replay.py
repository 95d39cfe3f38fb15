"""Recordings of every platform that delivers, replayed against the deployed stack by the command for it."""

import base64
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from local.state import ROOT
from local.traffic.elsewhere import elsewhere
from local.traffic.identities import Identities
from local.traffic.messages import Part
from local.traffic.polled import LISTS
from local.traffic.run import Run
from shared import channels
from tests.e2e.deployed import DeployedStack, fresh
from tests.e2e.test_channels import WAYS

pytestmark = pytest.mark.e2e


def _announced(now: datetime) -> dict[str, object]:
    """Google tells the name of a review, through Pub/Sub."""
    location = LISTS["google_business"].account
    told = {"type": "NEW_REVIEW", "location": location, "review": f"{location}/reviews/{fresh()}"}
    data = base64.b64encode(json.dumps(told).encode()).decode()
    message = {"data": data, "messageId": fresh(), "publishTime": now.isoformat(), "attributes": {}}
    return {"message": message, "subscription": "projects/p/subscriptions/s"}


def test_what_was_recorded_of_every_platform_is_replayed_and_each_item_has_one_outcome(
    by_day: DeployedStack, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    made = [(channel, json.dumps(make(f"49{fresh()[-10:]}", fresh())[0])) for channel, make, _ in WAYS.values()]
    changes = [
        (extra.channel, extra.build(now).decode()) for extra in elsewhere(Identities(Run.starting(now)), Part.DAY)
    ]
    delivered = [each for each in made + changes if each[0] in channels.WEBHOOK_CHANNELS]
    for number, (channel, body) in enumerate(delivered):
        record = json.dumps({"channel": channel, "body": body})
        (tmp_path / f"{number:03}-{channel}.json").write_text(record, encoding="utf-8")

    stack = str(ROOT / ".local" / "e2e" / "stack.json")
    command = [sys.executable, "-m", "cli.main", "replay", str(tmp_path), "--json", "--expect", "--stack", stack]
    done = subprocess.run(  # noqa: S603  our own command
        [*command, "--timeout", "180"], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )

    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    rows = json.loads(done.stdout)
    assert {row["channel"] for row in rows} == set(channels.WEBHOOK_CHANNELS)
    assert all(row["outcome"] for row in rows)

"""The demo itself, against the deployed stack with the functions' permissions enforced."""

import re
import subprocess
import sys

import pytest

from local.state import ROOT

pytestmark = pytest.mark.e2e


def test_the_demo_ends_well_and_shows_what_became_of_everything(deployed):
    stack = str(ROOT / ".local" / "e2e" / "stack.json")
    command = [sys.executable, "-m", "cli.main", "demo", "--short", "--stack", stack]
    done = subprocess.run(  # noqa: S603  our own command
        command, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False
    )
    deployed.hours = None  # other hours are in force than this suite believes
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
    for words in (
        "Deliveries and items, by outcome",
        "The 5 most urgent tickets",
        "acknowledgements reached the platforms",
        "Tickets without an acknowledgement, and why",
        "escalations",
        "The outage, told once in public",
        "got one line that leads to the update",
        "3 thank-yous in public, after an answer in private",
        "Listening",
        "When customers write",
        "Webhook to stored ticket: median",
        "has exactly one outcome",
        "nightdesk status --watch",
    ):
        assert words in done.stdout, words
    counted = re.search(
        r"(\d+) tickets of \d+ customers: (\d+) got one line .*?"
        r"(\d+) were told that it is over, (\d+) needed no word, (\d+) could not be told",
        done.stdout,
        re.DOTALL,
    )
    assert counted is not None
    tickets, pointed, told, needed_none, out_of_reach = map(int, counted.groups())
    assert min(tickets, pointed, told) > 0, counted[0]
    assert told + needed_none + out_of_reach == tickets, "each ticket of the outage came to its end"

"""The page for operators says what each source costs."""

from pathlib import Path

import pytest

from benchmarks.polling import dollars_a_month, polls_a_month
from shared import channels

PAGE = Path(__file__).parents[3] / "docs" / "operations.md"
SOURCES = [(channel, terms) for channel in channels.POLLED_CHANNELS for terms in channels.load_policy(channel).sources]


@pytest.mark.parametrize(("channel", "terms"), SOURCES, ids=lambda value: getattr(value, "name", value))
def test_the_operations_page_has_the_cost_of_every_source(channel: str, terms) -> None:
    minutes = int(terms.interval.total_seconds() // 60)
    platform = f"{terms.dollars_per_thousand:.2f} for 1,000" if terms.dollars_per_thousand else "nothing"
    default = "yes" if terms.by_default else "no"
    figures = f"{polls_a_month(terms):,} | {dollars_a_month(terms):.2f}"
    row = f"| `{channel}` | `{terms.name}` | {minutes} | {default} | {figures} | {platform} |"
    assert row in PAGE.read_text(encoding="utf-8"), row


def test_every_channel_that_is_asked_lists_the_sources_that_it_makes() -> None:
    import httpx  # noqa: PLC0415  for this test alone

    with httpx.Client() as http:
        for channel in channels.POLLED_CHANNELS:
            made = channels.load_sources(channel)(http=http, base_url=None, tokens=("t",))
            assert set(made) == {terms.name for terms in channels.load_policy(channel).sources}

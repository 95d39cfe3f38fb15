"""The simulated services by which people are told: one function each, from a request to its answer."""

from collections.abc import Mapping

from local.simulator.platforms import Platform
from local.simulator.targets import opsgenie, pagerduty, slack, teams, zendesk

TARGETS: Mapping[str, Platform] = {
    "slack": slack.answer,
    "teams": teams.answer,
    "pagerduty": pagerduty.answer,
    "opsgenie": opsgenie.answer,
    "zendesk": zendesk.answer,
}
"""By type of target: the first segment of every path."""

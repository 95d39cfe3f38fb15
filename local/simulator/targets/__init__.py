"""The simulated services by which people are told: one function each, from a request to its answer."""

from collections.abc import Mapping

from local.simulator.platforms import Platform
from local.simulator.targets import mail, opsgenie, pagerduty, slack, sms, teams, zendesk

TARGETS: Mapping[str, Platform] = {
    "slack": slack.answer,
    "teams": teams.answer,
    "pagerduty": pagerduty.answer,
    "opsgenie": opsgenie.answer,
    "zendesk": zendesk.answer,
    "mail": mail.answer,
    "sms": sms.answer,
}
"""By type of target: the first segment of every path."""

"""The simulated services by which people are told: one function each, from a request to its answer."""

from collections.abc import Mapping

from local.simulator.platforms import Platform
from local.simulator.targets import slack

TARGETS: Mapping[str, Platform] = {"slack": slack.answer}
"""By type of target: the first segment of every path."""

"""The simulated platforms: one function each, from a request to its answer."""

from collections.abc import Callable, Mapping

from local.simulator.exchange import Answer, Request
from local.simulator.platforms import graph, linkedin, signed, telegram, threads, tiktok, whatsapp, x
from local.simulator.world import World

Platform = Callable[[Request, World], Answer]

PLATFORMS: Mapping[str, Platform] = {
    "facebook": graph.facebook,
    "messenger": graph.messenger,
    "instagram": graph.instagram,
    "x": x.answer,
    "whatsapp": whatsapp.answer,
    "linkedin": linkedin.answer,
    "telegram": telegram.answer,
    "threads": threads.answer,
    "tiktok": tiktok.answer,
    "webhook": signed.answer,
}
"""By channel: the first segment of every path."""

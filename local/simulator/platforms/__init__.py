"""The simulated platforms: one function each, from a request to its answer."""

from collections.abc import Callable, Mapping

from local.simulator.exchange import Answer, Request
from local.simulator.platforms import (
    app_store,
    bluesky,
    google_business,
    google_play,
    graph,
    line,
    linkedin,
    mastodon,
    reddit,
    signed,
    telegram,
    threads,
    tiktok,
    trustpilot,
    viber,
    whatsapp,
    x,
    youtube,
)
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
    "bluesky": bluesky.answer,
    "mastodon": mastodon.answer,
    "youtube": youtube.answer,
    "reddit": reddit.answer,
    "google_business": google_business.answer,
    "google_play": google_play.answer,
    "app_store": app_store.answer,
    "trustpilot": trustpilot.answer,
    "line": line.answer,
    "viber": viber.answer,
}
"""By channel: the first segment of every path."""

"""Addresses of posts as people paste them: which are the same, and which message each leads to.

A browser, an app and a platform's API write the address of one post in different ways: another host, the name of who
reads, what a share button adds. What identifies a post is a part of the path and few parameters.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

MAX_IDS = 6  # that one address may stand for
_OTHER_NAMES = {"twitter.com": "x.com", "fb.com": "facebook.com", "threads.com": "threads.net"}
_PREFIXES = ("www.", "m.", "mobile.", "old.", "new.", "web.", "mbasic.", "touch.")
_IDENTIFIES = frozenset({"comment_id", "reply_comment_id", "story_fbid", "fbid", "id", "v", "lc", "reviewId"})
_ACTIVITY = re.compile(r"activity[:-]([0-9]{10,25})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Link:
    """``host`` is one name of the platform, ``parts`` and ``query`` are what identifies the post there."""

    host: str
    parts: tuple[str, ...]
    query: tuple[tuple[str, str], ...]

    @property
    def values(self) -> Mapping[str, str]:
        return dict(self.query)


@lru_cache(maxsize=64)
def link_of(text: str | None) -> Link | None:
    """``None`` for what is no address."""
    written = (text or "").strip()
    if " " in written or not re.match(r"(?i)https?://|[a-z0-9.-]+\.[a-z]{2,}/", written):
        return None
    try:
        split = urlsplit(written if "://" in written else f"https://{written}")
        host = (split.hostname or "").removesuffix(".")
        given = parse_qsl(split.query, max_num_fields=50)
    except ValueError:
        return None
    for prefix in _PREFIXES:
        host = host.removeprefix(prefix)
    host = _OTHER_NAMES.get(host, host)
    parts = tuple(unquote(part) for part in split.path.split("/") if part)
    if not host or not (parts or given):
        return None
    query = {name: value for name, value in given if name in _IDENTIFIES}
    if host == "youtu.be":
        host, parts, query = "youtube.com", ("watch",), {"v": parts[0], **query} if parts else query
    return Link(host, _SHORTER.get(host, tuple)(parts), tuple(sorted(query.items())))


def is_same_post(one: str | None, other: str | None) -> bool:
    known = link_of(one)
    return known is not None and known == link_of(other)


def message_ids(text: str, channel: str, account_id: str) -> tuple[str, ...]:
    """What a platform may call the message that somebody names by its id or by its address: a few ids at most."""
    link = link_of(text)
    known, ids = _MESSAGES.get("" if link is None else link.host, (channel, None))
    if link is None or ids is None:
        return (text,)
    return tuple(dict.fromkeys(filter(None, ids(link, account_id))))[:MAX_IDS] if known == channel else ()


# --- what identifies a post ----------------------------------------------------------------------------------------


def _from(*words: str) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    """The word and what follows it: whose post it is said to be does not matter. Two parts, no pictures of it."""

    def shorter(parts: tuple[str, ...]) -> tuple[str, ...]:
        at = next((place for place, part in enumerate(parts) if part in words), None)
        return parts if at is None else (words[0], *parts[at + 1 : at + 2])

    return shorter


def _instagram(parts: tuple[str, ...]) -> tuple[str, ...]:
    post = _from("p", "reel", "reels", "tv")(parts)
    return (*post, *_from("c")(parts)) if "c" in parts[1:] else post


def _reddit(parts: tuple[str, ...]) -> tuple[str, ...]:
    """``comments/<post>/<words of its title>/<comment>``"""
    if "comments" not in parts:
        return parts
    after = parts[parts.index("comments") + 1 :]
    return ("comments", *after[:1], *after[2:3])


def _linkedin(parts: tuple[str, ...]) -> tuple[str, ...]:
    activity = _ACTIVITY.search("/".join(parts))
    return parts if activity is None else ("feed", "update", f"urn:li:activity:{activity[1]}")


_SHORTER: Mapping[str, Callable[[tuple[str, ...]], tuple[str, ...]]] = {
    "x.com": _from("status", "statuses"),
    "bsky.app": _from("post"),
    "threads.net": _from("post"),
    "instagram.com": _instagram,
    "reddit.com": _reddit,
    "linkedin.com": _linkedin,
    "trustpilot.com": _from("reviews"),
}


# --- what a platform calls the message -----------------------------------------------------------------------------


def _last(link: Link, _account_id: str) -> Iterator[str]:
    yield from link.parts[-1:]


def _facebook(link: Link, account_id: str) -> Iterator[str]:
    """A comment is called ``<post>_<comment>``, a post ``<page>_<post>``."""
    values = link.values
    posts = [values.get("story_fbid") or values.get("fbid") or "", *reversed(link.parts)]
    post = next((part for part in posts if part.isdigit()), "")
    comment = values.get("reply_comment_id") or values.get("comment_id")
    if comment is not None:
        yield comment if "_" in comment else f"{post}_{comment}"
        yield comment
    elif post:
        yield f"{account_id}_{post}"
        yield post


def _reddit_names(link: Link, _account_id: str) -> Iterator[str]:
    match link.parts:
        case [_, post]:
            yield f"t3_{post}"
        case [_, _, comment, *_]:
            yield f"t1_{comment}"


def _value(name: str) -> Callable[[Link, str], Iterator[str]]:
    def ids(link: Link, _account_id: str) -> Iterator[str]:
        yield link.values.get(name, "")

    return ids


_MESSAGES: Mapping[str, tuple[str, Callable[[Link, str], Iterator[str]] | None]] = {
    "x.com": ("x", _last),
    "facebook.com": ("facebook", _facebook),
    "instagram.com": ("instagram", _last),
    "youtube.com": ("youtube", _value("lc")),
    "reddit.com": ("reddit", _reddit_names),
    "linkedin.com": ("linkedin", _last),
    "trustpilot.com": ("trustpilot", _last),
    "play.google.com": ("google_play", _value("reviewId")),
}

"""The section ``proposals`` of a brand file."""

from datetime import time
from pathlib import Path
from typing import Any

import pytest

from shared.brand import load, read
from shared.brand.proposals import problems
from shared.channels import CHANNELS, load_policy
from shared.domain.brand.model import Brand
from shared.domain.errors import InvalidBrandError
from shared.domain.proposals.policy import PostKind
from shared.domain.vocabulary import Category

TIP = {
    "name": "tip",
    "kind": "tip",
    "days": ["tuesday"],
    "at": "10:30",
    "accounts": ["facebook/100100100100100"],
    "language": "fr",
    "text": "{title} : {url} {hashtag}",
}


def acme(section: Any) -> Brand:
    document = {**read(Path("brands/acme.yaml").read_bytes()), "proposals": section}
    return load(document, "acme", 1)


def test_a_brand_that_says_nothing_proposes_nothing() -> None:
    assert not acme(None).proposals.any
    assert not acme({}).proposals.any


def test_it_is_read() -> None:
    found = acme(
        {
            "thanks": {"texts": {"fr": "Merci !", "en": "Thanks!"}, "automatic": True},
            "likes": {"enabled": True, "automatic_from": 97, "per_hour": 5},
            "openings": {"texts": {"fr": "Bonjour", "en": "Hello"}, "per_day": 3, "team": "engagement"},
            "posts": [TIP],
        }
    ).proposals
    assert (found.thanks_automatic, found.likes_automatic_from, found.likes_per_hour) == (True, 97, 5)
    assert (found.openings_per_day, found.openings_team) == (3, "engagement")
    (post,) = found.posts
    assert (post.kind, post.days, post.at) == (PostKind.TIP, frozenset({1}), time(10, 30))


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ({"thanks": {"texts": {"fr": "Merci {who} !", "en": "Thanks"}}}, "unknown placeholder"),
        ({"thanks": {"texts": {"fr": "Merci !"}}}, "there is no text in 'en'"),
        ({"likes": {"enabled": True, "automatic_from": 80}}, "not between 95 and 100"),
        ({"openings": {"texts": {"fr": "a", "en": "b"}, "team": "nobody"}}, "is not one of the teams"),
        ({"posts": [{**TIP, "at": "25:00"}]}, "expected a time"),
        ({"posts": [{**TIP, "days": ["someday"]}]}, "is not a day"),
        ({"posts": [{**TIP, "accounts": ["facebook/1"]}]}, "is not the channel and id"),
        ({"posts": [{**TIP, "kind": "duty_team"}]}, "is not the name of a rotation"),
        ({"posts": [TIP, TIP]}, "used twice"),
        ({"posts": [{**TIP, "language": "de"}]}, "is not a language"),
        ({"likes": {"often": True}}, "unknown field"),
    ],
    ids=["placeholder", "language", "confidence", "team", "time", "day", "account", "rotation", "twice", "de", "field"],
)
def test_what_is_wrong_is_said_with_its_place(section: Any, said: str) -> None:
    with pytest.raises(InvalidBrandError) as error:
        acme(section)
    assert any(said in problem and problem.startswith("proposals") for problem in error.value.problems)


def test_what_is_proposed_to_be_hidden_is_spam_and_abuse_and_a_rule_hides_sure_spam_only() -> None:
    proposed = acme({"hides": {}}).proposals
    assert (proposed.hides, proposed.hides_automatic_from) == ({Category.SPAM, Category.ABUSE}, None)

    ruled = acme(
        {"hides": {"categories": ["spam"], "automatic": ["spam"], "automatic_from": 98, "per_hour": 9}}
    ).proposals
    assert (ruled.hides, ruled.hides_automatic_from, ruled.hides_per_hour) == ({Category.SPAM}, 98, 9)
    assert acme({"hides": {"automatic": ["spam"]}}).proposals.hides_automatic_from == 97


@pytest.mark.parametrize(
    ("hides", "said"),
    [
        ({"sentiment": "negative"}, "nothing is hidden by sentiment: criticism is never hidden"),
        ({"words": ["scam"]}, "nothing is hidden by words: criticism is never hidden"),
        ({"rating": 1}, "nothing is hidden by rating: criticism is never hidden"),
        ({"authors": ["mia"]}, "nothing is hidden by authors: criticism is never hidden"),
        ({"categories": ["complaint"]}, "complaint is never hidden: criticism is never hidden"),
        ({"automatic": ["abuse"]}, "abuse is never hidden without a person, only sure spam is"),
        ({"automatic": ["complaint"]}, "criticism is never hidden, only spam and abuse are"),
        ({"automatic": ["spam"], "automatic_from": 80}, "not between 95 and 100"),
    ],
    ids=str,
)
def test_a_rule_that_would_hide_criticism_is_refused_with_the_reason(hides: Any, said: str) -> None:
    with pytest.raises(InvalidBrandError) as error:
        acme({"hides": hides})
    assert any(said in problem and problem.startswith("proposals.hides") for problem in error.value.problems)


def test_texts_that_do_not_fit_or_cannot_be_posted_are_found_before_a_push() -> None:
    policies = {channel: load_policy(channel) for channel in CHANNELS}
    brand = acme(
        {
            "thanks": {"texts": {"fr": "m" * 300, "en": "Call 06 12 34 56 78"}},
            "posts": [{**TIP, "accounts": ["messenger/100100100100100"]}],
        }
    )
    found = list(problems(brand, policies))
    assert any("300 long" in each for each in found)
    assert any("personal data" in each for each in found)
    assert any("nothing can be posted on messenger" in each for each in found)


def test_a_post_that_has_no_place_or_may_be_too_long_is_found_before_a_push() -> None:
    policies = {channel: load_policy(channel) for channel in CHANNELS}
    plan = {**TIP, "accounts": ["telegram/7000000001", "x/3000000001"], "text": "m" * 260 + " {title} {url}"}
    found = list(problems(acme({"posts": [plan]}), policies))
    assert any("telegram does not say where it posts" in each for each in found)
    assert any("X takes 280" in each and "may be" in each for each in found)

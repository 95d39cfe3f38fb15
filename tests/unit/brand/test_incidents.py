"""The section ``incidents`` of a brand file: what is wrong is said with its place."""

from datetime import time
from typing import Any

import pytest

from shared.brand import load
from shared.brand.incidents import problems
from shared.channels import CHANNELS, load_policy
from shared.domain.brand.model import Brand
from shared.domain.errors import InvalidBrandError
from tests.unit.acknowledgement.scenes import DOCUMENT

POLICIES = {channel: load_policy(channel) for channel in CHANNELS}
BOTH = {"fr": "Panne connue (automatique)", "en": "Known outage (automatic)"}


def loaded(**section: Any) -> Brand:
    return load({**DOCUMENT, "incidents": section}, "acme", 1)


def test_a_brand_that_says_nothing_tells_nobody():
    policy = load(DOCUMENT, "acme", 1).incidents
    assert (policy.public_updates, policy.pointers, policy.follow_ups) == ({}, {}, {})
    assert policy.quiet_hours == (time(22), time(8))


def test_quiet_hours_may_be_none():
    assert loaded(quiet_hours="none").incidents.quiet_hours is None
    assert loaded(quiet_hours="23:30-07:15").incidents.quiet_hours == (time(23, 30), time(7, 15))


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ({"quiet_hours": "24:00-08:00"}, "incidents.quiet_hours: write it as 22:00-08:00, or none"),
        ({"follow_up": {"fr": "Fini"}}, "incidents.follow_up: there is no text in 'en'"),
        ({"follow_up": {**BOTH, "de": "Ende"}}, "incidents.follow_up.de: 'de' is not a language of this brand"),
        ({"follow_up": {**BOTH, "fr": "{name}"}}, "unknown placeholder {name}"),
        ({"public_updates": {"opened": {**BOTH, "fr": "{link}"}}}, "unknown placeholder {link}"),
        ({"pointer": BOTH, "pointer_without_link": BOTH}, "incidents.pointer.fr: has no {link}"),
        ({"pointer": {"fr": "{link}", "en": "{link}"}}, "needs pointer_without_link too"),
    ],
    ids=["hours", "missing", "language", "name", "link", "no link", "without"],
)
def test_a_mistake_is_named_with_its_place(section: dict[str, Any], said: str):
    with pytest.raises(InvalidBrandError, match=said.replace("{", "\\{").replace("}", "\\}")):
        loaded(**section)


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ({"public_updates": {"opened": {"fr": "x" * 281, "en": "Outage"}}}, "X takes 280"),
        ({"public_updates": {"opened": {"fr": "{title}" * 3, "en": "Outage"}}}, "filled in it is up to 300 long"),
        ({"public_updates": {"opened": {"fr": "06 12 34 56 78", "en": "Outage"}}}, "holds personal data (phone)"),
        ({"follow_up": {"fr": "Fini", "en": "Over (automatic)"}}, "follow_up.fr: does not say that it is automatic"),
    ],
    ids=["long", "filled in", "personal", "automatic"],
)
def test_a_text_that_does_not_fit_is_named(section: dict[str, Any], said: str):
    assert any(said in problem for problem in problems(loaded(**section), POLICIES))


def test_texts_that_fit_are_in_order():
    assert list(problems(loaded(follow_up=BOTH, public_updates={"opened": BOTH}), POLICIES)) == []

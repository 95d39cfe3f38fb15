"""The section ``satisfaction`` of a brand file: what is wrong is said with its place."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.brand import load
from shared.brand.satisfaction import problems
from shared.channels import CHANNELS, load_policy
from shared.domain.brand.model import Brand
from shared.domain.errors import InvalidBrandError
from tests.unit.acknowledgement.scenes import DOCUMENT

POLICIES = {channel: load_policy(channel) for channel in CHANNELS}
SECTION: dict[str, Any] = {
    "enabled": True,
    "questions": {"fr": "De 1 à 5 ?", "en": "{brand}: from 1 to 5?"},
    "thanks": {"fr": "Merci !", "en": "Thanks!"},
    "apologies": {"fr": "Désolés.", "en": "Sorry."},
}


def loaded(**changes: Any) -> Brand:
    return load({**DOCUMENT, "satisfaction": {**SECTION, **changes}}, "acme", 1)


def test_what_the_file_leaves_out_has_a_default() -> None:
    policy = loaded().satisfaction
    assert (policy.ask_after, policy.bad_from, policy.alert_targets) == (timedelta(hours=2), 2, ())
    assert policy.answer_to(2) == SECTION["apologies"]
    assert policy.answer_to(3) == SECTION["thanks"]


def test_a_brand_without_the_section_asks_nobody() -> None:
    assert load(DOCUMENT, "acme", 1).satisfaction.enabled is False


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"questions": {"fr": "De 1 à 5 ?"}}, "satisfaction.questions: there is no text in 'en'"),
        ({"thanks": {**SECTION["thanks"], "de": "Danke"}}, "satisfaction.thanks.de: 'de' is not a language"),
        ({"questions": {"fr": "Alors ?", "en": "1 to 5?"}}, "satisfaction.questions.fr: does not name the scale"),
        ({"questions": {"fr": "De 1 à 5 {ici", "en": "1 to 5?"}}, "satisfaction.questions.fr: has a brace"),
        ({"thanks": {"fr": "Merci {nom}", "en": "Thanks"}}, "satisfaction.thanks.fr: unknown placeholder {nom}"),
        ({"questions": {"fr": "1 à 5 " + "a" * 500, "en": "1 to 5?"}}, "satisfaction.questions.fr: has 506 characters"),
        ({"ask_after": "4d"}, "satisfaction.ask_after: must be from 5m to 3d"),
        ({"ask_after": "1m"}, "satisfaction.ask_after: must be from 5m to 3d"),
        ({"bad_from": 5}, "satisfaction.bad_from: 5 is not between 1 and 4"),
        ({"alert_targets": ["nobody"]}, "satisfaction.alert_targets[0]: 'nobody' is neither 'topic' nor"),
        ({"enable": True}, "satisfaction.enable: unknown field, did you mean 'enabled'?"),
    ],
)
def test_a_mistake_is_named_with_its_place(change: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidBrandError) as raised:
        loaded(**change)
    assert any(problem.startswith(said) for problem in raised.value.problems), raised.value.problems


def test_a_text_that_does_not_fit_a_channel_or_holds_personal_data_is_refused_before_a_push() -> None:
    brand = loaded(thanks={"fr": "Merci ! " + "é" * 600, "en": "Write to jane.doe@example.org"})
    found = list(problems(brand, POLICIES))
    assert any(p.startswith("satisfaction.thanks.fr: it is") and "Instagram" in p for p in found), found
    assert "satisfaction.thanks.en: holds personal data (email)" in found
    assert "satisfaction.questions.fr: does not say that it is automatic, and Messenger wants that" in found
    off = replace(brand, satisfaction=replace(brand.satisfaction, enabled=False))
    assert list(problems(off, POLICIES)) == []

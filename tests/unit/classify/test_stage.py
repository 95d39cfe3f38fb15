"""Direct, broad, proactive."""

from dataclasses import replace

import pytest

from shared.domain.brand.model import Brand
from shared.domain.classification.stage import stage_of
from shared.domain.vocabulary import Stage, Surface, Visibility
from tests.unit.classify.test_handler import EVENT

CASES = [
    ({"surface": Surface.DIRECT_MESSAGE, "visibility": Visibility.PRIVATE, "text": "hello"}, Stage.DIRECT),
    ({"surface": Surface.MENTION, "text": "hello"}, Stage.DIRECT),
    ({"surface": Surface.REVIEW, "text": "two stars"}, Stage.DIRECT),
    ({"surface": Surface.COMMENT, "text": "when?"}, Stage.DIRECT),
    ({"surface": Surface.COMMENT, "text": "@anna look", "mentions": ("anna",)}, Stage.BROAD),
    ({"surface": Surface.BROAD_MATCH, "text": "hey @AcmeShop help"}, Stage.DIRECT),
    ({"surface": Surface.SECTOR_MATCH, "text": "hey", "mentions": ("acmeshop",)}, Stage.DIRECT),
    ({"surface": Surface.BROAD_MATCH, "text": "the acme box is late"}, Stage.BROAD),
    ({"surface": Surface.BROAD_MATCH, "text": "write to ann@acmeshop.example"}, Stage.BROAD),
    ({"surface": Surface.SECTOR_MATCH, "text": "any good internet box?"}, Stage.PROACTIVE),
    ({"surface": Surface.SECTOR_MATCH, "text": "nothing at all"}, Stage.PROACTIVE),
    ({"surface": Surface.QUOTE, "text": "look at this"}, Stage.BROAD),
    ({"surface": None, "text": "nothing at all"}, Stage.BROAD),
]


@pytest.mark.parametrize(("change", "stage"), CASES)
def test_the_stage_follows_from_surface_mentions_and_keywords(acme: Brand, change: dict, stage: Stage):
    found, reason = stage_of(replace(EVENT, **change), acme)
    assert found is stage
    assert reason.startswith("stage: ")

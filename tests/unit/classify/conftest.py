"""The brand of these tests."""

import pytest

from shared.domain.brand.model import Account, AcknowledgementPolicy, Brand, Calendar


@pytest.fixture
def acme() -> Brand:
    return Brand(
        id="acme",
        name="Acme",
        version=1,
        languages=("fr", "en"),
        default_language="fr",
        calendar=Calendar(time_zone="Europe/Paris", weekly={}),
        accounts=(Account(channel="x", id="1", handle="acmeshop", secret="acme-x"),),
        targets={},
        acknowledgement=AcknowledgementPolicy(enabled=False, texts={}),
        tiers=(),
        keywords=("acme box",),
        sector_keywords=("internet box",),
    )

"""Every reason to escalate is told in words, in both languages."""

import pytest

from shared.domain.escalation.rounds import EscalationReason
from shared.domain.escalation.text import _REASONS


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_reason_has_its_words(language: str) -> None:
    assert set(_REASONS[language]) == {reason.value for reason in EscalationReason}

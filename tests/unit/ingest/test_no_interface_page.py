"""The page on platforms without an interface shows how a comment is brought in: what it shows works."""

import re
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.domain.vocabulary import EventKind, Visibility
from tests.unit.ingest.fakes import Fakes

PAGE = Path(__file__).parents[3] / "docs" / "no-interface.md"
SECRET = "whsec_" + b64encode(b"a secret of twenty-four bytes").decode()


def test_the_script_of_the_page_puts_a_comment_on_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    (script,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    fakes = Fakes.of("webhook", "forum", {"signing_secret": [SECRET]})
    fakes.clock.at = datetime.now(UTC)
    answers: list[int] = []

    def post(url: str, *, content: str, headers: dict[str, Any]) -> None:
        assert url == "<WebhookUrl>/webhook/acme"
        answers.append(fakes.post("webhook", content.encode(), headers).status)

    monkeypatch.setattr(httpx, "post", post)
    exec(compile(script.replace("whsec_…", SECRET), str(PAGE), "exec"), {})  # noqa: S102  our own page

    assert answers == [200]
    (event,) = fakes.queue.all
    assert (event.kind, event.visibility, event.text) == (
        EventKind.CREATED,
        Visibility.PUBLIC,
        "Does this come in blue?",
    )
    assert event.permalink == "https://www.pinterest.com/pin/123/"

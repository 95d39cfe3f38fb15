"""The lines of the log: short where all went well, and found again where something went wrong."""

import json
from collections.abc import Callable
from io import StringIO
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.observability.logs import in_request, logger

CONTEXT = cast("LambdaContext", SimpleNamespace(aws_request_id="request-1"))


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[dict[str, Any]]]:
    written = StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", written)
    return lambda: [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_warning_names_its_request_and_a_line_about_what_went_well_does_not(
    lines: Callable[[], list[dict[str, Any]]],
) -> None:
    @in_request
    def handler(_event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
        logger.info("event stored")
        logger.warning("event refused")
        return {}

    handler({}, CONTEXT)
    stored, refused = lines()
    assert "request_id" not in stored
    assert refused["request_id"] == "request-1"

"""Lets calls to AWS fail: before they reach the service, or after it has done what was asked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError

WRITES = ("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems")


class Killed(BaseException):
    """The function was killed: nothing of ours runs any more, no ``except`` and no retry."""


def nth_write(number: int) -> Callable[[str, dict[str, Any]], bool]:
    """Matches that one of the writes to the table, counted from 1."""
    seen = [0]

    def matches(operation: str, _arguments: dict[str, Any]) -> bool:
        seen[0] += operation in WRITES
        return operation in WRITES and seen[0] == number

    return matches


@dataclass
class Faults:
    """Every call that ``matches`` (operation, arguments) fails, as if botocore had used up its attempts.

    ``after``: the service has done it, and the answer is lost. ``killed``: so is the caller.
    """

    matches: Callable[[str, dict[str, Any]], bool]
    after: bool = False
    killed: bool = False
    failed: int = 0

    @contextmanager
    def installed(self) -> Iterator[None]:
        real = BaseClient._make_api_call

        def call(client: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:
            if not self.matches(operation, arguments):
                return real(client, operation, arguments)
            self.failed += 1
            if self.after:
                real(client, operation, arguments)
            if self.killed:
                raise Killed(operation)
            raise (ReadTimeoutError if self.after else ConnectTimeoutError)(endpoint_url="https://aws.example")

        with patch.object(BaseClient, "_make_api_call", call):
            yield

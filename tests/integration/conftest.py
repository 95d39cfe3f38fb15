"""DynamoDB checks the condition of a write and writes in one step. moto takes two, between which another thread may
write: so it answers one request after the other."""

import threading
from typing import Any

from moto.dynamodb.responses import DynamoHandler

_ONE_AT_A_TIME = threading.RLock()
_answer = DynamoHandler.call_action


def _call_action(handler: DynamoHandler) -> Any:
    with _ONE_AT_A_TIME:
        return _answer(handler)


DynamoHandler.call_action = _call_action  # for every test of this folder

"""Faults on demand: which calls they meet, and what happens to those."""

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from local.simulator.exchange import Request
from local.simulator.sign_ins import SIGN_INS

CUTS = ("before", "after")


class InvalidFaultError(ValueError):
    """The description of a fault that cannot be played."""


@dataclass(slots=True, kw_only=True)
class Fault:
    """What happens to the next ``count`` matching calls (``None``: to all of them until the fault is deleted).

    ``delay`` seconds pass before the platform does anything, ``answer_delay`` seconds after it has. With ``status``
    the platform refuses; with ``taken`` as well it does what was asked and still answers that status. ``cut`` ends
    the connection without an answer: ``before`` the platform has seen the call, or ``after`` it did what was asked.
    ``drip`` sends the answer byte by byte, with so many seconds before each.
    """

    channel: str | None = None
    method: str | None = None
    path: str | None = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    delay: float = 0.0
    answer_delay: float = 0.0
    drip: float = 0.0
    cut: str | None = None
    taken: bool = False
    count: int | None = None

    def meets(self, request: Request) -> bool:
        return (
            self.count != 0
            and self.channel in (None, request.channel)
            and (self.method is None or self.method.upper() == request.method)
            and (request.path not in SIGN_INS if self.path is None else re.search(self.path, request.path) is not None)
        )

    @property
    def takes(self) -> bool:
        """Whether the platform does what it was asked in spite of the fault."""
        return self.cut == "after" or (self.cut is None and (self.status is None or self.taken))

    def described(self) -> dict[str, Any]:
        match = {"channel": self.channel, "method": self.method, "path": self.path}
        rest = {name: getattr(self, name) for name in _NAMES if name not in match}
        return {"match": {name: value for name, value in match.items() if value is not None}, **rest}


_NAMES = tuple(Fault.__slots__)


class Faults:
    """The faults in force, the oldest first; the first one that meets a call is played."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(self, description: Any) -> Fault:
        """Raises ``InvalidFaultError`` with the reason."""
        fault = _fault(description)
        with self._lock:
            self._faults.append(fault)
        return fault

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def listed(self) -> list[dict[str, Any]]:
        with self._lock:
            return [fault.described() for fault in self._faults]

    def take(self, request: Request) -> Fault | None:
        """The fault to play for this call; one of its times is then used up."""
        with self._lock:
            for fault in self._faults:
                if fault.meets(request):
                    if fault.count is not None:
                        fault.count -= 1
                        if fault.count == 0:
                            self._faults.remove(fault)
                    return fault
        return None


def _fault(description: Any) -> Fault:
    if not isinstance(description, dict):
        raise InvalidFaultError("a fault is a JSON object")
    match = description.get("match") or {}
    if not isinstance(match, dict):
        raise InvalidFaultError("match is a JSON object")
    given = {**match, **{name: value for name, value in description.items() if name != "match"}}
    unknown = sorted(set(given) - set(_NAMES))
    if unknown:
        raise InvalidFaultError(f"unknown: {', '.join(unknown)}; known: match, {', '.join(_NAMES)}")
    if given.get("cut") is True:
        given["cut"] = "after"
    fault = Fault(**{name: value for name, value in given.items() if value is not None and value is not False})
    if fault.cut not in (None, *CUTS):
        raise InvalidFaultError(f"cut is one of {', '.join(CUTS)}")
    if fault.status is not None and not (isinstance(fault.status, int) and 200 <= fault.status <= 599):
        raise InvalidFaultError("status is a number from 200 to 599")
    try:
        re.compile(fault.path or "")
    except (re.error, TypeError):
        raise InvalidFaultError("path is a regular expression") from None
    return fault

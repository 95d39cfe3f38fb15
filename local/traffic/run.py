"""The ids of one run of the demo: made up, stable within the run, different in the next."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Run:
    """``name`` comes from the clock at the start of the run."""

    name: str

    @classmethod
    def starting(cls, now: datetime) -> "Run":
        return cls(f"{now:%Y%m%dT%H%M%S%f}")

    def digits(self, kind: str, key: str, length: int, lead: str = "") -> str:
        """A number of ``length`` digits that begins with ``lead``, as an id of that kind looks."""
        room = length - len(lead)
        number = int.from_bytes(sha256(f"{self.name}/{kind}/{key}".encode()).digest()[:12], "big")
        first = number % (10**room)
        # without a lead the number must not begin with a zero
        return lead + (str(first).zfill(room) if lead else str(first % (9 * 10 ** (room - 1)) + 10 ** (room - 1)))

    def letters(self, kind: str, key: str) -> str:
        return sha256(f"{self.name}/{kind}/{key}".encode()).hexdigest()[:24]

    def pick(self, kind: str, key: str, choices: int) -> int:
        return int(self.digits(kind, key, 9)) % choices

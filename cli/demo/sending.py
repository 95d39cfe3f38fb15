"""Sends the story to the webhooks: a few at a time, and never faster than the desk can take it."""

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import BoundedSemaphore

from cli.traffic.delivered import Item, items
from cli.traffic.posting import Poster
from local.traffic.deliveries import Delivery
from local.traffic.extras import FILES
from shared.domain.brand.model import Brand

SENDERS = 3
MAX_WAITING = 5  # events on the queue; beyond it the sender holds back, as a day is longer than a minute
LOOK_EVERY = 2  # deliveries between two looks at the queue
FIRST = 4  # deliveries that go one by one: functions that were just deployed start slowly, and all at once slower
MAX_PATIENCE = 30.0  # seconds that the sender holds back at most, each time


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """One delivery that was made: what was answered, and what it held."""

    delivery: Delivery
    status: int
    items: tuple[Item, ...]

    @property
    def refused(self) -> bool:
        """For good. After a 5xx the platform sends again, so the desk still owes an outcome."""
        return 400 <= self.status < 500


@dataclass(slots=True, kw_only=True)
class Sender:
    """Deliveries go to the first of the brands. ``waiting`` tells how many events are on the inbound queue."""

    poster: Poster
    brands: Sequence[Brand]
    waiting: Callable[[], int]
    files: str | None = None  # where the simulator has what customers show
    _bodies: dict[int, bytes] = field(default_factory=dict)  # what was sent, by the number of the delivery

    def send(
        self,
        story: Iterable[Delivery],
        *,
        sent: Callable[[], None] = lambda: None,
        before: Callable[[Delivery], None] = lambda _: None,
    ) -> list[Delivered]:
        """Deliver in order, a few at a time; what is delivered again has the very bytes of the first time.

        ``before`` is called ahead of each delivery, ``sent`` after it. Raises what posting raises.
        """
        room = BoundedSemaphore(SENDERS)
        made: list[Future[Delivered]] = []

        def done(_: Future[Delivered]) -> None:
            room.release()
            sent()

        with ThreadPoolExecutor(SENDERS) as pool:
            for index, delivery in enumerate(story):
                before(delivery)
                if index < FIRST:
                    self._hold_back(0)
                elif index % LOOK_EVERY == 0:
                    self._hold_back(MAX_WAITING)
                room.acquire()
                now = datetime.now(UTC)
                body = self._bodies.get(delivery.repeats or 0) or self._body(delivery, now)
                self._bodies[delivery.number] = body
                future = pool.submit(self._deliver, delivery, body, now)
                future.add_done_callback(done)
                made.append(future)
            return [future.result() for future in made]

    def _body(self, delivery: Delivery, now: datetime) -> bytes:
        """What customers show is at the simulator."""
        body = delivery.build(now)
        return body if self.files is None else body.replace(FILES.encode(), self.files.encode())

    def _deliver(self, delivery: Delivery, body: bytes, now: datetime) -> Delivered:
        status = self.poster.post(delivery.channel, self.brands[0], body, forged=delivery.forged)
        held = items(delivery.channel, self.brands, body, now)
        return Delivered(delivery=delivery, status=status, items=held)

    def _hold_back(self, most: int) -> None:
        until = time.monotonic() + MAX_PATIENCE
        while self.waiting() > most and time.monotonic() < until:
            time.sleep(0.2)


def refused(made: Sequence[Delivered]) -> tuple[Item, ...]:
    """Items that no delivery brought in: every one that held them was refused."""
    taken = {item.id for delivered in made if not delivered.refused for item in delivered.items}
    refused_items = {item.id: item for delivered in made if delivered.refused for item in delivered.items}
    return tuple(item for key, item in refused_items.items() if key not in taken)


def accepted(made: Sequence[Delivered]) -> tuple[Item, ...]:
    """Every item that the desk owes an outcome, once."""
    return tuple({item.id: item for delivered in made if not delivered.refused for item in delivered.items}.values())

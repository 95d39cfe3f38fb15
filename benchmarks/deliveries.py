"""The deliveries that the bench sends: bodies, and how to see that each was handled."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Protocol

TOGETHER = 10  # messages of one delivery, where several come together: as many as dispatch takes at once
PAGE = "100100100100100"
NUMBER = "106540352242922"
URGENT = "URGENT !!! Je suis sans électricité depuis ce matin avec un bébé à la maison, rappelez-moi tout de suite !"

Comment = tuple[dict[str, Any], str]
"""What the platform says of a comment, and its id."""

Handled = Callable[[], bool]


class Seen(Protocol):
    """What became of a message."""

    def is_stored(self, comment: str) -> bool: ...

    def is_counted(self, event_id: str) -> bool: ...

    def is_home(self, message_id: str) -> bool:
        """Its file is in the bucket."""
        ...

    def is_told(self, comment: str) -> bool:
        """People were told of its ticket."""
        ...


@dataclass(frozen=True, slots=True)
class Deliveries:
    """``run`` keeps the ids of two runs apart; ``each``: messages of each kind."""

    run: str
    seen: Seen
    each: int

    def openings(self, name: str, count: int) -> Iterator[tuple[bytes, Handled]]:
        """Comments of people who never wrote before."""
        for number in range(count):
            yield self._delivery([self.opening(name, number)])

    def joining(self, name: str) -> Iterator[tuple[bytes, Handled]]:
        """A second comment of each of those who opened a ticket."""
        for number in range(self.each):
            yield self._delivery([self.comment(f"{name}{number}", author=f"{self.run}-open-{number}")])

    def together(self, name: str, made: Callable[[str, int], Comment]) -> Iterator[tuple[bytes, Handled]]:
        """As many comments, ten in each delivery."""
        for first in range(0, self.each, TOGETHER):
            yield self._delivery([made(name, number) for number in range(first, first + TOGETHER)])

    def opening(self, name: str, number: int) -> Comment:
        return self.comment(f"{name}{number}", author=f"{self.run}-{name}-{number}")

    def opening_again(self, name: str, number: int) -> Comment:
        """A second comment of those who opened a ticket together."""
        return self.comment(f"{name}{number}", author=f"{self.run}-many-{number}")

    def photos(self, name: str, count: int) -> Iterator[tuple[bytes, Handled]]:
        """A photo without words of people who never wrote before. It is handled once the file is in the bucket."""
        for number in range(count):
            message_id, person = f"wamid.{self.run}{name}{number}", f"49{self.run}{name.encode().hex()}{number}"
            message = {
                "from": person, "id": message_id, "timestamp": str(int(time.time())), "type": "image",
                "image": {"id": f"{self.run}{number}-photo", "mime_type": "image/jpeg"},
            }  # fmt: skip
            value = {
                "messaging_product": "whatsapp", "metadata": {"phone_number_id": NUMBER},
                "contacts": [{"wa_id": person, "profile": {"name": "Mia Larsen"}}], "messages": [message],
            }  # fmt: skip
            entry = {"id": "102290129340398", "changes": [{"field": "messages", "value": value}]}
            body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
            yield body, lambda message_id=message_id: self.seen.is_home(message_id)

    def signals(self) -> Iterator[tuple[bytes, Handled]]:
        for number in range(self.each):
            value = {"item": "reaction", "verb": "add", "reaction_type": "like", "post_id": f"{PAGE}_5",
                     "from": {"id": f"{number}", "name": "A"}, "created_time": int(time.time())}  # fmt: skip
            body = self.body([value])
            event_id = f"facebook:{PAGE}:signals:{sha256(body).hexdigest()[:32]}"
            yield body, lambda event_id=event_id: self.seen.is_counted(event_id)

    def urgent(self, name: str, count: int) -> Iterator[tuple[bytes, Handled]]:
        """Comments of people who have no heating: somebody is called for each."""
        for number in range(count):
            value, comment = self.opening(name, number)
            value["message"] = URGENT
            yield self.body([value]), lambda comment=comment: self.seen.is_told(comment)

    def _delivery(self, comments: Sequence[Comment]) -> tuple[bytes, Handled]:
        ids = [comment for _, comment in comments]
        return self.body([value for value, _ in comments]), lambda: all(map(self.seen.is_stored, ids))

    def comment(self, name: str, *, author: str) -> Comment:
        comment, post = f"5_{self.run}{name}", f"{PAGE}_{author}"  # one post each: answers per post are capped
        value = {
            "from": {"id": author, "name": "Mia Larsen"}, "item": "comment", "verb": "add", "post_id": post,
            "comment_id": comment, "parent_id": post, "created_time": int(time.time()),
            "message": "Bonjour, ma commande n'est toujours pas arrivée, pouvez-vous me dire où elle est ?",
        }  # fmt: skip
        return value, comment

    def body(self, values: Sequence[dict[str, Any]]) -> bytes:
        changes = [{"field": "feed", "value": value} for value in values]
        entry = {"id": PAGE, "time": int(time.time()), "changes": changes}
        return json.dumps({"object": "page", "entry": [entry]}).encode()

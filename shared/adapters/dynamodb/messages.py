"""Messages in DynamoDB: found by channel, account and message id; listed by conversation and platform time."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from boto3.dynamodb.conditions import Attr, ConditionBase, Key
from pydantic import TypeAdapter

from shared.adapters.dynamodb import index, keys
from shared.adapters.dynamodb.compact import MESSAGE_NAMES, compact, complete, own_ids, whole_ids
from shared.adapters.dynamodb.items import decode
from shared.adapters.dynamodb.pseudonyms import PseudonymKey
from shared.adapters.dynamodb.table import DynamoDBTable, translated
from shared.contracts.attachments import with_present_names
from shared.domain.messages.model import Message
from shared.domain.privacy.pseudonyms import identifies, pseudonym
from shared.ports.pages import Page
from shared.ports.time_and_language import Clock

_MESSAGE = TypeAdapter(Message)
_IN_KEY = frozenset({"channel", "account_id", "message_id"})


class DynamoDBMessages:
    """``clock`` hides what has expired: DynamoDB may take days to remove it."""

    def __init__(self, table: DynamoDBTable, clock: Clock) -> None:
        self._table = table
        self._clock = clock
        self._key = PseudonymKey(table)

    def get(self, channel: str, account_id: str, message_id: str, *, latest: bool = True) -> Message | None:
        item = self._table.get(keys.message(channel, account_id, message_id), consistent=latest)
        if item is None and identifies(channel, message_id):
            item = self._erased(channel, account_id, message_id)
        if item is None:
            return None
        message = message_from(item)
        return (
            replace(message, text=None, text_key=None, attachments=(), editions=())
            if self._expired(message)
            else message
        )

    def save(self, message: Message) -> Message:
        """Conditional on the revision that was read. Raises ``ConflictError``."""
        item, stored = self._item(message)
        same = Attr("pk").not_exists() if message.revision == 0 else Attr("revision").eq(message.revision)
        self._table.put(item, ConditionExpression=same)
        return stored

    def _item(self, message: Message) -> tuple[dict[str, Any], Message]:
        """What is written, and the message as it is then."""
        stored = replace(message, revision=message.revision + 1)
        item = _item(stored)
        if stored.complete and stored.conversation_id is not None and stored.occurred_at is not None:
            owner = keys.conversation(stored.channel, stored.account_id, stored.conversation_id)
            item["conversation_pk"] = owner["pk"]
            item["conversation_sk"] = _position(stored)
        return item, stored

    def _erased(self, channel: str, account_id: str, message_id: str) -> dict[str, Any] | None:
        """The tombstone of a message whose person was erased."""
        erased_id = pseudonym(self._key.get(), message_id)
        return self._table.get(keys.message(channel, account_id, erased_id), consistent=False)

    def erased_id(self, channel: str, message_id: str) -> str:
        if not identifies(channel, message_id):
            return message_id
        return pseudonym(self._key.get(), message_id)

    def erase(self, message: Message, tombstone: Message) -> None:
        """Where ids identify people the tombstone has another key. Before that the message itself is marked deleted, so
        that the stream tells it under the name that others know. A crash between the writes repeats them."""
        erased_id = self.erased_id(message.channel, message.message_id)
        if erased_id == message.message_id:
            self.save(tombstone)
            return
        marked = self.save(replace(tombstone, outcomes={}, answers=()))
        # Ids of events hold the id of their message.
        stored = replace(tombstone, message_id=erased_id, revision=1, outcomes={}, answers=())
        self._table.put(_item(stored))
        with translated():
            self._table.table.delete_item(
                Key=keys.message(message.channel, message.account_id, message.message_id),
                ConditionExpression=Attr("pk").not_exists() | Attr("revision").eq(marked.revision),
            )

    def of_conversation(
        self,
        channel: str,
        account_id: str,
        conversation_id: str,
        *,
        limit: int = 50,
        cursor: str | None = None,
        since: datetime | None = None,
        newest_first: bool = False,
    ) -> Page[Message]:
        places = ((channel, account_id, conversation_id),)
        return self.of_places(places, limit=limit, cursor=cursor, since=since, newest_first=newest_first)

    def of_places(
        self,
        places: Sequence[tuple[str, str, str]],
        *,
        limit: int = 50,
        cursor: str | None = None,
        since: datetime | None = None,
        newest_first: bool = False,
    ) -> Page[Message]:
        kind, owner = _list_of(places, newest_first=newest_first)
        place = index.position(kind, owner, cursor)
        sort = Key("conversation_sk")
        condition: ConditionBase | None = None if since is None else sort.gte(keys.instant(since))
        if place is not None:
            condition = sort.lt(place) if newest_first else sort.gt(place)
        entries = index.entries(
            self._table,
            "conversation",
            [{"conversation_pk": keys.conversation(*each)["pk"]} for each in dict.fromkeys(places)],
            condition,
            chunk=limit + 1,
            descending=newest_first,
        )
        found = list(islice(entries, limit + 1))
        more = len(found) > limit
        messages = [message_from(item) for item in index.items(self._table, found[:limit])]
        return Page(
            items=tuple(message for message in messages if not self._expired(message)),
            cursor=index.cursor(kind, owner, str(found[limit - 1]["conversation_sk"])) if more else None,
        )

    def cursor_after(self, places: Sequence[tuple[str, str, str]], message: Message, *, newest_first: bool) -> str:
        return index.cursor(*_list_of(places, newest_first=newest_first), _position(message))

    def _expired(self, message: Message) -> bool:
        return message.expires_at is not None and message.expires_at <= self._clock.now()


def _list_of(places: Sequence[tuple[str, str, str]], *, newest_first: bool) -> tuple[str, str]:
    """What a cursor belongs to. It is the first place's, so that a ticket that is merged into another moves nothing."""
    return "conversation-newest" if newest_first else "conversation", keys.conversation(*places[0])["pk"]


def _position(message: Message) -> str:
    """Where a message stands in its conversation, and among those of others."""
    at = "" if message.occurred_at is None else keys.instant(message.occurred_at)
    return f"{at}#{message.message_id}"


def message_from(item: Mapping[str, Any]) -> Message:
    """Raises ``UpstreamError`` for an item that cannot be read."""
    _, channel, account_id, message_id = str(item["pk"]).split("#", 3)
    named = {"channel": channel, "account_id": account_id, "message_id": message_id}
    whole = complete(item, MESSAGE_NAMES, named)
    own = _own(whole["channel"], whole["account_id"], whole["message_id"])
    whole["outcomes"] = whole_ids(whole.get("outcomes", {}), own)
    return decode(_MESSAGE, with_present_names(whole))


def _item(message: Message) -> dict[str, Any]:
    own = _own(message.channel, message.account_id, message.message_id)
    item = compact(message, MESSAGE_NAMES, in_key=_IN_KEY)
    if message.outcomes:
        item[MESSAGE_NAMES["outcomes"]] = own_ids(item[MESSAGE_NAMES["outcomes"]], own)
    return {**item, **keys.message(message.channel, message.account_id, message.message_id)}


def _own(channel: str, account_id: str, message_id: str) -> str:
    return f"{channel}:{account_id}:{message_id}"

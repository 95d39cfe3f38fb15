"""Posts of our own accounts in public, in DynamoDB: those of one group share a partition."""

from dataclasses import replace

from boto3.dynamodb.conditions import Attr, Key
from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.items import decode, encode
from shared.adapters.dynamodb.table import DynamoDBTable, translated
from shared.domain.outbox.public_post import PublicPost

_POST = TypeAdapter(PublicPost)


class DynamoDBPublicPosts:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def get(self, group: str, key: str) -> PublicPost | None:
        item = self._table.get(keys.public_post(group, key))
        return None if item is None else decode(_POST, item)

    def of_group(self, group: str) -> tuple[PublicPost, ...]:
        """A group has a few posts on each account of a brand: a page holds them all."""
        place = keys.public_post(group, "")
        with translated():
            found = self._table.table.query(
                KeyConditionExpression=Key("pk").eq(place["pk"]) & Key("sk").begins_with(place["sk"]),
                ConsistentRead=True,
            )["Items"]
        return tuple(decode(_POST, item) for item in found)

    def save(self, post: PublicPost) -> PublicPost:
        """Conditional on the revision that was read. Raises ``ConflictError``."""
        saved = replace(post, revision=post.revision + 1)
        same = Attr("revision").eq(post.revision) if post.revision else Attr("pk").not_exists()
        item = {**encode(saved), **keys.public_post(saved.group, saved.key)}
        self._table.put(item, ConditionExpression=same)
        return saved

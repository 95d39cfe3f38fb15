"""What the stream of the table gives to publish, gathered as AWS gathers it.

The emulator gives a batch as soon as there is a record, AWS after ``PublishWindowSeconds`` or a hundred records. So the
emulator's event source is switched off, and the bench hands over what came within a window itself.
"""

import json
from typing import Any

from local import deploy
from local.state import Stack

GATHERED = 10
"""Deliveries within one window: one a second, and ten seconds, which ``PublishWindowSeconds`` is by default."""
MAX_RECORDS = 100  # of one batch, as the template says
PUBLISH = "nightdesk-publish"
_KINDS = ("TICKET#", "MESSAGE#", "INCIDENTS#", "ACCOUNT#")
_PARTS = ("TICKET", "HISTORY#", "MESSAGE", "INCIDENT#", "ACCOUNT")


def stop_stream(running: Stack) -> None:
    """Nothing is given to publish from now on."""
    functions = deploy.client("lambda", running.aws_endpoint_url)
    for mapping in functions.list_event_source_mappings(FunctionName=PUBLISH)["EventSourceMappings"]:
        functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)


class GatheredStream:
    def __init__(self, running: Stack) -> None:
        self._functions = deploy.client("lambda", running.aws_endpoint_url)
        self._streams = deploy.client("dynamodbstreams", running.aws_endpoint_url)
        stop_stream(running)
        (stream,) = self._streams.list_streams(TableName=running.table)["Streams"]
        arn = stream["StreamArn"]
        shards = self._streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
        self._places = [
            self._streams.get_shard_iterator(StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="LATEST")[
                "ShardIterator"
            ]
            for shard in shards
        ]

    def give(self) -> None:
        """Everything that was written since the last time."""
        found = [record for number in range(len(self._places)) for record in self._records(number) if _is_told(record)]
        for first in range(0, len(found), MAX_RECORDS):
            body = json.dumps({"Records": found[first : first + MAX_RECORDS]}, default=_plain)
            answer = self._functions.invoke(FunctionName=PUBLISH, Payload=body.encode())
            if "FunctionError" in answer:
                raise RuntimeError(f"publish failed: {answer['Payload'].read()[:500]!r}")

    def _records(self, number: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while True:
            answer = self._streams.get_records(ShardIterator=self._places[number], Limit=1000)
            self._places[number] = answer["NextShardIterator"]
            if not answer["Records"]:
                return found
            found += answer["Records"]


def _is_told(record: dict[str, Any]) -> bool:
    """What the filter of the event source lets through."""
    key = record["dynamodb"]["Keys"]
    return record["eventName"] != "REMOVE" and key["pk"]["S"].startswith(_KINDS) and key["sk"]["S"].startswith(_PARTS)


def _plain(value: Any) -> Any:
    """Instants as Lambda gives them: seconds since 1970."""
    return value.timestamp()

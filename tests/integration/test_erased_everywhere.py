"""A person writes on Telegram through the whole path and is erased: table, bucket, queues and logs hold none of their
identifiers. Telegram's message ids are made of the person's id, so it is the channel where most could be left."""

import json
import zlib
from hashlib import sha256

import boto3
import pytest

from functions.api.customers.erasure import EraseCustomer
from shared.adapters.dynamodb.automatic_messages import DynamoDBAutomaticMessages
from shared.adapters.dynamodb.automatic_texts import DynamoDBAutomaticTexts
from shared.adapters.dynamodb.columns import unpacked
from shared.adapters.dynamodb.conversations import DynamoDBConversations
from shared.adapters.dynamodb.customers import DynamoDBCustomers
from shared.adapters.dynamodb.history import DynamoDBHistory
from shared.adapters.dynamodb.incidents import DynamoDBIncidents
from shared.adapters.dynamodb.keys import automatic_texts_of_before
from shared.adapters.dynamodb.notes import DynamoDBNotes
from shared.adapters.dynamodb.proposals import DynamoDBProposals
from shared.adapters.dynamodb.referenced_messages import DynamoDBReferencedMessages
from shared.adapters.dynamodb.replies import DynamoDBReplies
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.adapters.s3.erasures import S3Erasures
from shared.adapters.s3.media import S3Media
from shared.adapters.s3.texts import S3Texts
from shared.adapters.system_clock import SystemClock
from shared.domain.access.callers import Caller
from shared.domain.access.tokens import Scope
from tests.fakes.brands import acme
from tests.integration.acme_at_night import NIGHT
from tests.integration.stack_on_moto import StackOnMoto
from tests.integration.table_on_moto import TABLE_NAME
from tests.integration.table_stream import TableStream
from tests.integration.test_nights import count
from tests.integration.test_nothing_leaked import lines, stack  # noqa: F401  fixtures

pytestmark = pytest.mark.integration

USER = 770_112_233_4
IDENTIFIERS = (str(USER), "xaverine_q", "Quillfeather", "Xaverine")


def update(number: int, text: str) -> bytes:
    person = {"id": USER, "first_name": "Xaverine", "last_name": "Quillfeather", "username": "xaverine_q"}
    message = {
        "message_id": number,
        "from": {**person, "is_bot": False, "language_code": "fr"},
        "chat": {**person, "type": "private"},
        "date": int(NIGHT.timestamp()) + number,
        "text": text,
    }
    return json.dumps({"update_id": number, "message": message}).encode()


def in_table() -> str:
    items = boto3.resource("dynamodb").Table(TABLE_NAME).scan()["Items"]
    packed = [zlib.decompress(bytes(item[name])) for item in items for name in ("content", "figures") if name in item]
    columns = [unpacked(bytes(item["columns"])) for item in items if "columns" in item]
    return repr(items) + repr([each.decode() for each in packed]) + repr(columns)


def in_bucket() -> str:
    client = boto3.client("s3")
    objects = client.list_objects_v2(Bucket="desk").get("Contents", [])
    return repr([(each["Key"], client.get_object(Bucket="desk", Key=each["Key"])["Body"].read()) for each in objects])


def in_queues() -> str:
    client = boto3.client("sqs")
    urls = client.list_queues()["QueueUrls"]
    received = [
        client.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"], AttributeNames=["All"]
        )
        for url in urls
    ]
    assert len(urls) >= 2
    return repr([answer.get("Messages", []) for answer in received])


def test_no_identifier_of_an_erased_person_is_left_in_table_bucket_queues_and_logs(
    stack: StackOnMoto,  # noqa: F811
    lines: object,  # noqa: F811
    capfd: pytest.CaptureFixture[str],
) -> None:
    stream = TableStream()
    assert stack.post(update(1, "Bonjour, où est ma commande ? " + "Je l'attends. " * 6_000), channel="telegram") == 200
    assert stack.post(update(2, "Toujours rien ?"), channel="telegram") == 200
    assert stack.post(update(3, "STOP"), channel="telegram") == 200
    stack.work()
    stack.come_to_rest()
    assert str(USER) in in_table()
    table = DynamoDBTable(TABLE_NAME)
    account = next(one for one in acme().accounts if one.channel == "telegram")
    settings = DynamoDBAutomaticTexts(table, SystemClock())
    assert settings.are_off("telegram", account.id, str(USER))
    # The same request, as a version before 0.3 wrote it.
    (request,) = (item for item in table.table.scan()["Items"] if item["sk"] == "AUTOMATIC")
    old_key = automatic_texts_of_before("telegram", account.id, str(USER))
    table.put({**request, **old_key})
    customers = DynamoDBCustomers(table)
    (customer_id,) = {
        str(item["pk"]).removeprefix("CUSTOMER#") for item in table.table.scan()["Items"] if item["sk"] == "CUSTOMER"
    }
    erase = EraseCustomer(
        customers=customers,
        tickets=DynamoDBTickets(table),
        messages=DynamoDBReferencedMessages(table, SystemClock()),
        conversations=DynamoDBConversations(table),
        history=DynamoDBHistory(table),
        replies=DynamoDBReplies(table),
        automatic_messages=DynamoDBAutomaticMessages(table),
        proposals=DynamoDBProposals(table),
        automatic_texts=DynamoDBAutomaticTexts(table, SystemClock()),
        incidents=DynamoDBIncidents(table, cache_seconds=0, clock=SystemClock()),
        notes=DynamoDBNotes(table),
        texts=S3Texts("desk"),
        media=S3Media("desk"),
        log=S3Erasures("desk"),
        clock=SystemClock(),
    )
    token = Caller(id="h", name="dpo", scopes=frozenset({Scope.ADMIN}))

    assert erase(token, customer_id).erased_at is not None
    assert settings.are_off("telegram", account.id, str(USER)), "who wants no automatic texts still gets none"

    count(stack, stream)  # what happened, the erasure included, is told, logged and counted
    assert "ticket.erased" in in_table()
    assert "messages" in in_table()
    written = lines.getvalue() + "".join(capfd.readouterr())
    assert "batch stored" in written
    plain = sha256(f"telegram/{account.id}/{USER}".encode()).hexdigest()
    assert plain[:16] not in in_table(), "a digest without a key can be guessed from the number of a user"
    places = {"table": in_table(), "bucket": in_bucket(), "queues": in_queues(), "logs": written}
    assert {place: [each for each in IDENTIFIERS if each in held] for place, held in places.items()} == {
        place: [] for place in places
    }

"""The desk's table on moto, made from the very properties that are deployed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml
from moto import mock_aws

from shared.adapters.dynamodb.table import DynamoDBTable

TEMPLATE = Path(__file__).parents[2] / "infra" / "template.yaml"
TABLE_NAME = "desk"


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms (``!Ref`` and the like) as plain values."""


_Loader.add_multi_constructor("!", lambda loader, suffix, node: f"!{suffix} {getattr(node, 'value', '')}")


def table_properties() -> dict[str, Any]:
    """Keys and indexes of the table as the template declares them."""
    template = yaml.load(TEMPLATE.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  a safe loader
    properties = template["Resources"]["Table"]["Properties"]
    wanted = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
    return {name: properties[name] for name in wanted}


@contextmanager
def table_on_moto(monkeypatch: pytest.MonkeyPatch) -> Iterator[DynamoDBTable]:
    """An empty table on moto."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        boto3.client("dynamodb").create_table(TableName=TABLE_NAME, **table_properties())
        yield DynamoDBTable(TABLE_NAME)

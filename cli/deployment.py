"""Which stack a command speaks to: the one on this machine, or one on AWS.

In this order: ``--stack FILE``; ``--stage STAGE`` (the outputs of the CloudFormation stack ``nightdesk-STAGE``); the
environment (``NIGHTDESK_TABLE`` and the like); ``.local/stack.json`` of the stack running on this machine.

Commands that use the API only take ``NIGHTDESK_API_URL`` and ``NIGHTDESK_API_TOKEN`` if neither ``--stack`` nor
``--stage`` is given: an agent has a token and no AWS credentials.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.output import fail
from local import state

StackOption = Annotated[
    Path | None,
    typer.Option("--stack", envvar="NIGHTDESK_STACK", help="A stack.json other than that of this machine."),
]
StageOption = Annotated[
    str | None, typer.Option("--stage", envvar="NIGHTDESK_STAGE", help="A stage on AWS, such as dev or prod.")
]

NO_DEPLOYMENT = "There is no stack here: start one with `make up`, or name one on AWS with --stage."


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiAddress:
    """Where the ticket API is. ``brands`` is empty where only the API knows them."""

    api_url: str
    api_token: str | None
    brands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment(ApiAddress):
    """Where everything is. ``is_local``: on the emulator, where metrics stay in the logs."""

    table: str
    inbound_queue_url: str
    dead_letter_queue_url: str
    bucket: str
    stack_name: str
    secret_prefix: str = "nightdesk/"  # noqa: S105  a prefix of names
    is_local: bool = False
    topic_arn: str = ""  # of the notifications
    mail_sender: str = ""  # the address that notifications are mailed from
    delivery_queue_url: str = ""  # of the subscribers of events
    simulator_url: str = ""  # in place of the platforms


def find_api(stack: Path | None = None, stage: str | None = None) -> ApiAddress:
    """The API alone, for commands that need nothing else. Ends the command when there is none."""
    url = os.environ.get("NIGHTDESK_API_URL")
    if stack is None and stage is None and url:
        return ApiAddress(api_url=url.rstrip("/"), api_token=os.environ.get("NIGHTDESK_API_TOKEN"))
    return find(stack, stage)


def find(stack: Path | None = None, stage: str | None = None) -> Deployment:
    """The stack, with every AWS client of this process pointed at it. Ends the command when there is none."""
    if stack is not None:
        return _from_file(stack)
    if stage is not None:
        return _from_stage(stage)
    if "NIGHTDESK_TABLE" in os.environ:
        return _from_environment(os.environ)
    path = state.FOLDER / "stack.json"
    return _from_file(path) if path.exists() else fail(NO_DEPLOYMENT)


def _from_file(path: Path) -> Deployment:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        fail(f"{path} does not exist: start a stack with `make up`.")
    except (OSError, ValueError):
        fail(f"{path} cannot be read as JSON.")
    if not isinstance(known, dict):
        fail(f"{path} cannot be read as a stack.")
    missing = [name for name in ("table", "api_url", "aws_endpoint_url") if not known.get(name)]
    if missing:
        fail(f"{path} does not say {', '.join(missing)}.")
    _use(state.environment(known["aws_endpoint_url"]))
    return Deployment(
        table=known["table"],
        api_url=known["api_url"],
        api_token=os.environ.get("NIGHTDESK_API_TOKEN") or known.get("api_token"),
        inbound_queue_url=known.get("inbound_queue_url", ""),
        dead_letter_queue_url=known.get("dead_letter_queue_url", ""),
        delivery_queue_url=known.get("delivery_queue_url", ""),
        bucket=known.get("quarantine_bucket", ""),
        simulator_url=known.get("simulator_url", ""),
        stack_name=known.get("stack_name", "nightdesk"),
        brands=tuple(known.get("brands", ())),
        secret_prefix=known.get("secret_prefix", "nightdesk/"),
        is_local=True,
        topic_arn=known.get("topic_arn", ""),
    )


def _use(environment: Mapping[str, str]) -> None:
    """As ``local.state.use``: nothing of the user's own AWS settings may remain."""
    for name in [name for name in os.environ if name.startswith("AWS_") and name not in environment]:
        del os.environ[name]
    os.environ.update(environment)


def _from_stage(stage: str) -> Deployment:
    import boto3  # noqa: PLC0415  a command that speaks to the API only starts without it
    from botocore.config import Config  # noqa: PLC0415  a command that speaks to the API only starts without it
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415  a command that speaks to the API only starts without it

    name = stage if stage.startswith("nightdesk") else f"nightdesk-{stage}"
    config = Config(connect_timeout=5, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 3})
    try:
        stacks: Any = boto3.client("cloudformation", config=config).describe_stacks(StackName=name)
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        fail(f"CloudFormation does not tell of the stack {name} ({code}).")
    except BotoCoreError as error:
        fail(f"AWS cannot be reached: {error}")
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stacks["Stacks"][0].get("Outputs", [])}
    parameters = {given["ParameterKey"]: given["ParameterValue"] for given in stacks["Stacks"][0].get("Parameters", [])}
    if "TableName" not in outputs:
        fail(f"The stack {name} has no outputs of Nightdesk.")
    return Deployment(
        table=outputs["TableName"],
        api_url=outputs["ApiUrl"],
        api_token=os.environ.get("NIGHTDESK_API_TOKEN"),
        inbound_queue_url=outputs["InboundQueueUrl"],
        dead_letter_queue_url=outputs["DeadLetterQueueUrl"],
        delivery_queue_url=outputs.get("DeliveryQueueUrl", ""),
        bucket=outputs["BucketName"],
        stack_name=name,
        secret_prefix=outputs["SecretPrefix"],
        topic_arn=outputs.get("TopicArn", ""),
        mail_sender=parameters.get("MailSender", ""),
    )


def _from_environment(given: Mapping[str, str]) -> Deployment:
    return Deployment(
        table=given["NIGHTDESK_TABLE"],
        api_url=given.get("NIGHTDESK_API_URL", ""),
        api_token=given.get("NIGHTDESK_API_TOKEN"),
        inbound_queue_url=given.get("NIGHTDESK_INBOUND_QUEUE_URL", ""),
        dead_letter_queue_url=given.get("NIGHTDESK_DEAD_LETTER_QUEUE_URL", ""),
        delivery_queue_url=given.get("NIGHTDESK_DELIVERY_QUEUE_URL", ""),
        bucket=given.get("NIGHTDESK_BUCKET", ""),
        stack_name=given.get("NIGHTDESK_STACK_NAME", "nightdesk"),
        secret_prefix=given.get("NIGHTDESK_SECRET_PREFIX", "nightdesk/"),
        topic_arn=given.get("NIGHTDESK_TOPIC_ARN", ""),
        mail_sender=given.get("NIGHTDESK_MAIL_SENDER", ""),
        simulator_url=given.get("NIGHTDESK_SIMULATOR_URL", ""),
    )

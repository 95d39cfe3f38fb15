"""The template as data: what a deployment would only show when it fails."""

import importlib
import inspect
import re
from datetime import timedelta
from typing import Any

import pytest
from pydantic import BaseModel

from functions.api.routes import OPERATIONS
from functions.poll.service import TOTAL_TIME
from shared.adapters.dynamodb import keys
from shared.adapters.http.downloads import TIME_LIMIT
from shared.adapters.s3.media import MEDIA, media_key
from shared.adapters.s3.retention import RETENTION_DAYS
from shared.adapters.s3.texts import TEXTS, text_key
from shared.channels import CHANNELS, load_policy
from shared.domain.media.fetching import MAX_ATTEMPTS
from shared.domain.polling.cursor import LEASE
from tests.infra.template import (
    FUNCTIONS,
    ROOT,
    function,
    lint,
    listed,
    resources,
    statements,
    template,
    variables,
    written,
)

LIBRARIES = {"POWERTOOLS_LOG_LEVEL", "POWERTOOLS_METRICS_NAMESPACE", "PYDANTIC_DISABLE_PLUGINS"}


def settings_of(verb: str) -> set[str]:
    """The environment variables the function reads."""
    module = importlib.import_module(f"functions.{verb}.settings")
    (model,) = (
        found
        for _, found in inspect.getmembers(module, inspect.isclass)
        if issubclass(found, BaseModel) and found.__module__ == module.__name__
    )
    return {str(field.alias) for field in model.model_fields.values()}


def test_each_folder_of_functions_is_one_lambda_and_there_is_no_other() -> None:
    assert {f"{verb.capitalize()}Function" for verb in FUNCTIONS} == set(resources("AWS::Serverless::Function"))


@pytest.mark.parametrize("verb", FUNCTIONS)
def test_the_handler_exists(verb: str) -> None:
    module, _, name = function(verb)["Handler"].rpartition(".")
    source = (ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
    assert module == f"functions.{verb}.handler"
    assert re.search(rf"^def {name}\(|^{name} = ", source, re.MULTILINE)


@pytest.mark.parametrize("verb", FUNCTIONS)
def test_a_function_is_given_the_settings_it_reads_and_no_other(verb: str) -> None:
    assert set(variables(verb)) == settings_of(verb)


def test_what_all_functions_are_given_is_for_libraries() -> None:
    assert set(template()["Globals"]["Function"]["Environment"]["Variables"]) == LIBRARIES


def test_nothing_that_would_add_a_dimension_to_every_metric_is_set() -> None:
    """Powertools' own metrics take a dimension from ``POWERTOOLS_SERVICE_NAME``; each is a series that is paid for."""
    assert "POWERTOOLS_SERVICE_NAME" not in (ROOT / "infra" / "template.yaml").read_text(encoding="utf-8")
    collector = re.compile(r"from aws_lambda_powertools\S* import [^\n]*(?:Metrics|single_metric)\b")
    code = [path for folder in ("functions", "shared") for path in (ROOT / folder).rglob("*.py")]
    assert not [path for path in code if collector.search(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("verb", FUNCTIONS)
def test_a_function_writes_json_logs_that_expire_into_a_group_of_its_own(verb: str) -> None:
    logging = function(verb)["LoggingConfig"]
    group = resources("AWS::Logs::LogGroup")[logging["LogGroup"]["Ref"]]
    assert logging["LogFormat"] == "JSON"
    assert group["LogGroupName"] == {"Fn::Sub": f"/aws/lambda/${{AWS::StackName}}-{verb}"}


def test_every_log_expires() -> None:
    groups = resources("AWS::Logs::LogGroup")
    assert all(group["RetentionInDays"] == {"Ref": "LogRetentionDays"} for group in groups.values())


def test_logs_of_workflows_hold_no_data() -> None:
    for machine in resources("AWS::Serverless::StateMachine").values():
        assert machine["Logging"]["IncludeExecutionData"] is False
        assert machine["Logging"]["Level"] == "ERROR"


def test_the_inbound_queue_is_fifo_and_ends_in_a_fifo_dead_letter_queue() -> None:
    queues = resources("AWS::SQS::Queue")
    redrive = queues["InboundQueue"]["RedrivePolicy"]
    assert redrive["deadLetterTargetArn"] == {"Fn::GetAtt": ["DeadLetterQueue", "Arn"]}
    assert all(queue["SqsManagedSseEnabled"] for queue in queues.values())
    # An event source sends what it gives up to a standard queue only.
    standard = [name for name, queue in queues.items() if not queue.get("FifoQueue")]
    assert standard == ["MediaQueue", "MediaDeadLetterQueue", "SetAsideQueue"]


def test_files_wait_on_a_queue_of_their_own_that_loses_none() -> None:
    queues = resources("AWS::SQS::Queue")
    media = queues["MediaQueue"]
    assert media["RedrivePolicy"]["deadLetterTargetArn"] == {"Fn::GetAtt": ["MediaDeadLetterQueue", "Arn"]}
    assert media["RedrivePolicy"]["maxReceiveCount"] > MAX_ATTEMPTS + 1  # media gives up first, and says so
    assert media["VisibilityTimeout"] == 6 * function("media")["Timeout"]
    assert function("media")["Timeout"] > TIME_LIMIT
    assert "FifoQueue" not in media
    mapping = resources("AWS::Lambda::EventSourceMapping")["MediaMapping"]
    assert (mapping["BatchSize"], mapping["FunctionResponseTypes"]) == (1, ["ReportBatchItemFailures"])
    assert mapping["ScalingConfig"]["MaximumConcurrency"] >= 2


def test_malware_protection_is_for_the_files_of_customers_and_off_unless_asked_for() -> None:
    whole = template()
    assert whole["Parameters"]["MalwareProtection"]["Default"] == "off"
    plan = whole["Resources"]["MalwarePlan"]
    assert plan["Condition"] == "ProtectsFromMalware"
    assert plan["Properties"]["ProtectedResource"]["S3Bucket"]["ObjectPrefixes"] == [MEDIA]
    rule = whole["Resources"]["MalwareFound"]
    assert rule["Condition"] == "ProtectsFromMalware"
    assert rule["Properties"]["EventPattern"]["detail"]["scanResultDetails"] == {"scanResultStatus": ["THREATS_FOUND"]}


def test_files_of_customers_come_from_public_hosts_only_on_aws() -> None:
    assert variables("media")["MEDIA_ALLOWED_HOSTS"]["Fn::If"][:2] == ["IsOnAws", ""]


def test_voice_messages_are_written_down_only_where_asked_for_and_with_no_more_than_it_needs() -> None:
    whole = template()
    assert whole["Parameters"]["Transcription"]["Default"] == "off"
    policy = whole["Resources"]["TranscriptionPolicy"]
    assert policy["Condition"] == "Transcribes"
    assert policy["Properties"]["Roles"] == [{"Ref": "MediaFunctionRole"}]
    jobs, objects = policy["Properties"]["PolicyDocument"]["Statement"]
    assert jobs["Resource"]["Fn::Sub"].endswith(":transcription-job/${AWS::StackName}-*")
    assert objects["Resource"] == {"Fn::Sub": "${Bucket.Arn}/transcripts/*"}


def test_the_queue_moves_no_message_by_itself_that_waits_for_the_end_of_an_outage() -> None:
    """Dispatch parks; 1,000 is the most SQS takes. tests/unit/dispatch/test_outages.py counts the receives."""
    assert resources("AWS::SQS::Queue")["InboundQueue"]["RedrivePolicy"]["maxReceiveCount"] == 1000


def test_a_message_stays_invisible_for_six_times_what_dispatch_may_take() -> None:
    assert resources("AWS::SQS::Queue")["InboundQueue"]["VisibilityTimeout"] == 6 * function("dispatch")["Timeout"]


def test_dispatch_returns_failed_messages_one_by_one_with_bounded_concurrency() -> None:
    mapping = resources("AWS::Lambda::EventSourceMapping")["DispatchMapping"]
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["ScalingConfig"] == {"MaximumConcurrency": {"Ref": "Concurrency"}}
    assert mapping["BatchSize"] == 10
    assert [verb for verb in FUNCTIONS if "ReservedConcurrentExecutions" in function(verb)] == ["ingest"]


def test_ingest_reserves_concurrency_only_where_a_parameter_says_so() -> None:
    reserved = function("ingest")["ReservedConcurrentExecutions"]
    assert reserved == {"Fn::If": ["ReservesIngest", {"Ref": "IngestConcurrency"}, {"Ref": "AWS::NoValue"}]}
    assert template()["Parameters"]["IngestConcurrency"]["Default"] == 0


def test_a_wildcard_resource_has_a_written_reason() -> None:
    source = (ROOT / "infra" / "template.yaml").read_text(encoding="utf-8").splitlines()
    stars = [line for line in source if re.search(r"Resource: *\[?[\"']?\*", line)]
    assert len(stars) == len([1 for _, statement in statements() if "*" in listed(statement.get("Resource"))])
    assert all("# " in line for line in stars)


def test_only_short_messages_are_allowed_by_what_they_are_not() -> None:
    """A telephone number has no ARN. Whatever has one in SNS, a topic above all, is not meant."""
    (found,) = [(name, statement) for name, statement in statements() if "NotResource" in statement]
    name, statement = found
    assert (name, statement["Action"], statement["NotResource"]) == (
        "EscalateFunction",
        "sns:Publish",
        "arn:*:sns:*:*:*",
    )


def test_mail_may_be_sent_from_the_address_of_the_stack_only() -> None:
    found = [(name, each) for name, each in statements() if "ses:SendEmail" in listed(each["Action"])]
    assert {name for name, _ in found} == {"EscalateFunction", "ReportFunction"}, "notifications, and weekly letters"
    for _, statement in found:
        assert statement["Condition"] == {"StringEquals": {"ses:FromAddress": {"Ref": "MailSender"}}}


def test_what_answers_requests_may_write_to_nobody() -> None:
    of_the_api = [listed(each["Action"]) for name, each in statements() if name == "ApiFunction"]
    assert not [action for actions in of_the_api for action in actions if action.startswith(("ses:", "sns:"))]


def test_traced_workflows_may_write_their_traces() -> None:
    policy = resources("AWS::IAM::Policy")["WorkflowTracing"]
    traced = {name for name, machine in resources("AWS::Serverless::StateMachine").items() if "Tracing" in machine}
    assert {role["Ref"] for role in policy["Roles"]} == {f"{name}Role" for name in traced}


def test_no_permission_covers_more_than_one_action_by_a_wildcard() -> None:
    assert not [action for _, statement in statements() for action in listed(statement["Action"]) if "*" in action]


def test_no_role_takes_a_ready_made_policy() -> None:
    for kind in ("AWS::Serverless::Function", "AWS::Serverless::StateMachine"):
        for properties in resources(kind).values():
            assert all(set(policy) == {"Statement"} for policy in properties["Policies"])


def test_each_queue_has_one_reader_and_who_reads_secrets_is_listed() -> None:
    def allowed(action: str) -> list[tuple[str, dict]]:
        return [(name, statement) for name, statement in statements() if action in listed(statement["Action"])]

    assert [(name, statement["Resource"]) for name, statement in allowed("sqs:ReceiveMessage")] == [
        ("DispatchFunction", {"Fn::GetAtt": ["InboundQueue", "Arn"]}),
        ("MediaFunction", {"Fn::GetAtt": ["MediaQueue", "Arn"]}),
        ("DeliverFunction", {"Fn::GetAtt": ["DeliveryQueue", "Arn"]}),
    ]
    readers = {name for name, _ in allowed("secretsmanager:GetSecretValue")}
    assert readers == {
        "AccountsFunction",
        *("IngestFunction", "PollFunction", "RespondFunction", "EscalateFunction", "MediaFunction", "DeliverFunction"),
        "ApiFunction",
    }
    of_the_api = next(each for name, each in allowed("secretsmanager:GetSecretValue") if name == "ApiFunction")
    assert of_the_api["Resource"]["Fn::Sub"].endswith("/event-subscribers*"), "of webhooks, and of nothing else"


def test_webhooks_and_callbacks_have_limits_of_their_own() -> None:
    (stage,) = resources("AWS::ApiGatewayV2::Stage").values()
    routes = {route["RouteKey"] for route in resources("AWS::ApiGatewayV2::Route").values()}
    assert set(stage["RouteSettings"]) == {
        route for route in routes if route.split()[-1].startswith(("/webhooks/", "/notifications/"))
    }
    assert all(limits["ThrottlingRateLimit"] for limits in stage["RouteSettings"].values())
    assert stage["DefaultRouteSettings"]["ThrottlingRateLimit"]


def test_pages_of_other_origins_may_call_the_api_only_if_they_are_named() -> None:
    parameter = template()["Parameters"]["AllowedOrigins"]
    assert parameter["Default"] == ""
    for allowed, given in (
        (True, "https://inbox.example.com,http://localhost:5173"),
        (False, "*"),
        (False, "https://*"),
    ):
        assert bool(re.fullmatch(parameter["AllowedPattern"], given)) is allowed
    (api,) = resources("AWS::ApiGatewayV2::Api").values()
    condition, cors, otherwise = api["CorsConfiguration"]["Fn::If"]
    assert template()["Conditions"][condition] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "AllowedOrigins"}, ""]}]}
    assert otherwise == {"Ref": "AWS::NoValue"}
    assert "AllowCredentials" not in cors  # tokens travel in a header, never in a cookie
    declared = {name for operation in OPERATIONS for name in operation.headers}
    assert declared <= set(cors["AllowHeaders"])
    assert {operation.method for operation in OPERATIONS} == set(cors["AllowMethods"])


def test_access_logs_keep_no_address_and_no_query() -> None:
    (stage,) = resources("AWS::ApiGatewayV2::Stage").values()
    written, optional = stage["AccessLogSettings"]["Format"]["Fn::Sub"]
    assert not re.search(r"sourceIp|identity|\$context\.path|query|userAgent", written)
    assert optional["Address"] == {"Fn::If": ["LogsSourceAddress", ',"sourceAddress":"$context.identity.sourceIp"', ""]}
    assert template()["Parameters"]["LogSourceAddress"]["Default"] == "off"


def test_the_table_is_encrypted_can_be_restored_and_forgets() -> None:
    (table,) = resources("AWS::DynamoDB::Table").values()
    assert table["SSESpecification"]["SSEEnabled"]
    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert table["DeletionProtectionEnabled"] == {"Fn::If": ["IsProduction", True, False]}


def test_the_table_has_the_keys_that_the_code_builds() -> None:
    (table,) = resources("AWS::DynamoDB::Table").values()
    assert set(keys.ticket("T-1")) == {key["AttributeName"] for key in table["KeySchema"]}
    for index in table["GlobalSecondaryIndexes"]:
        name = index["IndexName"]
        partition = "conversation_pk" if name == "conversation" else "shard"
        assert [key["AttributeName"] for key in index["KeySchema"]] == [partition, f"{name}_sk"]
        assert index["Projection"] == {"ProjectionType": "KEYS_ONLY"}


def test_the_bucket_is_private_encrypted_and_forgets() -> None:
    (bucket,) = resources("AWS::S3::Bucket").values()
    rules = {
        rule["Prefix"]: rule["ExpirationInDays"]
        for rule in bucket["LifecycleConfiguration"]["Rules"]
        if "Prefix" in rule
    }
    assert all(bucket["PublicAccessBlockConfiguration"].values())
    assert bucket["BucketEncryption"]
    by_retention = {prefix for prefix in rules if prefix.endswith("d/") and prefix.count("/") == 2}  # tested below
    assert {p: d for p, d in rules.items() if p not in by_retention} == {
        "quarantine/": 30,
        "text/": 400,
        "media/": 400,
        "uploads/": 2,
        "transcripts/": 1,
        "erasures/": 40,
    }
    assert "VersioningConfiguration" not in bucket


def test_the_bucket_takes_no_unencrypted_connection() -> None:
    (policy,) = resources("AWS::S3::BucketPolicy").values()
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Effect"] == "Deny"
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_notifications_are_encrypted() -> None:
    assert resources("AWS::SNS::Topic")["NotificationTopic"]["KmsMasterKeyId"] == "alias/aws/sns"


def test_the_clock_sweeps_every_minute() -> None:
    rule = next(
        rule for rule in resources("AWS::Events::Rule").values() if rule.get("ScheduleExpression") == "rate(1 minute)"
    )
    assert rule["Targets"][0]["Arn"] == {"Fn::GetAtt": ["EscalateFunction", "Arn"]}
    assert rule["Targets"][0]["Input"] == '{"action":"sweep"}'
    assert function("escalate")["Timeout"] < 60


def test_one_clock_polls_and_a_poll_ends_before_its_lease_does() -> None:
    rule = resources("AWS::Events::Rule")["PollClock"]
    (target,) = rule["Targets"]
    assert rule["ScheduleExpression"] == "rate(2 minutes)"
    assert target["Arn"] == {"Fn::GetAtt": ["PollFunction", "Arn"]}
    assert target["RetryPolicy"]["MaximumRetryAttempts"] == 0
    assert function("poll")["Timeout"] < LEASE.total_seconds() < 120
    assert function("poll")["Timeout"] > TOTAL_TIME.total_seconds() + 2 * 14


def test_every_built_resource_has_a_target_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    built = {name for name, resource in template()["Resources"].items() if "Metadata" in resource}
    assert built == set(re.findall(r"^build-(\w+): ", makefile, re.MULTILINE))


def test_cfn_lint_finds_nothing() -> None:
    assert lint(ROOT / "infra" / "template.yaml") == ""


def resource_names(value: Any) -> set[str]:
    """Every resource that a value refers to."""
    found: set[str] = set()
    if isinstance(value, dict):
        found |= {str(value["Ref"])} if "Ref" in value else set()
        found |= {str(value["Fn::GetAtt"][0])} if "Fn::GetAtt" in value else set()
        if isinstance(value.get("Fn::Sub"), str):
            found |= set(re.findall(r"\$\{([\w:]+)", value["Fn::Sub"]))
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            found |= resource_names(each)
    return found


@pytest.mark.parametrize(
    ("variable", "action", "resource"),
    [
        ("TABLE_NAME", "dynamodb:", "Table"),
        ("BUCKET_NAME", "s3:", "Bucket"),
        ("TOPIC_ARN", "sns:Publish", "NotificationTopic"),
        ("SECRET_PREFIX", "secretsmanager:GetSecretValue", "AWS::StackName"),
        ("TRIAGE_ARN", "states:StartSyncExecution", "TriageWorkflow"),
        ("DEAD_LETTER_QUEUE_URL", "sqs:", "DeadLetterQueue"),
        ("INBOUND_QUEUE_URL", "sqs:", "InboundQueue"),
        ("SET_ASIDE_QUEUE_URL", "sqs:SendMessage", "SetAsideQueue"),
        ("EVENT_BUS", "events:PutEvents", "EventBus"),
        ("DELIVERY_QUEUE_URL", "sqs:", "DeliveryQueue"),
        ("MEDIA_QUEUE_URL", "sqs:", "MediaQueue"),
        ("RESPOND_FUNCTION", "lambda:InvokeFunction", "RespondFunction"),
    ],
)
def test_what_a_function_is_told_of_it_may_use_and_nothing_else(variable: str, action: str, resource: str) -> None:
    told = {f"{verb.capitalize()}Function" for verb in FUNCTIONS if variable in variables(verb)}
    may = {
        name
        for name, statement in statements()
        if name.endswith("Function")
        and any(each.startswith(action) for each in listed(statement["Action"]))
        and resource in resource_names(statement.get("Resource"))
    }
    assert told == may


@pytest.mark.parametrize(("integration", "verb"), [("IngestIntegration", "ingest"), ("ApiIntegration", "api")])
def test_the_gateway_waits_a_little_longer_than_the_function_may_take(integration: str, verb: str) -> None:
    waits = resources("AWS::ApiGatewayV2::Integration")[integration]["TimeoutInMillis"]
    may_take = function(verb).get("Timeout", template()["Globals"]["Function"]["Timeout"])
    assert may_take * 1000 < waits <= 30_000


# --- stages of one account stay apart ---------------------------------------------------------------------------------

NAMED_BY_US = {
    "AWS::ApiGatewayV2::Api": "Name",
    "AWS::CloudWatch::Alarm": "AlarmName",
    "AWS::CloudWatch::Dashboard": "DashboardName",
    "AWS::DynamoDB::Table": "TableName",
    "AWS::Events::Archive": "ArchiveName",
    "AWS::Events::EventBus": "Name",
    "AWS::Events::Rule": "Name",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SNS::Topic": "TopicName",
    "AWS::SQS::Queue": "QueueName",
    "AWS::SecretsManager::Secret": "Name",
    "AWS::Serverless::Function": "FunctionName",
    "AWS::Serverless::LayerVersion": "LayerName",
    "AWS::Serverless::StateMachine": "Name",
}


def test_a_name_that_we_give_holds_the_name_of_the_stack() -> None:
    given = {
        name: properties[key]
        for kind, key in NAMED_BY_US.items()
        for name, properties in resources(kind).items()
        if key in properties
    }
    assert given
    assert [name for name, value in given.items() if "AWS::StackName" not in str(value)] == []


def test_no_text_of_the_template_names_something_that_two_stacks_would_share() -> None:
    """Namespaces, prefixes and names are literals of ours if they hold the project's name and not the stack's."""

    def texts(value: Any) -> list[str]:
        if isinstance(value, dict):
            return [text for key, each in value.items() if key not in DESCRIPTIONS for text in texts(each)]
        if isinstance(value, list):
            return [text for each in value for text in texts(each)]
        return [value] if isinstance(value, str) else []

    found = [
        text for text in texts(template()) if re.search(r"nightdesk(?!/\$\{AWS::StackName\})", text, re.IGNORECASE)
    ]
    assert found == []


DESCRIPTIONS = ("Description", "AlarmDescription")


def test_no_default_of_a_parameter_is_a_name() -> None:
    defaults = {name: str(parameter.get("Default", "")) for name, parameter in template()["Parameters"].items()}
    assert {name for name, value in defaults.items() if "/" in value or "nightdesk" in value.lower()} == set()


def test_escalate_may_read_no_secret_of_a_platform() -> None:
    (resource,) = [
        statement["Resource"]["Fn::Sub"]
        for name, statement in statements()
        if name == "EscalateFunction" and "secretsmanager:GetSecretValue" in listed(statement["Action"])
    ]
    assert resource.endswith(":secret:${AWS::StackName}/notify-*")


# --- a table that was restored ----------------------------------------------------------------------------------------


def test_everything_that_uses_the_table_uses_the_restored_one_if_there_is_one() -> None:
    """Each place that names the table is a choice between the stack's own and the restored one, of the same kind."""
    restored = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${RestoredTable}"
    choices: list[tuple[Any, Any]] = []
    bare: list[str] = []

    def walk(value: Any, where: str) -> None:
        if isinstance(value, dict):
            if list(value) == ["Fn::If"] and value["Fn::If"][0] == "OwnsTable":
                choices.append((value["Fn::If"][1], value["Fn::If"][2]))
                return
            own = value in ({"Ref": "Table"}, {"Fn::GetAtt": ["Table", "Arn"]})
            if own or re.search(r"\$\{Table[.}]", str(value.get("Fn::Sub", ""))):
                bare.append(where)
            for key, each in value.items():
                walk(each, f"{where}.{key}")
        elif isinstance(value, list):
            for each in value:
                walk(each, where)

    walk(written()["Resources"], "")
    walk(written()["Outputs"], "")
    assert bare == []
    assert choices
    for own, other in choices:
        if own == {"Ref": "Table"}:
            assert other == {"Ref": "RestoredTable"}
        elif own == {"Fn::GetAtt": ["Table", "StreamArn"]}:
            assert other == {"Fn::Sub": f"{restored}/stream/${{RestoredTableStream}}"}
        elif own == {"Fn::GetAtt": ["Table", "Arn"]}:
            assert other == {"Fn::Sub": restored}
        else:
            assert other == {"Fn::Sub": own["Fn::Sub"].replace("${Table.Arn}", restored)}
    assert written()["Parameters"]["RestoredTable"]["Default"] == ""


@pytest.mark.parametrize("kind", [TEXTS, MEDIA])
def test_each_retention_of_texts_and_files_has_its_lifecycle_rule(kind: str) -> None:
    rules = resources("AWS::S3::Bucket")["Bucket"]["LifecycleConfiguration"]["Rules"]
    days = {rule["Prefix"]: rule["ExpirationInDays"] for rule in rules if rule.get("Prefix", "").startswith(kind)}
    message = ("c", "a", "m")
    for policy in (load_policy(channel) for channel in CHANNELS):
        keep_for = policy.retention_of(timedelta(days=365))
        key = text_key(message, "e", keep_for)
        if kind == MEDIA:
            key = media_key("acme", message=message, attachment_id="A-1", keep_for=keep_for)
        prefix = "/".join(key.split("/")[:2]) + "/"
        assert timedelta(days=days[prefix] + 1) <= keep_for, policy.channel
    assert {f"{kind}{each}d/": each for each in RETENTION_DAYS} | {kind: 400} == days


def test_files_of_customers_become_cheaper_to_keep_when_nobody_looks_at_them_any_more() -> None:
    (rule,) = [
        each
        for each in resources("AWS::S3::Bucket")["Bucket"]["LifecycleConfiguration"]["Rules"]
        if each.get("Prefix") == MEDIA
    ]
    assert rule["Transitions"] == [{"StorageClass": "STANDARD_IA", "TransitionInDays": 30}]

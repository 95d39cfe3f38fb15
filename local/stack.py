"""The whole desk on this machine: emulator, simulator of the platforms, and the deployed stack."""

import importlib.util
import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

from local import background, credentials, deploy, people
from local.ports import free_ports
from local.state import FOLDER, REGION, ROOT, NoStackError, Process, Stack, environment, load, save, use
from shared.adapters.date_time_formatter import BabelDateTimeFormatter
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tokens import DynamoDBTokens
from shared.adapters.holiday_calendar import LibraryHolidays
from shared.adapters.system_clock import SystemClock
from shared.brand import read as read_brand
from shared.brand.push import prepare
from shared.channels import CHANNELS, load_policy
from shared.domain.access.tokens import TOKEN_PREFIX, Scope, Token, token_hash
from shared.domain.brand.model import Brand
from shared.domain.errors import InvalidBrandError

Say = Callable[[str], None]


def up(brands: Path, *, folder: Path = FOLDER, enforce_permissions: bool = False, say: Say = lambda _: None) -> Stack:
    """Start everything and wait until it can be used. A stack of the same folder that still runs is ended first.

    ``enforce_permissions`` lets the emulator check the functions' roles, as AWS would. Raises ``InvalidBrandError``
    before anything is started, ``StartError``, ``DeployError``.
    """
    documents, checked = _prepared(brands)
    _need_tools(say)
    folder.mkdir(parents=True, exist_ok=True)
    down(folder)
    processes: dict[str, Process] = {}
    try:
        return _start(folder, checked, documents, processes, enforce_permissions=enforce_permissions, say=say)
    except BaseException:  # Ctrl-C too: nothing that we started may be left behind
        for process in processes.values():
            background.stop(process)
        raise


def down(folder: Path = FOLDER) -> bool:
    """End the processes of the stack of that folder. False when there was none."""
    try:
        stack = load(folder)
    except NoStackError:
        return False
    for process in stack.processes.values():
        background.stop(process)
    (folder / "stack.json").unlink(missing_ok=True)
    shutil.rmtree(folder / "tmp", ignore_errors=True)
    return True


def is_up(folder: Path = FOLDER) -> bool:
    try:
        return all(background.is_running(process) for process in load(folder).processes.values())
    except NoStackError:
        return False


def read_brands(folder: Path) -> dict[str, dict[str, Any]]:
    """The document of every brand file, by brand id (the file's name).

    Raises ``InvalidBrandError`` and ``FileNotFoundError``.
    """
    files = sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")])
    if not files:
        raise FileNotFoundError(f"there is no brand file (*.yaml) in {folder}")
    return {path.stem: read_brand(path.read_bytes()) for path in files}


def _prepared(folder: Path) -> tuple[dict[str, dict[str, Any]], tuple[Brand, ...]]:
    """The documents as they are stored, and the brands they make. Raises with every problem of every file."""
    policies = {channel: load_policy(channel) for channel in CHANNELS}
    prepared, brands, problems = {}, [], []
    for brand_id, document in read_brands(folder).items():
        try:
            prepared[brand_id], brand = prepare(
                document,
                brand_id,
                holidays=LibraryHolidays(),
                formatter=BabelDateTimeFormatter(),
                policies=policies,
                now=SystemClock().now(),
            )
            brands.append(brand)
        except InvalidBrandError as error:
            problems += [f"{brand_id}: {problem}" for problem in error.problems]
    if problems:
        raise InvalidBrandError(tuple(problems))
    return prepared, tuple(brands)


def _start(
    folder: Path,
    brands: tuple[Brand, ...],
    documents: Mapping[str, Mapping[str, Any]],
    processes: dict[str, Process],
    *,
    enforce_permissions: bool,
    say: Say,
) -> Stack:
    emulator_port, simulator_port = free_ports(2)
    endpoint, simulator = f"http://127.0.0.1:{emulator_port}", f"http://127.0.0.1:{simulator_port}"
    surroundings = environment(endpoint)
    say("Building, and starting the emulator and the simulator")
    with ThreadPoolExecutor(1) as worker:
        building = worker.submit(deploy.build, folder, surroundings)
        processes["emulator"] = _emulator(folder, emulator_port, surroundings, enforce_permissions)
        if importlib.util.find_spec("local.simulator") is not None:
            command = [sys.executable, "-m", "local.simulator", "--port", str(simulator_port)]
            processes["simulator"] = background.start(
                command, port=simulator_port, log=folder / "simulator.log", environment=surroundings, cwd=ROOT
            )
        for name, process in processes.items():
            address = f"http://127.0.0.1:{process.port}/" + ("_ministack/health" if name == "emulator" else "calls")
            background.wait_for(address, process, log=folder / f"{name}.log")
        template = building.result()
    say("Deploying")
    gateways = {name: f"{simulator}/{name}" for name in (*CHANNELS, "mail", "sms")}
    outputs = deploy.deploy(
        folder,
        template,
        endpoint,
        surroundings,
        {
            "Stage": "local",
            "CacheSeconds": "1",
            "GatewayBaseUrls": json.dumps(gateways, separators=(",", ":")),
            "NotifyAllowedHosts": "127.0.0.1",
            "MailSender": "desk@acme.example",
            "CreateUserPool": "true",
            "CognitoBaseUrl": endpoint,
        },
    )
    say("Storing secrets, brands and a token")
    base = f"{endpoint}/_aws/execute-api/{outputs['ApiId']}/$default"
    stack = Stack(
        webhook_url=f"{base}/webhooks",
        api_url=base,
        api_token=TOKEN_PREFIX + secrets.token_urlsafe(32),
        simulator_url=simulator,
        aws_endpoint_url=endpoint,
        region=REGION,
        stack_name=deploy.STACK_NAME,
        table=outputs["TableName"],
        inbound_queue_url=_here(outputs["InboundQueueUrl"], endpoint),
        dead_letter_queue_url=_here(outputs["DeadLetterQueueUrl"], endpoint),
        delivery_queue_url=_here(outputs["DeliveryQueueUrl"], endpoint),
        quarantine_bucket=outputs["BucketName"],
        triage_arn=outputs["TriageArn"],
        escalation_arn=outputs["EscalationArn"],
        topic_arn=outputs["TopicArn"],
        escalate_function=outputs["EscalateFunctionName"],
        secret_prefix=outputs["SecretPrefix"],
        brands=tuple(documents),
        secrets=credentials.made_up(brands, simulator),
        processes=processes,
        desk_url=f"{base}/desk/index.html",
        people=people.made_up(),
    )
    _fill(stack, documents)
    people.register(
        stack.people,
        endpoint=endpoint,
        table=stack.table,
        pool=outputs["UserPoolId"],
        client=outputs["UserPoolClientId"],
        page=stack.desk_url,
        teams=brands[0].teams[:1],
    )
    save(stack, folder)
    return stack


def _emulator(folder: Path, port: int, surroundings: Mapping[str, str], enforce_permissions: bool) -> Process:
    temporary = folder / "tmp"
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir()
    settings = {
        "BIND_HOST": "127.0.0.1",  # it runs any code it is sent
        "GATEWAY_PORT": str(port),
        "MINISTACK_HOST": "127.0.0.1",
        "AUTH": "true" if enforce_permissions else "false",
        "TMPDIR": str(temporary),
        "LAMBDA_ACCOUNT_CONCURRENCY": "60",
    }
    # Functions inherit what the emulator is given, so it gets no more than it needs.
    kept = {name: value for name, value in surroundings.items() if name in ("PATH", "HOME", "LANG", "SYSTEMROOT")}
    aws = {name: value for name, value in surroundings.items() if name.startswith("AWS_") or name.lower() == "no_proxy"}
    command = [str(deploy.EMULATOR_PYTHON), str(ROOT / "local" / "emulator_entry.py")]
    return background.start(
        command, port=port, log=folder / "emulator.log", environment=kept | aws | settings, cwd=temporary
    )


def _fill(stack: Stack, documents: Mapping[str, Mapping[str, Any]]) -> None:
    """What a person would do once after the first deployment: secrets, brands, a token."""
    use(stack)
    with closing(deploy.client("secretsmanager", stack.aws_endpoint_url)) as secret_store:
        for name, record in stack.secrets.items():
            secret_store.create_secret(Name=stack.secret_prefix + name, SecretString=json.dumps(record))
    clock = SystemClock()
    table = DynamoDBTable(stack.table)
    store = DynamoDBBrands(table, cache_seconds=0, clock=clock)
    for brand_id, document in documents.items():
        store.push(brand_id, document)
    DynamoDBTokens(table, cache_seconds=0, clock=clock).add(
        Token(hash=token_hash(stack.api_token), name="local", scopes=frozenset(Scope), created_at=clock.now())
    )
    table.table.meta.client.close()


def _here(queue_url: str, endpoint: str) -> str:
    """The emulator names itself localhost, which may be another address than the one it listens on."""
    return f"{endpoint}/{'/'.join(queue_url.split('/')[3:])}"


def _need_tools(say: Say) -> None:
    if not all(_is_installed(name) for name in ("emulator", "sam")):
        say("Installing the emulator and SAM (once)")
        subprocess.run(["make", "--no-print-directory", "tools"], cwd=ROOT, check=True)
    _build_page(say)


def _build_page(say: Say, page: Path = ROOT / "functions" / "serve" / "static" / "index.html") -> None:
    """Raises ``DeployError`` rather than deploy an older page, or none where one is asked for (``BROWSER_REQUIRED``).

    Where there never was one, as without Node (60 MB), the stack runs all the same; its page then says what to do.
    """
    command = ["make", "--no-print-directory", "--silent", "desk"]
    built = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if built.returncode == 0:
        return
    why = "\n".join((built.stdout + built.stderr).splitlines()[-20:])
    if page.exists() or os.environ.get("BROWSER_REQUIRED"):
        raise deploy.DeployError(f"The desk's page could not be built (`make desk`):\n{why}")
    say("The desk's page could not be built, so there is none: `make desk` says why")


def _is_installed(name: str) -> bool:
    return (ROOT / ".tools" / name / ".installed").exists()


def describe(stack: Stack) -> Iterable[tuple[str, str]]:
    """What to tell a person, as (what, where)."""
    yield "webhooks", f"{stack.webhook_url}/{{channel}}/{{brand}}"
    yield "desk", stack.desk_url
    for person in stack.people:
        yield f"  {person.role}", f"{person.email}  {person.password}"
    yield "API", stack.api_url
    yield "API token", stack.api_token
    yield "platform simulator", f"{stack.simulator_url}/calls"
    yield "AWS endpoint", stack.aws_endpoint_url
    yield "brands", ", ".join(stack.brands)

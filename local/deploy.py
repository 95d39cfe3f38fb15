"""Builds the stack and deploys it to the emulator, with the same ``sam build`` and ``sam deploy`` as for AWS."""

import hashlib
import json
import platform
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import boto3
from botocore.config import Config

from local.background import tail
from local.state import ACCESS_KEY, REGION, ROOT

SAM = ROOT / ".tools" / "sam" / "bin" / "sam"
EMULATOR_PYTHON = ROOT / ".tools" / "emulator" / "bin" / "python"
STACK_NAME = "nightdesk"
ARTIFACTS = "nightdesk-artifacts"
CONFIG = Config(connect_timeout=5, read_timeout=60)
BUILT_FROM = ("functions", "shared", "infra", "Makefile")
_ARCHITECTURES = {"x86_64": "x86_64", "amd64": "x86_64", "arm64": "arm64", "aarch64": "arm64"}


class DeployError(Exception):
    """Build or deployment failed; the message holds the end of the log."""


def runtime() -> str:
    """The emulator runs functions with its own interpreter, so they are built for that."""
    script = "import sys; print('python%d.%d' % sys.version_info[:2])"
    found = subprocess.run([str(EMULATOR_PYTHON), "-c", script], capture_output=True, text=True, check=True)
    return found.stdout.strip()


def architecture() -> str:
    return _ARCHITECTURES.get(platform.machine().lower(), "x86_64")


def build(folder: Path, environment: Mapping[str, str]) -> Path:
    """Build into ``folder/build`` unless what lies there is from the same source. Returns the built template."""
    built = folder / "build"
    template, mark = built / "template.yaml", folder / "build.sha256"
    version, machine = runtime(), architecture()
    wanted = _fingerprint(version, machine)
    if template.is_file() and mark.is_file() and mark.read_text() == wanted:
        return template
    mark.unlink(missing_ok=True)
    command = [str(SAM), "build", "--config-file", str(ROOT / "infra" / "samconfig.toml")]
    command += ["--template-file", str(ROOT / "infra" / "template.yaml"), "--build-dir", str(built)]
    command += ["--parameter-overrides", f"PythonRuntime={version}", f"Architecture={machine}"]
    here = {"PYTHON_RUNTIME": version, "ARCHITECTURE": machine, "NATIVE": "1", "PACKAGE_PYTHON": str(EMULATOR_PYTHON)}
    _run(command, folder / "build.log", {**environment, **here})
    mark.write_text(wanted)
    return template


def deploy(
    folder: Path, template: Path, endpoint: str, environment: Mapping[str, str], parameters: Mapping[str, str]
) -> dict[str, str]:
    """Deploy what was built. Returns the outputs of the stack."""
    with closing(client("s3", endpoint)) as s3:
        s3.create_bucket(Bucket=ARTIFACTS)
    all_parameters = {"PythonRuntime": runtime(), "Architecture": architecture(), **parameters}
    command = [str(SAM), "deploy", "--config-file", str(ROOT / "infra" / "samconfig.toml")]
    command += ["--template-file", str(template), "--stack-name", STACK_NAME, "--s3-bucket", ARTIFACTS]
    command += ["--tags", "Project=nightdesk", "Stage=local"]
    command += ["--parameter-overrides", *(_parameter(name, value) for name, value in all_parameters.items())]
    _run(command, folder / "deploy.log", environment)
    with closing(client("cloudformation", endpoint)) as cloudformation:
        described = cloudformation.describe_stacks(StackName=STACK_NAME)
    return {output["OutputKey"]: output["OutputValue"] for output in described["Stacks"][0]["Outputs"]}


def client(service: str, endpoint: str):  # type: ignore[no-untyped-def]  # noqa: ANN201  one function for many clients
    """A client of the emulator, whatever the user's own AWS settings are."""
    return boto3.client(
        service,  # type: ignore[call-overload]  # the stubs know a name each, not any name
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=ACCESS_KEY,
        config=CONFIG,
    )


def _parameter(name: str, value: str) -> str:
    """As SAM reads it: the value in double quotes, those within it escaped."""
    return f"ParameterKey={name},ParameterValue={json.dumps(value, ensure_ascii=False)}"


def _run(command: list[str], log: Path, environment: Mapping[str, str]) -> None:
    with log.open("wb") as output:
        done = subprocess.run(
            command, cwd=ROOT, env={**environment, "SAM_CLI_TELEMETRY": "0", "SAM_CLI_POLL_DELAY": "0.3"},
            stdout=output, stderr=output, stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip
    if done.returncode:
        raise DeployError(f"`sam {command[1]}` failed; all of it is in {log}\n{tail(log, 30)}")


def _fingerprint(*made_for: str) -> str:
    digest = hashlib.sha256(" ".join(made_for).encode())
    for path in _sources():
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for name in BUILT_FROM:
        place = ROOT / name
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        yield from (path for path in files if path.is_file() and "__pycache__" not in path.parts)

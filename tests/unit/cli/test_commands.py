"""The list of commands, and how quickly one of them starts."""

import pytest
from typer.testing import CliRunner

from cli.main import COMMANDS, app, load
from tests.fresh_python import run_python


def test_the_list_of_commands_names_every_one_with_its_line() -> None:
    shown = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "160"}).output
    for name, command in COMMANDS.items():
        assert name in shown
        assert command.help in shown


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_of_the_list_exists_and_explains_itself(name: str) -> None:
    assert load(name).help
    assert CliRunner().invoke(app, [name, "--help"]).exit_code == 0


def test_a_command_that_does_not_exist_is_named() -> None:
    shown = CliRunner().invoke(app, ["tikets"])
    assert shown.exit_code == 2
    assert "tikets" in shown.output


@pytest.mark.parametrize("command", ["tickets", "ticket", "claim", "release", "resolve", "reply", "report"])
def test_what_an_agent_calls_loads_no_aws_client(command: str) -> None:
    code = (
        f"import sys; from cli.main import load; load({command!r});"
        "wrong = {'boto3', 'botocore', 'holidays'} & set(sys.modules); print(wrong); sys.exit(bool(wrong))"
    )
    done = run_python(code)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("by", ["", "Sophie\u202e", "Sophie\x1b[2J", "night\u200bdesk", "x" * 101])
@pytest.mark.parametrize(
    "command", [["answers", "off"], ["answers", "customer", "C", "off"], ["incident", "open", "Down"]], ids=str
)
def test_who_does_something_is_named_in_printable_characters(command: list[str], by: str) -> None:
    shown = CliRunner().invoke(app, [*command, "--by", by], env={"COLUMNS": "160"})
    assert shown.exit_code == 2
    assert "printable characters" in shown.output

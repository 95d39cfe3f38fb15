"""What takes minutes says where it is, also where nobody sees a line change."""

from io import StringIO

from rich.console import Console

from cli.output import steps


def test_in_a_file_each_step_is_a_line_written_when_it_begins() -> None:
    written = StringIO()
    with steps(Console(file=written, width=80), "Starting") as say:
        assert written.getvalue() == "Starting\n"
        say("Deploying")
        assert written.getvalue() == "Starting\nDeploying\n"


def test_on_a_terminal_no_step_stays_behind() -> None:
    written = StringIO()
    with steps(Console(file=written, force_terminal=True, width=80), "Starting") as say:
        say("Deploying")
    assert "Starting\nDeploying\n" not in written.getvalue()

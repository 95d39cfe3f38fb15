"""The command ``nightdesk``. A command's module is imported when it is called, so that each starts quickly."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup


class Command(NamedTuple):
    """Where a command is: its module, the function in it (``app`` for a group), and its line in the help."""

    module: str
    attribute: str
    help: str


COMMANDS: Mapping[str, Command] = {
    "up": Command("cli.commands.stack", "up", "Start the whole stack on this machine."),
    "down": Command("cli.commands.stack", "down", "Stop the stack on this machine."),
    "demo": Command("cli.demo.command", "demo", "A day and an evening of made-up traffic, and its outcome."),
    "status": Command("cli.commands.status", "status", "Whether messages flow, where they wait, what was refused."),
    "tickets": Command("cli.commands.tickets", "tickets", "Open tickets, those that wait for us first."),
    "ticket": Command("cli.commands.tickets", "ticket", "One ticket: its state, its conversation, its history."),
    "claim": Command("cli.commands.work", "claim", "Take a ticket; its escalation ends."),
    "release": Command("cli.commands.work", "release", "Give a ticket back."),
    "escalate": Command("cli.commands.work", "escalate", "Call people for a ticket, tier by tier."),
    "deescalate": Command("cli.commands.work", "deescalate", "Call nobody more for a ticket."),
    "resolve": Command("cli.commands.work", "resolve", "Mark a ticket as resolved."),
    "reply": Command("cli.commands.reply", "reply", "Answer a customer on their channel. The same key sends once."),
    "attachment": Command("cli.commands.attachment", "attachment", "Save a file of a message."),
    "report": Command("cli.commands.report", "report", "Service figures and listening questions of a span of time."),
    "accounts": Command("cli.commands.accounts", "app", "Our own accounts: whether they work, what is read."),
    "answers": Command("cli.commands.answers", "app", "Automatic answers: on, off, or a dry run."),
    "listen": Command("cli.commands.listen", "app", "Saved searches: what a brand listens for, and a preview."),
    "proposal": Command("cli.commands.proposal", "app", "What waits for a decision before it is said in public."),
    "incident": Command("cli.commands.incident", "app", "Incidents: many customers, one cause."),
    "notify": Command("cli.commands.notify", "app", "Where people are told: what there is, and a test."),
    "webhook": Command("cli.commands.webhook", "app", "Webhooks of other systems that are told of events."),
    "events": Command("cli.commands.events", "app", "Events as they happen."),
    "changes": Command("cli.commands.changes", "app", "The log of changes that `updated_since` reads."),
    "oncall": Command("cli.commands.oncall", "app", "Who is on duty, and exceptions from the plan."),
    "brand": Command("cli.commands.brand", "app", "Brand files: check, push, what is in force."),
    "secret": Command("cli.commands.secret", "app", "Secrets of platforms and webhooks. Values are never shown."),
    "token": Command("cli.commands.token", "app", "Access tokens of the API."),
    "agent": Command("cli.commands.agent", "app", "Agents: the people who sign in to the desk."),
    "dlq": Command("cli.commands.dlq", "app", "Parked messages, with the reason of each."),
    "quarantine": Command("cli.commands.quarantine", "app", "Deliveries that were signed and could not be read."),
    "customer": Command("cli.commands.customer", "app", "What is stored about a person."),
    "erasure": Command("cli.commands.erasure", "app", "Erasures of persons, and their replay after a restore."),
    "replay": Command("cli.commands.replay", "replay", "Send recorded webhook bodies to the stack on this machine."),
    "classify": Command("cli.commands.classify", "classify", "What the classifier says about messages."),
}


class LazyGroup(TyperGroup):
    """Imports a command when it is called; the list of all commands needs no import."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """What the list of commands shows; ``resolve_command`` loads the command itself."""
        return TyperCommand(cmd_name, help=COMMANDS[cmd_name].help) if cmd_name in COMMANDS else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] in COMMANDS:
            return args[0], load(args[0]), args[1:]
        return super().resolve_command(ctx, args)  # which says that there is no such command


def load(name: str) -> Any:
    """The command of that name as Typer made it. Raises ``KeyError``."""
    command = COMMANDS[name]
    found = getattr(import_module(command.module), command.attribute)
    if isinstance(found, typer.Typer):
        return typer.main.get_group(found)
    alone = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False)
    alone.command(name)(found)
    return typer.main.get_command(alone)


app = typer.Typer(
    cls=LazyGroup,
    help="Nightdesk: customer service for social media on cloud functions.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)


@app.callback()
def nightdesk() -> None:
    """Nightdesk: customer service for social media on cloud functions."""


if __name__ == "__main__":
    app()

"""The command ``nightdesk``."""

import typer

from cli.commands import answers, brand, classify, operations, replay, secret, stack, status, tickets
from cli.commands import reply as replies
from cli.demo import command as demo

app = typer.Typer(
    help="Nightdesk: customer service for social media on cloud functions.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
app.command()(stack.up)
app.command()(stack.down)
app.command()(demo.demo)
app.command()(replay.replay)
app.command()(classify.classify)
status.register(app)
tickets.register(app)
replies.register(app)
app.add_typer(answers.app, name="answers")
app.add_typer(brand.app, name="brand")
app.add_typer(secret.app, name="secret")
operations.register(app)


if __name__ == "__main__":
    app()

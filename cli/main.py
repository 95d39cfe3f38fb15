"""The command ``nightdesk``."""

import typer

from cli import demo, replay, stack

app = typer.Typer(
    help="Nightdesk: customer service for social media on cloud functions.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
app.command()(stack.up)
app.command()(stack.down)
app.command()(demo.demo)
app.command()(replay.replay)


if __name__ == "__main__":
    app()

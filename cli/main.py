"""The command ``nightdesk``."""

import typer

from cli import stack

app = typer.Typer(
    help="Nightdesk: customer service for social media on cloud functions.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
app.command()(stack.up)
app.command()(stack.down)


if __name__ == "__main__":
    app()

"""``nightdesk attachment TICKET MESSAGE ID``: saves a file of a message."""

import os
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated

import httpx
import typer

from cli import api_client
from cli.deployment import StackOption, StageOption, find_api
from cli.output import console, fail
from shared.domain.messages.file_names import safe_title

TIMEOUT = httpx.Timeout(60, connect=5)


def attachment(
    *,
    ticket_id: Annotated[str, typer.Argument(metavar="TICKET")],
    message_id: Annotated[str, typer.Argument(metavar="MESSAGE")],
    attachment_id: Annotated[str, typer.Argument(metavar="ID")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File or folder; else the file's own name, in this folder.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Save a file of a message. A file that is there is kept, unless --force is given."""
    address = find_api(stack, stage)
    with api_client.open_client(address) as client:
        messages = api_client.read_all(client, f"{api_client.ticket_path(ticket_id)}/messages")
        message = next((each for each in messages if each["id"] == message_id), None)
        held = next((each for each in message["attachments"] if each["id"] == attachment_id), None) if message else None
        if held is None:
            fail("There is no such file.", code=1)
        if held["href"] is None:
            fail(f"The file is not there: {held['status'] or 'there is none'}.", code=1)
        link = api_client.get(client, held["href"], {"redirect": "false"})
    name = safe_title(held["title"] or f"{held['type']}-{attachment_id[:8]}", held["mime_type"])
    target = Path(name) if output is None else output / name if output.is_dir() else output
    _save(link["url"], target, force=force)
    console().print(f"Saved {target}.")


def _save(url: str, target: Path, *, force: bool) -> None:
    """Written beside it first: what was there before stays until the whole file is here."""
    if target.exists() and not force:
        fail(f"{target} exists; --force replaces it.")
    part = target.with_name(f".{target.name}.part")
    try:
        with open_file(url) as answer, part.open("wb") as written:
            if not answer.is_success:
                fail(f"The bucket answered {answer.status_code}.", code=1)
            for piece in answer.iter_bytes():
                written.write(piece)
        if force:
            part.replace(target)
        else:
            os.link(part, target)  # unlike a replacement, this fails when somebody was faster
    except FileExistsError:
        fail(f"{target} exists; --force replaces it.")
    except (OSError, httpx.HTTPError) as error:
        fail(f"{target} was not saved ({type(error).__name__}).", code=1)
    finally:
        part.unlink(missing_ok=True)


def open_file(url: str) -> AbstractContextManager[httpx.Response]:
    return httpx.stream("GET", url, timeout=TIMEOUT)

"""The Telegram Bot API, as far as our gateway uses it."""

import time
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from local.simulator.exchange import Answer, Request, refused
from local.simulator.files import ReceivedFile
from local.simulator.platforms import media
from local.simulator.world import Published, World

DELIVERED = "https://desk.example/webhooks/telegram/acme"
"""Where updates go of a bot that nobody has changed; behind it the kinds that are delivered, if not the usual ones."""

HIDDEN = "/bot<token>"


_REFUSALS = {
    "business_connection_id": (403, "Forbidden: bot can't initiate conversation with a user"),
    "direct_messages_topic_id": (400, "Bad Request: direct messages topic must be specified"),
    "message_thread_id": (400, "Bad Request: TOPIC_CLOSED"),  # of a group whose general topic takes nothing
}


def without_token(request: Request) -> Request:
    """The request with its token out of the path, where this one platform has it."""
    bot, _, method = request.path.lstrip("/").partition("/")
    if bot == "file":
        return replace(request, path=f"/file{HIDDEN}/{method.partition('/')[2]}")
    return replace(request, path=f"{HIDDEN}/{method}") if bot.startswith("bot") else request


def answer(request: Request, world: World) -> Answer:
    bot, _, method = request.path.lstrip("/").partition("/")
    if bot == "file":
        bot, _, name = method.partition("/")
        return media.file(unquote(name)) if not refused(bot.removeprefix("bot")) else _error(401, "Unauthorized")
    if not bot.startswith("bot"):
        return _error(404, "Not Found")
    if refused(bot.removeprefix("bot")):
        return _error(401, "Unauthorized")
    match request.method, method:
        case "POST" | "GET", "sendMessage":
            return _message(request, world)
        case "POST", sending if sending in _FILES:
            return _file(request, world, sending)
        case "POST" | "GET", "deleteMessage":
            gone = f"{request.fields.get('chat_id')}:{request.fields.get('message_id')}"
            return _ok(True) if world.withdraw("telegram", gone) else _error(400, "Bad Request: message not found")
        case "POST" | "GET", "pinChatMessage" | "unpinChatMessage":
            named = f"{request.fields.get('chat_id')}:{request.fields.get('message_id')}"
            found = world.find("telegram", named)
            return _ok(True) if found else _error(400, "Bad Request: message to pin not found")
        case "POST" | "GET", "getFile":
            return _path(request.text("file_id"))
        case "POST" | "GET", "getWebhookInfo":
            known = world.subscribed("telegram", bot)
            url, *kinds = (DELIVERED if known is None else known).split(" ")
            return _ok({"url": url, "pending_update_count": 0, **({"allowed_updates": kinds} if kinds else {})})
        case "POST", "setWebhook":
            chosen = request.fields.get("allowed_updates")
            kinds = chosen if isinstance(chosen, list) else []
            world.subscribe("telegram", bot, " ".join([request.text("url"), *kinds]))
            return _ok(True)
        case "POST" | "GET", "getMe":
            return _ok({"id": 7000000001, "is_bot": True, "first_name": "Acme", "username": "acme_help_bot"})
    return _error(404, "Not Found")


def _path(file_id: str) -> Answer:
    """Where a file can be had for an hour (Telegram Bot API, ``getFile``)."""
    if "toolarge" in file_id:
        return _error(400, "Bad Request: file is too big")
    if not media.is_there(file_id):
        return _error(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
    told: dict[str, Any] = {"file_id": file_id, "file_unique_id": file_id[-8:], "file_path": f"files/{file_id}"}
    size = media.size_of(file_id)
    return _ok(told if size is None else told | {"file_size": size})


def _message(request: Request, world: World) -> Answer:
    chat, text = request.fields.get("chat_id"), request.text("text")
    if chat in (None, ""):
        return _error(400, "Bad Request: chat_id is empty")
    if not text.strip():
        return _error(400, "Bad Request: message text is empty")
    if len(text) > 4096:
        return _error(400, "Bad Request: message is too long")
    problem = _place(request, world, chat)
    if problem is not None:
        return problem
    number = int(world.new_id())
    world.publish(Published(channel="telegram", id=f"{chat}:{number}", account_id="", text=text, to=str(chat)))
    return _ok({"message_id": number, "date": int(time.time()), "chat": {"id": chat}, "text": text})


_MB = 1024 * 1024
_FILES = {
    "sendPhoto": ("photo", "image", 10 * _MB),
    "sendAnimation": ("animation", None, 50 * _MB),
    "sendVideo": ("video", "video", 50 * _MB),
    "sendAudio": ("audio", "audio", 50 * _MB),
    "sendVoice": ("voice", "audio", 50 * _MB),
    "sendDocument": ("document", None, 50 * _MB),
}


def _file(request: Request, world: World, method: str) -> Answer:
    """A file that travels with the call (Telegram Bot API, "Sending files")."""
    field, kind, largest = _FILES[method]
    chat, caption, file = request.fields.get("chat_id"), request.text("caption"), request.fields.get(field)
    if chat in (None, ""):
        return _error(400, "Bad Request: chat_id is empty")
    if not isinstance(file, ReceivedFile) or not file.content:
        return _error(400, f"Bad Request: there is no {field} in the request")
    if file.size > largest:
        return _error(413, "Request Entity Too Large")
    if kind is not None and file.kind != kind:
        return _error(400, "Bad Request: IMAGE_PROCESS_FAILED" if kind == "image" else "Bad Request: wrong file type")
    if len(caption) > 1024:
        return _error(400, "Bad Request: message caption is too long")
    problem = _place(request, world, chat)
    if problem is not None:
        return problem
    number = int(world.new_id())
    world.publish(
        Published(channel="telegram", id=f"{chat}:{number}", account_id="", text=caption, to=str(chat), files=(file,))
    )
    return _ok({"message_id": number, "date": int(time.time()), "chat": {"id": chat}, "caption": caption})


def _place(request: Request, world: World, chat: Any) -> Answer | None:
    """Why nothing can be sent to that place of the chat."""
    needed = world.required("telegram", str(chat))
    if needed is not None and not request.fields.get(needed):
        return _error(*_REFUSALS.get(needed, (400, "Bad Request: chat not found")))
    if request.fields.get("message_thread_id") and request.fields.get("direct_messages_topic_id"):
        return _error(400, "Bad Request: a message can be in one topic only")
    return None


def _ok(result: Any) -> Answer:
    return Answer(body={"ok": True, "result": result})


def _error(status: int, description: str) -> Answer:
    return Answer(status=status, body={"ok": False, "error_code": status, "description": description})

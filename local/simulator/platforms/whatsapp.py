"""The WhatsApp Cloud API, as far as our gateway uses it."""

from typing import Any

from local.simulator.exchange import Answer, Request
from local.simulator.files import ReceivedFile
from local.simulator.platforms import media
from local.simulator.platforms.graph import error, ok, opened
from local.simulator.world import Published, World

_MB = 1024 * 1024
_MEDIA = {"image": 5 * _MB, "video": 16 * _MB, "audio": 16 * _MB, "document": 100 * _MB}
_TYPES = {
    "image": {"image/jpeg", "image/png"},
    "video": {"video/mp4", "video/3gpp"},
    "audio": {"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"},
}
_DOCUMENTS = ("text/plain", "application/pdf", "application/vnd.", "application/msword")


def answer(request: Request, world: World) -> Answer:
    segments = opened(request, world)
    if isinstance(segments, Answer):
        return segments
    match request.method, segments:
        case "GET", ["attachments", name]:
            return media.file(name)
        case "GET", [number] if request.query.get("fields") == "id":
            return ok({"id": number})
        case "GET", [media_id]:
            return _address(request, media_id)
        case "POST", [_, "media"]:
            return _media(request, world)
        case "POST", [number, "messages"]:
            return _message(request, world, number)
    return error(400, 2500, "Unknown path components: " + request.path)


def _address(request: Request, media_id: str) -> Answer:
    """Where a customer's file can be had for five minutes (Cloud API, "Media"): the address wants the token too."""
    if not media.is_there(media_id):
        return error(400, 100, "Unsupported get request. Object with ID does not exist", 33)
    host = request.headers.get("host", "127.0.0.1")
    told: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "id": media_id,
        "mime_type": media.type_of(media_id),
        "url": f"http://{host}/whatsapp/v1.0/attachments/{media_id}",
    }
    size = media.size_of(media_id)
    return ok(told if size is None else told | {"file_size": size})


def _message(request: Request, world: World, number: str) -> Answer:
    fields = request.fields
    if fields.get("messaging_product") != "whatsapp":
        return error(400, 100, "The parameter messaging_product is required.")
    if fields.get("status") == "read":
        return ok({"success": True})
    person = str(fields.get("to") or fields.get("recipient") or "")
    kind = request.text("type") or "text"
    if not person:
        return error(400, 100, "The parameter to is required.")
    if kind in _MEDIA:
        text, files = request.text(kind, "caption"), _named(request, world, kind)
        if isinstance(files, Answer):
            return files
    elif kind == "text":
        text, files = request.text("text", "body"), ()
        if not text or len(text) > 4096:
            return error(400, 100, "Param text['body'] must be at most 4096 characters long.")
    else:
        return error(400, 131051, "Unsupported message type")
    new = f"wamid.{world.new_id()}"
    world.publish(Published(channel="whatsapp", id=new, account_id=number, text=text, to=person, files=files))
    contact: dict[str, Any] = {"input": person, "wa_id": person if person.isdecimal() else ""}
    return ok({"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": new}]})


def _media(request: Request, world: World) -> Answer:
    """A file that is handed over. Its type is the form's word for it, which has to be one that WhatsApp takes."""
    file, mime_type = request.fields.get("file"), request.text("type")
    if request.fields.get("messaging_product") != "whatsapp" or not isinstance(file, ReceivedFile):
        return error(400, 100, "(#100) Missing parameters: messaging_product, file")
    kind = next((kind for kind, types in _TYPES.items() if mime_type in types), None)
    if kind is None and not mime_type.startswith(_DOCUMENTS):
        return error(400, 100, f"Param file must be a file with one of the supported types. Received {mime_type}.")
    if kind is not None and file.kind != kind:
        return error(400, 100, "Media upload error: the file is not of the type that was named")
    if file.size > _MEDIA[kind or "document"]:
        return error(400, 100, "Media upload error: the file is too large")
    media_id = world.new_id()
    world.keep("whatsapp", media_id, file)
    return ok({"id": media_id})


def _named(request: Request, world: World, kind: str) -> tuple[ReceivedFile, ...] | Answer:
    file = world.upload("whatsapp", request.text(kind, "id"))
    if file is None:
        return error(400, 131053, "Media upload error: there is no such media")
    if kind == "audio" and request.text(kind, "caption"):
        return error(400, 100, "Param audio['caption'] is not supported")
    if len(request.text(kind, "caption")) > 1024:
        return error(400, 100, f"Param {kind}['caption'] must be at most 1024 characters long.")
    return (file,)

"""Meta's Graph API, as far as our gateways use it: Facebook Pages, Messenger and Instagram."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from local.simulator.exchange import Answer, Request, refused
from local.simulator.files import ReceivedFile, fetched
from local.simulator.platforms.tokens import prolonged
from local.simulator.world import Published, World, now

_VERSION = re.compile(r"^v\d+\.\d+$")
_USAGE = {
    "X-App-Usage": '{"call_count":3,"total_time":2,"total_cputime":1}',
    "X-Business-Use-Case-Usage": '{"1001":[{"type":"pages","call_count":3,"total_cputime":1,"total_time":2,'
    '"estimated_time_to_regain_access":0}]}',
}
_EARLIER = "2020-01-01T00:00:00+0000"
_MAX_LENGTH = {"facebook": 8000, "messenger": 2000}
_MENTIONED = re.compile(r"(?P<edge>mentioned_comment|mentioned_media)\.\w+\((?P<id>[^)]*)\)")
_PROFILE = frozenset({"first_name", "follower_count"})
_TAGS = frozenset({"HUMAN_AGENT"})
_TYPES = frozenset({"RESPONSE", "UPDATE", "MESSAGE_TAG"})


def facebook(request: Request, world: World) -> Answer:
    return _answer(request, world, replies="comments")


def messenger(request: Request, world: World) -> Answer:
    return _answer(request, world, replies=None)


def instagram(request: Request, world: World) -> Answer:
    return _answer(request, world, replies="replies")


def ok(body: Any) -> Answer:
    return Answer(body=body, headers=_USAGE)


def error(status: int, code: int, message: str, subcode: int | None = None) -> Answer:
    content: dict[str, Any] = {"message": f"(#{code}) {message}", "type": "OAuthException", "code": code}
    if subcode is not None:
        content["error_subcode"] = subcode
    return Answer(status=status, body={"error": {**content, "fbtrace_id": "Simulated"}}, headers=_USAGE)


_PERMISSIONS = (
    "pages_manage_engagement pages_manage_metadata pages_messaging pages_read_engagement pages_read_user_content "
    "instagram_basic instagram_manage_comments instagram_manage_messages whatsapp_business_messaging"
)
# As `docs/connect.md` asks for.
_SUBSCRIBED = (
    "feed,mention,ratings,messages,message_echoes,message_edits,message_reactions,messaging_postbacks,"
    "messaging_handovers,standby,messaging_policy_enforcement,comments,mentions,messaging_handover"
)


def about_account(
    request: Request, world: World, segments: list[str], permissions: str = _PERMISSIONS
) -> Answer | None:
    """What the API says of a token and of an account's subscription; ``None`` when it is asked something else."""
    match request.method, segments:
        case "GET", ["debug_token"]:
            told = {
                "app_id": "1", "is_valid": True, "expires_at": 0, "data_access_expires_at": 0,
                "scopes": permissions.split(),
            }  # fmt: skip
            return ok({"data": told})
        case "GET", ["me"]:
            return ok({"name": "Acme"})
        case "GET", [account, "subscribed_apps"] if request.channel == "whatsapp":
            # Apps alone: which fields are delivered is a setting of each app.
            apps = [] if world.subscribed("whatsapp", account) == "" else ["1"]
            return ok({"data": [{"whatsapp_business_api_data": {"id": app, "name": "Desk"}} for app in apps]})
        case "POST", [account, "subscribed_apps"] if request.channel == "whatsapp":
            world.subscribe("whatsapp", account, "1")
            return ok({"success": True})
        case "GET", [account, "subscribed_apps"]:
            fields = world.subscribed(request.channel, account)
            listed = (_SUBSCRIBED if fields is None else fields).split(",")
            return ok({"data": [{"id": "1", "subscribed_fields": listed}] if any(listed) else []})
        case "POST", [account, "subscribed_apps"]:
            world.subscribe(request.channel, account, request.text("subscribed_fields"))
            return ok({"success": True})
    return None


def opened(request: Request, world: World) -> list[str] | Answer:
    """The segments of the path after the version, once the caller has shown a token; or what is said of the account."""
    version, *segments = [unquote(segment) for segment in request.path.strip("/").split("/")]
    if not _VERSION.match(version) or not segments or not all(segments):
        return error(400, 2500, "Unknown path components: " + request.path)
    if refused(request.token):
        return error(401, 190, "Invalid OAuth access token.", 463)
    return about_account(request, world, segments) or segments


def _answer(request: Request, world: World, replies: str | None) -> Answer:
    if request.path == "/refresh_access_token":
        token = prolonged(request, world)
        return ok(token) if token else error(400, 190, "Error validating access token", 463)
    segments = opened(request, world)
    if isinstance(segments, Answer):
        return segments
    match request.method, segments:
        case "POST", [target, edge] if edge == replies:
            return _reply(request, world, target)
        case "POST", [account, "feed"] if replies == "comments":
            return _feed_post(request, world, account)
        case "GET", [account, "feed"] if replies == "comments":
            posts = [one for one in world.by(request.channel, account) if one.under is None]
            shown = [_shown(request.channel, one) for one in posts]
            return ok({"data": [*world.entries(request.channel, "feed"), *shown]})
        case "GET", [_, ("ratings" | "tagged") as edge] if replies == "comments":
            return ok({"data": world.entries(request.channel, edge)})
        case "GET", [_, "media"] if replies == "replies":
            return ok({"data": world.entries(request.channel, "media")})
        case "GET", [_, "conversations"] if not request.query.get("user_id"):
            return ok({"data": world.entries(request.channel, "conversations")})
        case "POST", [_, "mentions"] if request.text("media_id"):
            return _reply(request, world, request.text("comment_id") or request.text("media_id"))
        case "POST", [account, "messages"]:
            return _message(request, world, account)
        case "GET", [target, edge] if edge == replies:
            return ok({"data": [_shown(request.channel, one) for one in world.under(request.channel, target)]})
        case "GET", [_, "comments"]:
            return ok({"data": []})  # of a media: customers' comments are not here, and ours hang under them
        case "GET", [account, "conversations"]:
            return _conversations(request, world, account)
        case "POST", [_, "likes"]:
            return ok({"success": True})
        case "POST", [target] if request.text("is_hidden") or request.text("hide"):
            world.hide(request.channel, target, hidden="true" in (request.text("is_hidden"), request.text("hide")))
            return ok({"success": True})
        case "DELETE", [target]:
            return ok({"success": True}) if world.withdraw(request.channel, target) else _missing(target)
        case "GET", [_] if named := _MENTIONED.match(request.query.get("fields", "")):
            return ok({named["edge"]: _mentioned(named["edge"], named["id"])})
        case "GET", [person] if _PROFILE & set(request.query.get("fields", "").split(",")):
            return ok({"id": person, "first_name": "Mia", "last_name": "Larsen", "username": "mia"})
        case "GET", [target]:
            found = world.find(request.channel, target)
            return ok(_shown(request.channel, found)) if found else _missing(target)
    return error(400, 2500, "Unknown path components: " + request.path)


def _reply(request: Request, world: World, target: str) -> Answer:
    text, file, problem = request.text("message"), None, None
    if url := request.text("attachment_url"):
        file, problem = _picture(request.channel, url)
    longest = 2200 if request.channel == "instagram" else _MAX_LENGTH["facebook"]
    if problem is not None:
        return problem
    if not text and file is None:
        return error(400, 100, "The parameter message is required")
    if len(text) > longest:
        return error(400, 100, "The comment is too long")
    if text and any(one.text == text for one in world.under(request.channel, target)):
        return error(400, 506, "Duplicate status message")
    new = world.new_id()
    if request.channel == "facebook":
        new = f"{target.partition('_')[0]}_{new}"  # "<post>_<comment>" is answered by "<post>_<new>"
    files = (file,) if file is not None else ()
    published = Published(channel=request.channel, id=new, account_id="", text=text, under=target, files=files)
    world.publish(published)
    return ok({"id": new})


def _feed_post(request: Request, world: World, account: str) -> Answer:
    """A post of the Page itself (Pages API, "Posts")."""
    text = request.text("message")
    if not text:
        return error(400, 100, "Missing message or attachment", 1366046)
    if any(one.text == text for one in world.by(request.channel, account)):
        return error(400, 506, "Duplicate status message", 1455006)
    new = f"{account}_{world.new_id()}"
    world.publish(Published(channel=request.channel, id=new, account_id=account, text=text))
    return ok({"id": new})


def _message(request: Request, world: World, account: str) -> Answer:
    recipient = request.fields.get("recipient")
    recipient = recipient if isinstance(recipient, dict) else {}
    kind = next((name for name in ("id", "comment_id", "post_id") if recipient.get(name)), None)
    text = request.text("message", "text")
    if kind is None:
        return error(400, 100, "The parameter recipient is required")
    files = _attached(request)
    if isinstance(files, Answer):
        return files
    if not text and not files:
        return error(400, 100, "The parameter message is required")
    if text and files:
        return error(400, 100, "Only one of the message parameters text and attachment can be specified")
    problem = _too_long(request.channel, text) or _bad_type(request.fields)
    if problem:
        return problem
    target = str(recipient[kind])
    if kind != "id" and world.under(request.channel, f"private:{target}"):
        return error(400, 10900, "Activity already replied to")
    if world.required(request.channel, target) == "thread_control":
        return error(400, 10, "Message failed to send because another app is controlling this thread now.", 2018300)
    person = target if kind == "id" else f"person-{target}"
    new = "m_" + world.new_id() if request.channel != "instagram" else "aWd" + world.new_id()
    under = None if kind == "id" else f"private:{target}"
    world.publish(
        Published(channel=request.channel, id=new, account_id=account, text=text, under=under, to=person, files=files)
    )
    return ok({"recipient_id": person, "message_id": new})


def _too_long(channel: str, text: str) -> Answer | None:
    if channel == "instagram":
        return error(400, 100, "Length of param message[text] is too long") if len(text.encode()) > 1000 else None
    return error(400, 100, "Length of param message[text] must be at most 2000") if len(text) > 2000 else None


def _bad_type(fields: Mapping[str, Any]) -> Answer | None:
    kind, tag = fields.get("messaging_type"), fields.get("tag")
    if kind is not None and kind not in _TYPES:
        return error(400, 100, "Param messaging_type must be one of RESPONSE, UPDATE, MESSAGE_TAG")
    return error(400, 100, "Tag is not supported any more") if tag is not None and tag not in _TAGS else None


def _conversations(request: Request, world: World, account: str) -> Answer:
    person = request.query.get("user_id", "")
    """What was said with that person. Nobody can be written to who has not written: their own words are listed too."""
    messages: list[dict[str, Any]] = [
        {"id": one.id, "message": one.text, "from": {"id": account}, "created_time": _stamp(one), **_listed(one)}
        for one in world.to(request.channel, person)
    ]
    messages.append({"id": f"m_first_{person}", "message": "…", "from": {"id": person}, "created_time": _EARLIER})
    return ok({"data": [{"id": f"t_{person}", "messages": {"data": messages}}]})


_MB = 1024 * 1024
_IMAGES = {"facebook": 4 * _MB, "messenger": 8 * _MB, "instagram": 8 * _MB}
_MAX_FILE = 25 * _MB


def _picture(channel: str, url: str) -> tuple[ReceivedFile | None, Answer | None]:
    """The picture of a comment, which only Facebook takes."""
    if channel != "facebook":
        return None, error(400, 100, "Invalid parameter")
    file = fetched(url)
    if file is None or file.kind != "image" or file.size > _IMAGES[channel]:
        return None, error(400, 100, "Invalid image: the URL provided could not be used", 2061004)
    return file, None


def _attached(request: Request) -> tuple[ReceivedFile, ...] | Answer:
    """The one file of a private message, fetched from its URL as Meta does before it answers (Send API)."""
    message = request.fields.get("message")
    attachment = message.get("attachment") if isinstance(message, dict) else None
    if not isinstance(attachment, dict):
        return ()
    kind = attachment.get("type")
    payload = attachment.get("payload")
    url = payload.get("url") if isinstance(payload, dict) else None
    if kind not in ("image", "video", "audio", "file") or not isinstance(url, str):
        return error(400, 100, "Invalid attachment type or payload")
    file = fetched(url)
    if file is None:
        return error(400, 100, "Failed to fetch the file from the url", 2018008)
    if file.size > (_IMAGES[request.channel] if kind == "image" else _MAX_FILE):
        return error(400, 100, "Upload attachment failure: the file is too large", 2018047)
    if kind not in ("file", file.kind):
        return error(400, 100, "Upload attachment failure: this is no such file", 2018047)
    return (file,)


def _listed(one: Published) -> dict[str, Any]:
    if not one.files:
        return {}
    return {"attachments": {"data": [{**file.described(), "id": f"{one.id}-0"} for file in one.files]}}


def _shown(channel: str, one: Published) -> dict[str, Any]:
    if channel == "instagram":
        return {"id": one.id, "text": one.text, "timestamp": _stamp(one), "parent_id": one.under}
    return {
        "id": one.id,
        "message": one.text,
        "created_time": _stamp(one),
        "from": {"id": one.account_id},
        "parent": {"id": one.under},
        **_listed(one),
    }


def _mentioned(edge: str, mentioned_id: str) -> dict[str, Any]:
    """What somebody wrote elsewhere, naming us: the only thing here that we did not publish ourselves."""
    words = "text" if edge == "mentioned_comment" else "caption"
    return {
        "id": mentioned_id,
        words: "Third week without my parcel, and nobody answers @acmeshop",
        "username": "mia.larsen",
        "timestamp": now()[:19] + "+0000",
        "permalink": f"https://www.instagram.com/p/{mentioned_id}/",
    }


def _stamp(one: Published) -> str:
    return one.at[:19] + "+0000"


def _missing(target: str) -> Answer:
    return error(400, 100, f"Object with ID '{target}' does not exist", 33)

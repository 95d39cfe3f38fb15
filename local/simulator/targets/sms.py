"""Amazon SNS, ``Publish`` to a telephone number (Query protocol), and what it refuses.

Errors: docs.aws.amazon.com/sns/latest/api/API_Publish.html. Numbers that end in 0000 have opted out. A message of more
than 160 characters of the GSM alphabet, or of any other, is several parts, and each costs: it is refused here.
"""

import re

from local.simulator.exchange import Answer, Request
from local.simulator.world import Published, World

MAX_LENGTH = 160
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
_BEYOND_GSM = re.compile(r"[^\n -~£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà]|[\[\]{}|~^\\`]")


def answer(request: Request, world: World) -> Answer:
    if not request.headers.get("authorization", "").startswith("AWS4-HMAC-SHA256 "):
        return _refused("MissingAuthenticationToken", "Request is missing Authentication Token", status=403)
    fields = request.fields
    number, text = str(fields.get("PhoneNumber", "")), str(fields.get("Message", ""))
    if request.method != "POST" or fields.get("Action") != "Publish":
        return _refused("InvalidAction", "no such operation")
    if not _NUMBER.fullmatch(number) or number.endswith("0000"):
        reason = "is opted out" if number.endswith("0000") else "is not valid to publish to"
        return _refused("InvalidParameter", f"Invalid parameter: PhoneNumber Reason: {number} {reason}")
    if not text or len(text) > MAX_LENGTH or _BEYOND_GSM.search(text):
        return _refused("InvalidParameter", "Invalid parameter: Message is empty or more than one part")
    name = world.new_id()
    world.publish(Published(channel="sms", id=name, account_id="sns", text=text, to=number))
    return Answer(
        body=f"<PublishResponse><PublishResult><MessageId>{name}</MessageId></PublishResult></PublishResponse>"
    )


def _refused(code: str, message: str, *, status: int = 400) -> Answer:
    error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
    return Answer(status=status, body=f"<ErrorResponse>{error}<RequestId>simulated</RequestId></ErrorResponse>")

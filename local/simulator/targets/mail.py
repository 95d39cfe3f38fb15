"""Amazon SES, API v2: ``SendEmail`` with a simple message, and what it refuses.

Limits and errors: docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html and "Service quotas in Amazon SES"
(50 recipients, 10 MB). Addresses at unverified.example are no identities of the account.
"""

from local.simulator.exchange import Answer, Request
from local.simulator.world import Published, World

MAX_RECIPIENTS = 50


def answer(request: Request, world: World) -> Answer:
    if not request.headers.get("authorization", "").startswith("AWS4-HMAC-SHA256 "):
        return Answer(status=403, body={"message": "Missing Authentication Token"})
    if request.method != "POST" or request.path != "/v2/email/outbound-emails":
        return _refused("NotFoundException", "no such operation", status=404)
    fields = request.fields
    recipients = (fields.get("Destination") or {}).get("ToAddresses") or []
    simple = (fields.get("Content") or {}).get("Simple") or {}
    subject = str((simple.get("Subject") or {}).get("Data", ""))
    body = {kind: str((part or {}).get("Data", "")) for kind, part in (simple.get("Body") or {}).items()}
    sender = str(fields.get("FromEmailAddress", ""))
    if sender.endswith("@unverified.example"):
        return _refused("MessageRejected", f"Email address is not verified: {sender}")
    if not 1 <= len(recipients) <= MAX_RECIPIENTS or not all(map(_is_address, recipients)):
        return _refused("BadRequestException", "Recipient count or address is invalid")
    if not subject or not any(body.values()) or "\n" in subject:
        return _refused("BadRequestException", "Subject or body is invalid")
    headers = {each["Name"]: each["Value"] for each in simple.get("Headers") or ()}
    name = world.new_id()
    content = {"subject": subject, "body": body, "headers": headers}
    for recipient in recipients:
        mail = Published(
            channel="mail", id=f"{name}-{recipient}", account_id=sender, text=subject, to=recipient, content=content
        )
        world.publish(mail)
    return Answer(body={"MessageId": name})


def _is_address(recipient: str) -> bool:
    """SES takes no internationalized addresses: a local part has ASCII characters ("Destination", API reference)."""
    return "@" in recipient and recipient.isascii()


def _refused(code: str, message: str, *, status: int = 400) -> Answer:
    return Answer(status=status, body={"message": message}, headers={"x-amzn-ErrorType": code})

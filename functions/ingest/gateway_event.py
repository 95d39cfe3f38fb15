"""API Gateway's HTTP API event (payload format 2.0) and its answer."""

from typing import Any
from urllib.parse import parse_qsl, unquote

from functions.ingest.service import WebhookCall
from shared.domain.channels.request_body import raw_body
from shared.domain.channels.webhook import WebhookRequest, WebhookResponse


def read_call(event: dict[str, Any]) -> WebhookCall:
    """Channel and brand of the path, and the request with the very bytes that were sent."""
    http = (event.get("requestContext") or {}).get("http") or {}
    path = event.get("pathParameters") or {}
    channel, brand = path.get("channel"), path.get("brand")
    if not channel or not brand:
        _, _, rest = (event.get("rawPath") or "").partition("/webhooks/")
        channel, _, brand = unquote(rest.strip("/")).partition("/")
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    request = WebhookRequest(
        method=http.get("method", "POST"), headers=headers, query=_query(event), body=raw_body(event)
    )
    return WebhookCall(channel=channel, brand=brand, request=request, trace_id=headers.get("x-amzn-trace-id"))


def answer(response: WebhookResponse) -> dict[str, Any]:
    """What API Gateway sends back. The type is fixed, so that nothing reflected is ever read as a page."""
    headers = {"content-type": response.content_type, "x-content-type-options": "nosniff"}
    return {"statusCode": response.status, "headers": headers, "body": response.body}


def _query(event: dict[str, Any]) -> dict[str, str]:
    """From the raw query where there is one: there a ``+`` is surely a space."""
    raw = event.get("rawQueryString")
    if raw:
        return dict(parse_qsl(raw, keep_blank_values=True))
    return dict(event.get("queryStringParameters") or {})

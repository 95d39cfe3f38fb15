"""Microsoft Teams: an Adaptive Card through the webhook of a workflow ("Post to a channel when a webhook request is
received").

The address of the workflow is its secret. It answers 202 and returns no id: a card cannot be changed later, and a card
that was taken without an answer is posted again. Limit: 28 kB of a message
(learn.microsoft.com/microsoftteams/limits-specifications-teams).
"""

from typing import Any

from shared.adapters.notify.contract import MAX_EXCERPT, Delivery, fitting, open_label, shortened
from shared.adapters.notify.http import TargetHttp, json_request
from shared.domain.vocabulary import NoticeState

MAX_TITLE, MAX_LINE, MAX_FACTS, MAX_LABEL = 200, 300, 12, 60
MAX_VALUE = 350  # characters after they are escaped: a list of 20 tickets fits


class TeamsTarget:
    def __init__(self, http: TargetHttp) -> None:
        self._http = http

    def notify(self, delivery: Delivery) -> str | None:
        url = delivery.secret("url")
        self._http.call(lambda: json_request(url, card(delivery), {"x-nightdesk-key": delivery.key}))
        return None

    def follow(self, delivery: Delivery, state: NoticeState) -> None:
        """A card cannot be changed through the webhook; the desk shows who has the ticket."""


def card(delivery: Delivery) -> dict[str, Any]:
    text = delivery.text
    body: list[dict[str, Any]] = [
        _block(shortened(text.title, MAX_TITLE), size="Large", weight="Bolder"),
    ]
    if delivery.person is not None:
        body.append(_block(delivery.person.name, weight="Bolder"))
    if text.state:
        body.append(_block(shortened(text.state, MAX_LINE)))
    facts = [
        {"title": shortened(label, MAX_LABEL), "value": fitting(value, MAX_VALUE, plain)}
        for label, value in text.facts[:MAX_FACTS]
    ]
    if facts:
        body.append({"type": "FactSet", "facts": facts})
    if text.excerpt:
        body.append(_block(shortened(text.excerpt, MAX_EXCERPT), isSubtle=True))
    actions = []
    if text.link is not None:
        actions.append({"type": "Action.OpenUrl", "title": open_label(delivery), "url": text.link})
    content = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
        "actions": actions,
        "msteams": {"width": "Full"},
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": content}
    return {"type": "message", "attachments": [attachment]}


def _block(text: str, **style: Any) -> dict[str, Any]:
    return {"type": "TextBlock", "text": plain(text), "wrap": True, **style}


def plain(text: str) -> str:
    """Adaptive Cards read a part of Markdown: a customer's words must make no link."""
    return "".join(f"\\{character}" if character in "\\[]()*_`#<>" else character for character in text)

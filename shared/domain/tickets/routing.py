"""Which team a ticket goes to: the first rule of the brand that matches, with the reason."""

from shared.domain.brand.model import Brand, RoutingRule
from shared.domain.classification.model import Classification
from shared.domain.messages.event import InboundEvent


def team_of(event: InboundEvent, classification: Classification, brand: Brand) -> tuple[str, str]:
    """The team, and why."""
    for number, rule in enumerate(brand.routing, start=1):
        if not classification.sure and rule.categories:
            continue  # what the message is about is not known well enough to route by it
        if _matches(rule, event, classification):
            return rule.team, f"team: rule {number}"
    return brand.default_team, "team: default"


def _matches(rule: RoutingRule, event: InboundEvent, classification: Classification) -> bool:
    return (
        (not rule.categories or classification.category in rule.categories)
        and (not rule.channels or event.channel in rule.channels)
        and (not rule.surfaces or event.surface in rule.surfaces)
        and (not rule.accounts or event.account_id in rule.accounts)
        and (not rule.languages or classification.language in rule.languages)
    )

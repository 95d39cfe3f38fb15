"""The way in of Instagram, both products: Meta's, whatever URL of the family it is delivered to."""

from shared.channels.meta.webhook import WEBHOOK

__all__ = ["WEBHOOK"]

"""The way in of WhatsApp: Meta's, whatever URL of the family it is delivered to."""

from shared.channels.meta.webhook import WEBHOOK

__all__ = ["WEBHOOK"]

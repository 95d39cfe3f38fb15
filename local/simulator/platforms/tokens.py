"""The next token of an account: what the token endpoints of the platforms give for the one before."""

from typing import Any

from local.simulator.exchange import Request, refused
from local.simulator.world import World

YEAR = 365 * 86_400


def exchanged(request: Request, world: World, *, lasts: int, rotates: bool) -> dict[str, Any] | None:
    """``None``: the refresh token was revoked, or used before where each is good once."""
    token = request.text("refresh_token")
    if refused(token) or (rotates and not world.spend(request.channel, token)):
        return None
    new = world.new_id()
    return {
        "access_token": f"access-{new}",
        "expires_in": lasts,
        "refresh_token": f"refresh-{new}" if rotates else token,
        "token_type": "bearer",
    }


def prolonged(request: Request, world: World) -> dict[str, Any] | None:
    """Meta's tokens that are exchanged for the next one themselves. The one before stays good."""
    if refused(request.token):
        return None
    return {"access_token": f"IG-{world.new_id()}", "token_type": "bearer", "expires_in": 60 * 86_400}

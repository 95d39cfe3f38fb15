"""Requests and views of the switches of automatic answers."""

from typing import Literal, Self

from pydantic import Field

from functions.api.automatic_answers.use_cases import SwitchesInForce
from functions.api.http.models import BrandQuery, ChannelName, Instant, ResponseModel

Setting = Literal["on", "dry_run", "off"]


class SwitchRequest(BrandQuery):
    """``dry_run``: what would have been sent is written to the history, and nothing is sent."""

    channel: ChannelName | None = Field(default=None, description="null or left out: every channel of the brand")
    setting: Setting


class ChannelSwitchView(ResponseModel):
    channel: str
    setting: Setting = Field(description="of this channel of this brand alone")
    in_force: Setting = Field(description="the strictest of this one, the brand's, and those that operators have set")


class SwitchChangeView(ResponseModel):
    at: Instant
    by: str
    every_brand: bool = Field(description="an operator switched every brand of the stack")
    channel: str | None = Field(description="null: every channel")
    setting: Setting


class SwitchesView(ResponseModel):
    """Which automatic answers of a brand are sent, and who decided so."""

    brand: str
    setting: Setting = Field(description="of the brand on every channel")
    channels: list[ChannelSwitchView]
    changes: list[SwitchChangeView] = Field(description="the last ten, newest first")

    @classmethod
    def of(cls, found: SwitchesInForce) -> Self:
        return cls.model_validate(
            {
                "brand": found.brand,
                "setting": found.setting,
                "channels": [
                    {"channel": channel, "setting": setting, "in_force": in_force}
                    for channel, (setting, in_force) in found.channels.items()
                ],
                "changes": [
                    {
                        "at": each.at,
                        "by": each.by,
                        "every_brand": each.brand is None,
                        "channel": each.channel,
                        "setting": each.setting,
                    }
                    for each in found.changes
                ],
            }
        )

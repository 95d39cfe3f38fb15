"""This function's environment variables."""

from pydantic import BaseModel, ConfigDict, Field


class PublishSettings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    table_name: str = Field(alias="TABLE_NAME")
    event_bus: str = Field(alias="EVENT_BUS")
    set_aside_queue_url: str = Field(alias="SET_ASIDE_QUEUE_URL")
    delivery_queue_url: str = Field(alias="DELIVERY_QUEUE_URL")
    cache_seconds: float = Field(default=60, alias="CACHE_SECONDS")

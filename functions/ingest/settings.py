"""The environment of ingest."""

from pydantic import BaseModel, ConfigDict, Field, Json


class Settings(BaseModel):
    """``gateway_base_urls`` (channel → address) replaces the platforms' own addresses; empty on AWS."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    table_name: str = Field(alias="TABLE_NAME")
    inbound_queue_url: str = Field(alias="INBOUND_QUEUE_URL")
    gateway_base_urls: Json[dict[str, str]] = Field(default_factory=dict, alias="GATEWAY_BASE_URLS")
    bucket_name: str = Field(alias="BUCKET_NAME")
    secret_prefix: str = Field(alias="SECRET_PREFIX")
    cache_seconds: float = Field(default=60, alias="CACHE_SECONDS", ge=0)

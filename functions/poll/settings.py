"""The environment of poll."""

from pydantic import BaseModel, ConfigDict, Field, Json


class Settings(BaseModel):
    """``GATEWAY_BASE_URLS`` (JSON, channel → URL) replaces the platforms' own addresses."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    table_name: str = Field(alias="TABLE_NAME")
    inbound_queue_url: str = Field(alias="INBOUND_QUEUE_URL")
    bucket_name: str = Field(alias="BUCKET_NAME")
    secret_prefix: str = Field(alias="SECRET_PREFIX")
    gateway_base_urls: Json[dict[str, str]] = Field(default_factory=dict, alias="GATEWAY_BASE_URLS")
    cache_seconds: float = Field(default=60, alias="CACHE_SECONDS", ge=0)

"""The environment of ingest."""

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    table_name: str = Field(alias="TABLE_NAME")
    inbound_queue_url: str = Field(alias="INBOUND_QUEUE_URL")
    bucket_name: str = Field(alias="BUCKET_NAME")
    secret_prefix: str = Field(alias="SECRET_PREFIX")
    cache_seconds: float = Field(default=60, alias="CACHE_SECONDS", ge=0)

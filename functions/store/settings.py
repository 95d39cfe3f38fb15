"""The environment of store."""

import os

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    table_name: str = Field(alias="TABLE_NAME", min_length=1)
    bucket_name: str = Field(alias="BUCKET_NAME", min_length=1)
    media_queue_url: str = Field(alias="MEDIA_QUEUE_URL", min_length=1)
    cache_seconds: float = Field(alias="CACHE_SECONDS", default=60, ge=0)

    @classmethod
    def from_env(cls) -> "Settings":
        return cls.model_validate(dict(os.environ))

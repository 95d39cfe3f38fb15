"""The environment of dispatch."""

import os

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    table_name: str = Field(alias="TABLE_NAME", min_length=1)
    inbound_queue_url: str = Field(alias="INBOUND_QUEUE_URL", min_length=1)
    dead_letter_queue_url: str = Field(alias="DEAD_LETTER_QUEUE_URL", min_length=1)
    triage_arn: str = Field(alias="TRIAGE_ARN", min_length=1)

    @classmethod
    def from_env(cls) -> "Settings":
        return cls.model_validate(dict(os.environ))

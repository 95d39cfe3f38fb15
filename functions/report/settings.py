"""The environment of report."""

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    table_name: str = Field(alias="TABLE_NAME", min_length=1)
    topic_arn: str = Field(alias="TOPIC_ARN", default="")  # where letters go that have no address
    mail_sender: str = Field(alias="MAIL_SENDER", default="")  # from which they are mailed
    cache_seconds: float = Field(alias="CACHE_SECONDS", default=60, ge=0)

"""This function's environment variables."""

from pydantic import BaseModel, ConfigDict, Field


class DeliverSettings(BaseModel):
    """``NOTIFY_ALLOWED_HOSTS`` (comma-separated): hosts that may be called although they are private; empty on AWS."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    table_name: str = Field(alias="TABLE_NAME")
    delivery_queue_url: str = Field(alias="DELIVERY_QUEUE_URL")
    bucket_name: str = Field(alias="BUCKET_NAME")
    topic_arn: str = Field(alias="TOPIC_ARN")
    secret_prefix: str = Field(alias="SECRET_PREFIX")
    cache_seconds: float = Field(default=60, alias="CACHE_SECONDS")
    allowed_hosts: str = Field(default="", alias="NOTIFY_ALLOWED_HOSTS")

    @property
    def notify_allowed_hosts(self) -> frozenset[str]:
        return frozenset(host.strip().lower() for host in self.allowed_hosts.split(",") if host.strip())

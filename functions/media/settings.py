"""This function's environment variables."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, Json


class Settings(BaseModel):
    """``gateway_base_urls`` (channel → address) replaces the platforms' own addresses; empty on AWS.

    ``TRANSCRIPTION``: whether voice messages are written down, by Amazon Transcribe, or with the same words each time
    (``canned``: the emulator). ``MEDIA_ALLOWED_HOSTS`` (comma-separated) names hosts whose files are fetched although
    they are private or without TLS: the simulator on a laptop. Empty on AWS.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    table_name: str = Field(alias="TABLE_NAME")
    bucket_name: str = Field(alias="BUCKET_NAME")
    media_queue_url: str = Field(alias="MEDIA_QUEUE_URL")
    inbound_queue_url: str = Field(alias="INBOUND_QUEUE_URL")
    transcription: Literal["off", "amazon", "canned"] = Field(default="off", alias="TRANSCRIPTION")
    secret_prefix: str = Field(alias="SECRET_PREFIX")
    gateway_base_urls: Json[dict[str, str]] = Field(default_factory=dict, alias="GATEWAY_BASE_URLS")
    allowed_hosts: str = Field(default="", alias="MEDIA_ALLOWED_HOSTS")
    cache_seconds: float = Field(default=60, alias="CACHE_SECONDS", ge=0)

    @property
    def media_allowed_hosts(self) -> frozenset[str]:
        return frozenset(host.strip().lower() for host in self.allowed_hosts.split(",") if host.strip())

"""This function's environment variables."""

from pydantic import BaseModel, ConfigDict, Field, Json


class EscalateSettings(BaseModel):
    """``FUNCTION_NAME`` is this function's own: its sweep invokes it for the shards of a brand.

    ``DESK_URL`` is the domain below which the desk's page is. Without it notifications have no link.

    ``MAIL_SENDER`` is the address that notifications are mailed from. Without it targets of type mail fail.

    ``GATEWAY_BASE_URLS`` (JSON) has the addresses of ``mail`` and ``sms`` where the simulator stands for SES and SNS.

    ``NOTIFY_ALLOWED_HOSTS`` (comma-separated) names hosts that notifications may reach although they are private
    or without TLS: the simulator on a laptop. Empty on AWS."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    table_name: str = Field(alias="TABLE_NAME")
    escalation_arn: str = Field(alias="ESCALATION_ARN")
    respond_function: str = Field(alias="RESPOND_FUNCTION")
    function_name: str = Field(alias="FUNCTION_NAME")
    topic_arn: str = Field(alias="TOPIC_ARN")
    delivery_queue_url: str = Field(alias="DELIVERY_QUEUE_URL")
    secret_prefix: str = Field(alias="SECRET_PREFIX")
    cache_seconds: float = Field(default=60, alias="CACHE_SECONDS")
    desk_url: str = Field(default="", alias="DESK_URL")
    gateway_base_urls: Json[dict[str, str]] = Field(default_factory=dict, alias="GATEWAY_BASE_URLS")
    mail_sender: str = Field(default="", alias="MAIL_SENDER")
    allowed_hosts: str = Field(default="", alias="NOTIFY_ALLOWED_HOSTS")

    @property
    def desk_address(self) -> str | None:
        """The desk's page, followed by a place within it (``/tickets/…``); ``None``: not configured."""
        base = self.desk_url.rstrip("/")
        return f"{base}/desk/index.html#" if base else None

    @property
    def notify_allowed_hosts(self) -> frozenset[str]:
        return frozenset(host.strip().lower() for host in self.allowed_hosts.split(",") if host.strip())

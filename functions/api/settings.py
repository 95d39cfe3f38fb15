"""The environment of the API function."""

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """Without ``oidc_issuer`` and ``oidc_client_id`` nobody signs in, and only tokens of programs are taken."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    table_name: str = Field(alias="TABLE_NAME", min_length=1)
    bucket_name: str = Field(alias="BUCKET_NAME", min_length=1)
    dead_letter_queue_url: str = Field(alias="DEAD_LETTER_QUEUE_URL", min_length=1)
    respond_function: str = Field(alias="RESPOND_FUNCTION", min_length=1)
    delivery_queue_url: str = Field(alias="DELIVERY_QUEUE_URL", min_length=1)
    secret_prefix: str = Field(alias="SECRET_PREFIX", min_length=1)  # of the secrets of webhooks
    cache_seconds: float = Field(alias="CACHE_SECONDS", default=60, ge=0)
    stage: str = Field(alias="STAGE", default="local")
    oidc_issuer: str = Field(alias="OIDC_ISSUER", default="")
    oidc_client_id: str = Field(alias="OIDC_CLIENT_ID", default="")
    oidc_emails_verified: bool = Field(alias="OIDC_EMAILS_VERIFIED", default=False)
    oidc_discovery_url: str = Field(alias="OIDC_DISCOVERY_URL", default="")  # of an emulator

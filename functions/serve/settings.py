"""What the serve function is told by its environment."""

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """Without issuer and client (both empty) nobody signs in; the template sets every value."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    oidc_issuer: str = Field(alias="OIDC_ISSUER")
    oidc_client_id: str = Field(alias="OIDC_CLIENT_ID")
    oidc_discovery_url: str = Field(default="", alias="OIDC_DISCOVERY_URL")
    media_origins: str = Field(alias="MEDIA_ORIGINS")
    stage: str = Field(default="dev", alias="STAGE")

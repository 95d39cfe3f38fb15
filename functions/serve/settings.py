"""What the serve function is told by its environment."""

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    oidc_issuer: str = Field(default="", alias="OIDC_ISSUER")
    oidc_client_id: str = Field(default="", alias="OIDC_CLIENT_ID")
    oidc_discovery_url: str = Field(default="", alias="OIDC_DISCOVERY_URL")
    media_origins: str = Field(default="", alias="MEDIA_ORIGINS")
    stage: str = Field(default="dev", alias="STAGE")

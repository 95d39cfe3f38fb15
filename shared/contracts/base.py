"""What all contracts have in common."""

from pydantic import BaseModel, ConfigDict


class Contract(BaseModel):
    """Unknown fields are ignored, so that a newer sender can speak to an older receiver."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

"""Settings of a host that signs us in by OAuth 2.0; the secret is a reference."""

from pydantic import Field, SecretStr, field_validator

from connectors.base import ConnectorSettings
from connectors.host_settings import checked_address
from connectors.oauth2 import ClientAuth


class OAuth2Settings(ConnectorSettings):
    """The block `sign_in` of such a host."""

    token_url: str = Field(description="The token endpoint's address.")
    client_id: str = Field(min_length=1, description="What the host calls us.")
    client_secret: SecretStr = Field(description="Our secret there, by reference.")
    scope: str | None = Field(
        default=None, description="The scopes asked for; left out, those the interface defines."
    )
    client_auth: ClientAuth = Field(
        default=ClientAuth.BASIC,
        description="How the secret is shown: in a header (`basic`), or in the form (`body`).",
    )

    @field_validator("token_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        return checked_address(value)

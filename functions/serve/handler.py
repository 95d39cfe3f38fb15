"""Lambda entry point: GET /desk and everything below it -> the files of the desk's page."""

import base64
import os
from pathlib import Path
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.serve.files import read_files
from functions.serve.service import ServePage
from functions.serve.settings import Settings
from shared.adapters.oidc.discovery import OidcDiscovery
from shared.adapters.system_clock import SystemClock
from shared.observability.logs import logger

settings = Settings.model_validate(dict(os.environ))
serve_page = ServePage(
    files=read_files(Path(__file__).parent / "static"),
    find_provider=OidcDiscovery(settings.oidc_issuer, SystemClock(), url=settings.oidc_discovery_url)
    if settings.oidc_issuer and settings.oidc_client_id
    else None,
    client_id=settings.oidc_client_id,
    stage=settings.stage,
    media_origins=tuple(settings.media_origins.split()),
)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    response = serve_page(str(event["rawPath"]), event.get("headers") or {})
    logger.debug("page answered", status=response.status)
    return {
        "statusCode": response.status,
        "headers": dict(response.headers),
        "body": base64.b64encode(response.body).decode(),
        "isBase64Encoded": True,
    }

"""The headers that decide what the page may do in a browser."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

ALWAYS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Strict-Transport-Security": "max-age=31536000",
}


def origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def content_security_policy(*, token_endpoint: str | None, media_origins: Sequence[str] = ()) -> str:
    """Own scripts and styles only, no inline script, no other host.

    Two exceptions: the issuer's token endpoint, where the page signs in, renews and gives its token back; and the
    bucket, from which it shows what customers attached, and to which it posts the files of agents.
    """
    connect = ["'self'", *([origin(token_endpoint)] if token_endpoint else []), *media_origins]
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self' {' '.join(media_origins)}".rstrip(),
            f"media-src 'self' {' '.join(media_origins)}".rstrip(),
            "font-src 'self'",
            f"connect-src {' '.join(dict.fromkeys(connect))}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )

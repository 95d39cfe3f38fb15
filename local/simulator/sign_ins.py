"""Where credentials become an access token: no calls that a test or an operator looks for."""

SIGN_INS = frozenset(
    {
        "/2/oauth2/token",
        "/oauth/v2/accessToken",
        "/open_api/v1.3/tt_user/oauth2/refresh_token/",
        "/refresh_access_token",
        "/token",
        "/v1/oauth/oauth-business-users-for-applications/accesstoken",
        "/api/v1/access_token",
        "/xrpc/com.atproto.server.createSession",
        "/xrpc/com.atproto.server.refreshSession",
    }
)
"""Paths of these platforms. A fault meets them only when it names the path."""

"""A made-up issuer of OpenID Connect: a sign-in page, authorization code with PKCE, refresh, and a session cookie."""

import base64
import hashlib
import html
import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from urllib.parse import parse_qs, urlencode

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT = "desk"
PASSWORD = "moonlight"

Reply = tuple[int, dict[str, str], bytes]


@dataclass
class Issuer:
    """``lifetime`` of the tokens in seconds. ``refuses``: it gives out no new tokens, as after a session was ended."""

    address: str
    lifetime: int = 900
    refuses: bool = False
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    refreshes: dict[str, str] = field(default_factory=dict)  # refresh token → e-mail address
    renewed: int = 0
    revoked: list[str] = field(default_factory=list)  # refresh tokens

    @cached_property
    def key(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def answer(self, method: str, path: str, query: dict[str, list[str]], cookie: str, body: bytes) -> Reply:
        given = {name: values[0] for name, values in query.items()}
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        if path.endswith("/.well-known/openid-configuration"):
            return self._json(self._document())
        if path.endswith("/keys"):
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return self._json({"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]})
        if path.endswith("/authorize"):
            known = next((each[8:] for each in cookie.split("; ") if each.startswith("session=")), "")
            return self._return(given, known) if known else self._page(given)
        if path.endswith("/sign-in"):
            if form.get("password") != PASSWORD:
                return self._page(form, wrong=True)
            status, headers, content = self._return(form, form["username"])
            return status, {**headers, "Set-Cookie": f"session={form['username']}; Path=/issuer; HttpOnly"}, content
        if path.endswith("/token") and method == "POST":
            return self._token(form)
        if path.endswith("/revoke") and method == "POST":
            self.revoked.append(form["token"])
            del self.refreshes[form["token"]]
            return 200, {}, b""
        if path.endswith("/sign-out"):
            gone = {"Location": given["post_logout_redirect_uri"], "Set-Cookie": "session=; Path=/issuer; Max-Age=0"}
            return 302, gone, b""
        return 404, {}, b""

    def _document(self) -> dict[str, str]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "end_session_endpoint": f"{self.address}/sign-out",
            "revocation_endpoint": f"{self.address}/revoke",
        }

    def _page(self, given: dict[str, str], *, wrong: bool = False) -> Reply:
        kept = "".join(
            f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
            for name, value in given.items()
            if name not in ("username", "password")
        )
        page = f"""<!doctype html><title>Sign in</title><form method="post" action="{self.address}/sign-in">{kept}
            {"<p>wrong</p>" if wrong else ""}<input name="username" autofocus><input name="password" type="password">
            <button>Sign in</button></form>"""
        return 200, {"Content-Type": "text/html", "Cache-Control": "no-store"}, page.encode()

    def _return(self, given: dict[str, str], email: str) -> Reply:
        code = secrets.token_urlsafe(16)
        self.codes[code] = {**given, "email": email}
        parameters = urlencode({"code": code, "state": given["state"]})
        return 302, {"Location": f"{given['redirect_uri']}?{parameters}"}, b""

    def _token(self, form: dict[str, str]) -> Reply:
        if self.refuses:
            return self._json({"error": "invalid_grant"}, 400)
        if form["grant_type"] == "refresh_token":
            email, nonce = self.refreshes.get(form["refresh_token"], ""), None
            self.renewed += 1
        else:
            asked = self.codes.pop(form["code"], {})
            digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
            right = asked.get("code_challenge") == proof and asked.get("redirect_uri") == form["redirect_uri"]
            email, nonce = (asked["email"], asked["nonce"]) if right else ("", None)
        if not email:
            return self._json({"error": "invalid_grant"}, 400)
        refresh = secrets.token_urlsafe(16)
        self.refreshes[refresh] = email
        tokens = {
            "id_token": self.id_token(email, nonce),
            "access_token": secrets.token_urlsafe(16),
            "refresh_token": refresh,
            "expires_in": self.lifetime,
        }
        return self._json(tokens)

    def id_token(self, email: str, nonce: str | None) -> str:
        now = int(datetime.now(UTC).timestamp())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": hashlib.sha256(email.encode()).hexdigest()[:32],
            "email": email,
            "email_verified": True,
            "iat": now,
            "exp": now + self.lifetime,
            **({"nonce": nonce} if nonce else {}),
        }
        return jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "one"})

    @staticmethod
    def _json(body: object, status: int = 200) -> Reply:
        return status, {"Content-Type": "application/json"}, json.dumps(body).encode()

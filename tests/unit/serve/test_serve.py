"""The desk's page over HTTP: what is served, with which headers, and what never is."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from functions.serve.files import StaticFile, read_files
from functions.serve.service import ServePage
from shared.domain.access.provider import IdentityProvider
from shared.domain.errors import UpstreamError

PROVIDER = IdentityProvider(
    issuer="https://login.example/pool",
    authorization_endpoint="https://signin.example/authorize",
    token_endpoint="https://signin.example/token",
    jwks_uri="https://login.example/keys",
    end_session_endpoint=None,
)
PAGE = b"<!doctype html><title>Nightdesk</title>"
SCRIPT = b"console.log(1)" * 100


@pytest.fixture
def serve() -> ServePage:
    files = {
        "index.html": StaticFile.of("index.html", PAGE),
        "assets/index-a1b2.js": StaticFile.of("assets/index-a1b2.js", SCRIPT),
    }
    return ServePage(files=files, find_provider=lambda: PROVIDER, client_id="desk-client", stage="dev")


def directives(policy: str) -> dict[str, str]:
    return {name: rest for name, _, rest in (part.strip().partition(" ") for part in policy.split(";"))}


def test_the_page_is_served_with_a_policy_that_allows_nothing_inline_and_no_other_host(serve: ServePage) -> None:
    response = serve("/desk/index.html", {})
    policy = directives(response.headers["Content-Security-Policy"])
    assert (response.status, response.body) == (200, PAGE)
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["connect-src"] == "'self' https://signin.example"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert "unsafe" not in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["/desk", "/desk/", "/desk/index.html", "/desk/nothing.js", "/desk/configuration.json"]
)
def test_every_answer_has_the_headers_that_protect_the_page(serve: ServePage, path: str) -> None:
    headers = serve(path, {}).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("path", "location"),
    [("/desk", "desk/index.html"), ("/desk/", "index.html"), ("/a/$default/desk", "desk/index.html")],
)
def test_the_folder_leads_to_the_one_address_of_the_page_relative_to_where_it_is(
    serve: ServePage, path: str, location: str
) -> None:
    response = serve(path, {})
    assert (response.status, response.headers["Location"]) == (302, location)


def test_a_file_with_a_hash_in_its_name_is_kept_and_the_page_is_asked_for_each_time(serve: ServePage) -> None:
    assert "immutable" in serve("/desk/assets/index-a1b2.js", {}).headers["Cache-Control"]
    assert serve("/desk/index.html", {}).headers["Cache-Control"] == "no-cache"


def test_a_browser_that_has_this_version_is_sent_nothing(serve: ServePage) -> None:
    etag = serve("/desk/index.html", {}).headers["ETag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}'):
        response = serve("/desk/index.html", {"if-none-match": known})
        assert (response.status, response.body) == (304, b"")
    assert serve("/desk/index.html", {"if-none-match": '"other"'}).status == 200


def test_files_are_compressed_for_browsers_that_take_it(serve: ServePage) -> None:
    small = serve("/desk/assets/index-a1b2.js", {"accept-encoding": "br, gzip;q=0.8"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.body) == SCRIPT
    assert len(small.body) < len(SCRIPT)
    for accepted in ("", "br", "gzip;q=0"):
        plain = serve("/desk/assets/index-a1b2.js", {"accept-encoding": accepted})
        assert "Content-Encoding" not in plain.headers
        assert plain.body == SCRIPT


@pytest.mark.parametrize(
    "path",
    [
        "/desk/../handler.py",
        "/desk/assets/../../settings.py",
        "/desk/%2e%2e/handler.py",
        "/desk/..%2fhandler.py",
        "/desk//etc/passwd",
        "/desk/assets\\..\\..\\handler.py",
        "/desk/index.html/",
        "/desk/INDEX.HTML",
        "/desk/\x00index.html",
    ],
)
def test_no_path_leads_out_of_the_files(tmp_path: Path, path: str) -> None:
    static = tmp_path / "static"
    static.mkdir()
    (tmp_path / "handler.py").write_text("secret")
    (static / "index.html").write_bytes(PAGE)
    serve = ServePage(files=read_files(static), find_provider=None, client_id="", stage="dev")
    response = serve(path, {})
    assert response.status == 404
    assert b"secret" not in response.body


def test_only_the_kinds_of_file_that_a_page_has_are_read(tmp_path: Path) -> None:
    for name in ("index.html", "index.js", "index.js.map", "notes.txt", ".env"):
        (tmp_path / name).write_text("x")
    assert set(read_files(tmp_path)) == {"index.html", "index.js"}


def test_the_configuration_says_how_to_sign_in(serve: ServePage) -> None:
    response = serve("/desk/configuration.json", {})
    assert json.loads(response.body) == {
        "stage": "dev",
        "sign_in": {
            "issuer": "https://login.example/pool",
            "client_id": "desk-client",
            "authorization_endpoint": "https://signin.example/authorize",
            "token_endpoint": "https://signin.example/token",
            "end_session_endpoint": None,
            "revocation_endpoint": None,
            "scope": "openid email profile",
        },
    }
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("https://signin.example/oauth2/revoke", "https://signin.example/oauth2/revoke"),
        ("https://signin.example:8443/revoke", None),
        ("https://elsewhere.example/revoke", None),
    ],
)
def test_a_token_is_given_back_only_where_the_policy_lets_the_page_ask(
    serve: ServePage, given: str, told: str | None
) -> None:
    revoking = replace(serve, find_provider=lambda: replace(PROVIDER, revocation_endpoint=given))

    sign_in = json.loads(revoking("/desk/configuration.json", {}).body)["sign_in"]

    policy = revoking("/desk/index.html", {}).headers["Content-Security-Policy"]
    assert sign_in["revocation_endpoint"] == told
    assert "connect-src 'self' https://signin.example;" in policy


def test_where_the_issuer_gives_it_the_page_asks_for_access_that_outlives_a_token(serve: ServePage) -> None:
    lasting = replace(serve, find_provider=lambda: replace(PROVIDER, gives_offline_access=True))
    sign_in = json.loads(lasting("/desk/configuration.json", {}).body)["sign_in"]
    assert sign_in["scope"] == "openid email profile offline_access"


def test_without_an_issuer_the_configuration_says_that_nobody_can_sign_in(serve: ServePage) -> None:
    nobody = replace(serve, find_provider=None)
    assert json.loads(nobody("/desk/configuration.json", {}).body) == {"stage": "dev", "sign_in": None}
    policy = directives(nobody("/desk/index.html", {}).headers["Content-Security-Policy"])
    assert policy["connect-src"] == "'self'"


def test_while_the_issuer_does_not_answer_the_page_opens_and_the_configuration_says_when_to_ask_again(
    serve: ServePage,
) -> None:
    def fails() -> IdentityProvider:
        raise UpstreamError("issuer_unavailable")

    down = replace(serve, find_provider=fails)
    assert down("/desk/index.html", {}).status == 200
    configuration = down("/desk/configuration.json", {})
    assert (configuration.status, configuration.headers["Retry-After"]) == (503, "5")


def test_attachments_may_be_shown_from_the_bucket_and_nothing_else_is_taken_from_there(serve: ServePage) -> None:
    media = replace(serve, media_origins=("https://bucket.example",))
    policy = directives(media("/desk/index.html", {}).headers["Content-Security-Policy"])
    assert policy["img-src"] == policy["media-src"] == "'self' https://bucket.example"
    assert policy["connect-src"] == "'self' https://signin.example https://bucket.example"
    assert policy["script-src"] == "'self'"


def test_a_function_without_the_built_page_says_what_to_do(serve: ServePage) -> None:
    response = replace(serve, files={})("/desk/index.html", {})
    assert response.status == 503
    assert b"make desk" in response.body

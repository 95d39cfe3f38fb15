"""What a program finds out by itself: who it is, which brands it sees, which teams they have."""

from dataclasses import replace

from shared.domain.access.tokens import Scope
from shared.domain.brand.model import Account, Article
from tests.fakes.stored import START
from tests.unit.api.fake_api import FakeApi


def test_a_token_is_told_what_it_is_and_may(api: FakeApi) -> None:
    api.token(
        "ndk_inbox", Scope.TICKETS_WRITE, Scope.TICKETS_READ, brands=("acme",), not_after=START.replace(year=2027)
    )

    me = api.call("GET", "/me", token="ndk_inbox").json

    assert me["name"] == "inbox"
    assert me["scopes"] == ["reports:read", "tickets:read", "tickets:write"]
    assert me["brands"] == ["acme"]
    assert me["all_brands"] is False
    assert me["expires_at"] == "2027-03-02T09:00:00.000Z"
    assert "ndk_" not in str(me)


def test_a_token_without_brands_sees_them_all(api: FakeApi) -> None:
    me = api.call("GET", "/me").json

    assert (me["brands"], me["all_brands"], me["expires_at"]) == (["acme", "other"], True, None)


def test_a_token_lists_the_brands_it_sees_and_no_other(api: FakeApi) -> None:
    api.token("ndk_other", Scope.TICKETS_READ, brands=("other", "never-pushed"))

    (brand,) = api.call("GET", "/brands", token="ndk_other").json["items"]

    assert brand == {
        "id": "other",
        "name": "Other",
        "version": 1,
        "languages": ["fr", "en"],
        "default_language": "fr",
        "time_zone": "Europe/Paris",
        "teams": ["triage", "experts", "engagement"],
        "default_team": "triage",
        "channels": [],
        "text_limits": [],
        "articles": [],
    }


def test_a_brand_says_what_its_help_pages_are_called_and_where_they_are(api: FakeApi) -> None:
    page = Article(id="parcel", title={"fr": "Suivre sa livraison"}, url={"fr": "https://help.acme.example/fr/parcel"})
    api.brands.stored["acme"] = replace(api.brands.current("acme"), articles=(page,))

    (acme, _) = api.call("GET", "/brands").json["items"]

    assert acme["articles"] == [{"id": "parcel", "title": dict(page.title), "url": dict(page.url)}]


def test_a_brand_says_how_long_a_text_may_be_on_each_of_its_channels(api: FakeApi) -> None:
    brand = api.brands.current("acme")
    api.brands.stored["acme"] = replace(brand, accounts=(Account(channel="x", id="1", handle="acme", secret="s"),))

    (acme, _) = api.call("GET", "/brands").json["items"]

    limits = {limit["visibility"]: (limit["limit"], limit["unit"]) for limit in acme["text_limits"]}
    assert limits["public"] == (280, "x_weighted")


def test_teams_are_those_of_one_brand_or_of_all_that_the_token_sees(api: FakeApi) -> None:
    api.token("ndk_other", Scope.TICKETS_READ, brands=("other",))

    of_one = api.call("GET", "/teams", query="brand=acme").json["items"]
    assert [(team["brand"], team["name"], team["is_default"]) for team in of_one] == [
        ("acme", "triage", True),
        ("acme", "experts", False),
        ("acme", "engagement", False),
    ]
    assert {team["brand"] for team in api.call("GET", "/teams").json["items"]} == {"acme", "other"}
    assert {team["brand"] for team in api.call("GET", "/teams", token="ndk_other").json["items"]} == {"other"}
    assert api.call("GET", "/teams", query="brand=acme", token="ndk_other").status == 404

import pytest

from tests.unit.api.fake_api import FakeApi


@pytest.fixture
def api() -> FakeApi:
    return FakeApi()

import pytest

from tests.unit.api.desk import ApiDesk


@pytest.fixture
def api() -> ApiDesk:
    return ApiDesk()

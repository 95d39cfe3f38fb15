"""What is refused at a border is named, never quoted: an environment holds credentials, an answer what people said."""

from importlib import import_module
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from shared.contracts.replies import ReplyRequest

VERBS = sorted(path.parent.name for path in Path("functions").glob("*/settings.py"))


def settings_of(verb: str) -> type[BaseModel]:
    module = import_module(f"functions.{verb}.settings")
    (found,) = [each for each in vars(module).values() if isinstance(each, type) and each.__module__ == module.__name__]
    return found


@pytest.mark.parametrize("verb", VERBS)
def test_a_missing_setting_is_named_and_nothing_of_the_environment_is_told(verb: str) -> None:
    with pytest.raises(ValidationError) as raised:
        settings_of(verb).model_validate({"AWS_SECRET_ACCESS_KEY": "a-secret"})
    assert "Field required" in str(raised.value)
    assert "a-secret" not in str(raised.value)


def test_an_answer_that_is_refused_is_not_quoted() -> None:
    with pytest.raises(ValidationError) as raised:
        ReplyRequest.model_validate({"ticket_id": "T-1", "text": "Bonjour Mia"})
    assert "Bonjour" not in str(raised.value)

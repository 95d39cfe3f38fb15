"""Texts in memory: long ones in the bucket, and those that were sent."""

from dataclasses import dataclass, field

from shared.domain.errors import ContentGoneError


@dataclass
class FakeTexts:
    stored: dict[str, str] = field(default_factory=dict)

    def put(self, text: str) -> str:
        key = f"text/{len(self.stored)}"
        self.stored[key] = text
        return key

    def get(self, key: str) -> str:
        if key not in self.stored:
            raise ContentGoneError(key)
        return self.stored[key]

    def delete(self, key: str) -> None:
        self.stored.pop(key, None)


@dataclass
class FakeSentTexts:
    texts: set[tuple[str, str]] = field(default_factory=set)

    def has_text(self, channel: str, account_id: str, conversation_id: str, text: str) -> bool:
        return (conversation_id, text) in self.texts

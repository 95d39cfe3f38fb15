"""A brand's own lists of danger. Apart from the brand, so that whoever reads a text loads nothing else of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class DangerLists:
    """Language → phrases. ``phrases`` say that somebody may be hurt; ``exceptions`` only sound like it, such as names.

    Both hold in every language: short calls for help are hard to tell. An exception is cut out of the text before it is
    read, so that what stands beside it still counts.
    """

    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exceptions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

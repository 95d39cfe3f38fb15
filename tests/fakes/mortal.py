"""A function that is killed at any of its calls."""

from typing import Any


class Killed(BaseException):
    """The function ends here: no ``except`` of ours runs."""


class Mortal:
    """Passes calls on and dies at one of them: before it is done, or after. Several ports may share a ``counter``."""

    def __init__(self, port: Any, counter: list[int], at: int, *, after: bool) -> None:
        self._port, self._counter, self._at, self._after = port, counter, at, after

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._port, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            self._counter[0] += 1
            due = self._counter[0] == self._at
            if due and not self._after:
                raise Killed
            result = real(*args, **kwargs)
            if due:
                raise Killed
            return result

        return call if callable(real) else real

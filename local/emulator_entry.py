"""Starts the AWS emulator (MiniStack 1.5.33), with what it lacks for us. Runs in ``.tools/emulator``, not in ``.venv``.

1. An error raised in a Python function reaches Step Functions as ``Runtime.HandlerError``; on AWS it has its class
   name, which our workflows match. The worker script is told to send the name along.
2. SendMessageBatch and its kind ask for permissions of that name; on AWS they need that of the single operation.
3. Each worker unpacks its layers again, some 60 MB and 3,000 files. They are unpacked once and linked.
4. It sleeps: 150 ms before the first state of any workflow, also of one whose caller waits for its end, and 50 ms after
   a run of a function that writes no line of log, in case one is still to come. AWS does neither, and the bench would
   bill it. A run says when it has written its last line; a workflow that is waited for begins at once.

They change a few functions of one pinned version; should they no longer be as expected, the start fails and says so.
"""

import hashlib
import importlib
import inspect
import os
import queue
import threading
import time
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

_ERROR = '"error": str(e), "trace"'
_NAMED_ERROR = '"error": str(e), "type": type(e).__name__, "trace"'


def name_errors(runtime: Any, functions: Any) -> None:
    """Errors keep their class name on the way to the caller."""
    if _ERROR not in runtime._PYTHON_WORKER_SCRIPT:
        raise SystemExit("the emulator's worker script is not the one we know: see local/emulator_entry.py")
    runtime._PYTHON_WORKER_SCRIPT = runtime._PYTHON_WORKER_SCRIPT.replace(_ERROR, _NAMED_ERROR)
    invoke, execute = runtime.Worker.invoke, functions._execute_function_warm
    last = threading.local()

    def invoke_and_note(self: Any, *arguments: Any, **options: Any) -> Any:
        answer = invoke(self, *arguments, **options)
        last.type = answer.get("type")
        return answer

    def execute_and_name(*arguments: Any, **options: Any) -> Any:
        last.type = None
        answer = execute(*arguments, **options)
        if last.type and answer.get("error"):
            answer["body"]["errorType"] = last.type
        return answer

    runtime.Worker.invoke = invoke_and_note
    functions._execute_function_warm = execute_and_name


def allow_batches(actions: Any) -> None:
    """A batch of queue operations needs the permission of the single one."""
    extract = actions.extract_iam_action

    def extract_single(*arguments: Any, **options: Any) -> Any:
        action = extract(*arguments, **options)
        return action.removesuffix("Batch") if action and action.startswith("sqs:") else action

    actions.extract_iam_action = extract_single


def share_layers(runtime: Any, folder: Path) -> None:
    """Unpack each layer once, however many workers use it."""
    lock = threading.Lock()

    class Archive(zipfile.ZipFile):
        def extractall(self, path: Any = None, members: Any = None, pwd: bytes | None = None) -> None:
            name = Path(str(self.filename))
            if not name.name.startswith("layer_"):
                super().extractall(path, members, pwd)
                return
            shared = folder / hashlib.sha256(name.read_bytes()).hexdigest()[:16]
            with lock:
                if not shared.is_dir():
                    unpacking = shared.with_suffix(".partial")
                    super().extractall(unpacking, members, pwd)
                    unpacking.rename(shared)
            for entry in shared.iterdir():
                (Path(str(path)) / entry.name).symlink_to(entry)

    class Zipfile:
        ZipFile = Archive
        BadZipFile = zipfile.BadZipFile
        LargeFileError = zipfile.LargeZipFile

    runtime.zipfile = Zipfile


_END = "\x1eend of run"
_ANSWER_SENT = """        _real_stdout.flush()

run()
"""
_ANSWER_SENT_AFTER_END = f"""        sys.stderr.write({_END!r} + "\\n")
        sys.stderr.flush()
        _real_stdout.flush()

run()
"""
_LAST_LINE_WITHIN = 0.25  # seconds: what the emulator itself waits at most


def end_logs(runtime: Any) -> None:
    """The log of a run is complete when its last line has come."""
    if _ANSWER_SENT not in runtime._PYTHON_WORKER_SCRIPT:
        raise SystemExit("the emulator's worker script is not the one we know: see local/emulator_entry.py")
    runtime._PYTHON_WORKER_SCRIPT = runtime._PYTHON_WORKER_SCRIPT.replace(_ANSWER_SENT, _ANSWER_SENT_AFTER_END)

    def until_end(self: Any, *_: Any, **__: Any) -> str:
        lines: list[str] = []
        until = time.monotonic() + _LAST_LINE_WITHIN
        with suppress(queue.Empty):
            while (line := self._stderr_queue.get(timeout=max(until - time.monotonic(), 0.001))) != _END:
                lines.append(line)
        return "\n".join(lines)

    runtime.Worker._drain_stderr_bounded = until_end


_SLEEP = "    time.sleep(0.15)\n"
_SLEEP_UNLESS_WAITED_FOR = "    if not execution.get('sync'):\n        time.sleep(0.15)\n"


def begin_at_once(workflows: Any) -> None:
    """A workflow whose caller waits for its end begins without a pause."""
    source = inspect.getsource(workflows._run_execution)
    if source.count(_SLEEP) != 1:
        raise SystemExit("the emulator's workflows are not those we know: see local/emulator_entry.py")
    changed = source.replace(_SLEEP, _SLEEP_UNLESS_WAITED_FOR)
    exec(changed, vars(workflows))  # noqa: S102 - source of the pinned package, of which one line is changed


def main() -> None:
    runtime: Any = importlib.import_module("ministack.core.lambda_runtime")
    functions: Any = importlib.import_module("ministack.services.lambda_svc")
    name_errors(runtime, functions)
    allow_batches(importlib.import_module("ministack.core.iam_actions"))
    end_logs(runtime)
    begin_at_once(importlib.import_module("ministack.services.stepfunctions"))
    share_layers(runtime, Path(os.environ["TMPDIR"]) / "layers")
    importlib.import_module("ministack.app").main()


if __name__ == "__main__":
    main()

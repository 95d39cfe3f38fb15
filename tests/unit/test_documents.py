"""What people read keeps up with what there is: links, commands, targets, settings, files."""

import json
import re
import shlex
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from cli.main import COMMANDS, load
from shared import brand
from shared.channels import CHANNELS
from shared.domain.brand.model import PriorityWeights
from shared.observability.catalogue import CATALOGUE

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (
    "docs",
    "functions",
    "shared",
    "cli",
    "local",
    "infra",
    "tests",
    "benchmarks",
    "training",
    "corpus",
    "brands",
)
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.md"))],
    key=lambda path: path.relative_to(ROOT).as_posix(),
)
NAMES = [path.relative_to(ROOT).as_posix() for path in DOCUMENTS]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))

_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)


@cache
def text_of(document: Path) -> str:
    return document.read_text(encoding="utf-8")


@cache
def prose_of(document: Path) -> str:
    """The text without blocks of code, where nothing is a link or a heading."""
    return _FENCED.sub("", text_of(document))


@cache
def anchors(document: Path) -> frozenset[str]:
    """The places in a page that a link can name, as they are made of its headings."""
    plain = [re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", found).lower()) for found in
             _HEADING.findall(prose_of(document))]  # fmt: skip
    return frozenset(found.strip().replace(" ", "-") for found in plain)


def code(document: Path) -> Iterator[str]:
    """What stands as code: between backticks, and the lines of blocks, without prompt and comment."""
    yield from _INLINE.findall(prose_of(document))
    for block in _FENCED.findall(text_of(document)):
        for line in block.splitlines()[1:-1]:
            yield re.sub(r"\s+#.*", "", line.strip()).removeprefix("$ ")


def called(document: Path, program: str) -> Iterator[list[str]]:
    """The arguments of each call of a program, as far as they are words."""
    for piece in code(document):
        for found in re.finditer(rf"(?:^|[\s/(;]){program} ([^|;>&]*)", piece):
            try:
                yield shlex.split(found[1].rstrip(")"))
            except ValueError:
                yield found[1].split()


@each_document
def test_links_within_the_repository_lead_somewhere(document: Path) -> None:
    broken = []
    for target in _LINK.findall(prose_of(document)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        place = document if not path else (document.parent / path).resolve()
        if not place.exists() or (anchor and place.suffix == ".md" and anchor not in anchors(place)):
            broken.append(target)
    assert not broken


@each_document
def test_commands_and_their_options_exist(document: Path) -> None:
    wrong = [
        arguments
        for arguments in called(document, "nightdesk")
        if arguments and arguments[0] not in ("--help", "…") and not _exists(_loaded(arguments[0]), arguments[1:])
    ]
    assert not wrong


@cache
def _loaded(name: str) -> Any:
    return load(name) if name in COMMANDS else None


def _exists(command: Any, arguments: list[str]) -> bool:
    """Typer brings a click of its own, so a group is known by what it holds."""
    if command is None:
        return False
    words = iter(arguments)
    for argument in words:
        if argument == "--help" or argument in ("…", "..."):
            continue
        if argument.startswith("--"):
            option = next((option for option in command.params if argument in option.opts), None)
            if option is None:
                return False
            if hasattr(command, "commands") and not option.is_flag:
                next(words, None)  # its value; of a command itself no value is looked at
        elif hasattr(command, "commands"):
            if argument not in command.commands:
                return False
            command = command.commands[argument]
    return True


@each_document
def test_targets_and_variables_of_make_exist(document: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    makefile += "".join((ROOT / part).read_text() for part in re.findall(r"^include (\S+)$", makefile, re.MULTILINE))
    targets = set(re.findall(r"^([\w.-]+):", makefile, re.MULTILINE))
    variables = set(re.findall(r"\$[({]([A-Z_]+)[)}]", makefile))
    for arguments in called(document, "make"):
        for argument in arguments:
            name, sign, _ = argument.partition("=")
            assert name in (variables if sign else targets), argument


@each_document
def test_modules_that_are_run_exist(document: Path) -> None:
    modules = [found for piece in code(document) for found in re.findall(r"python3? -m ([\w.]+)", piece)]
    assert not [module for module in modules if find_spec(module) is None]


@each_document
def test_settings_that_are_named_are_read_somewhere(document: Path) -> None:
    named = {
        name for piece in _INLINE.findall(prose_of(document)) for name in re.findall(r"^[A-Z]+(?:_[A-Z]+)+$", piece)
    }
    assert named <= _upper_case_words()


@cache
def _upper_case_words() -> frozenset[str]:
    """Every word of that shape in code, template and Makefile; and the few that only others give a meaning."""
    suffixes = {".py", ".yaml", ".json", ".toml"}
    files = [ROOT / "Makefile", *(p for f in FOLDERS for p in (ROOT / f).rglob("*") if p.suffix in suffixes)]
    words = {word for file in files for word in re.findall(r"[A-Z]+(?:_[A-Z]+)+", file.read_text(encoding="utf-8"))}
    return frozenset(words | {"AWS_PROFILE"})


MADE = ("benchmarks/results/latest.json", "functions/serve/static")  # by commands that the documents name


@each_document
def test_files_that_are_named_exist(document: Path) -> None:
    missing = []
    for piece in _INLINE.findall(prose_of(document)):
        known = piece.startswith(tuple(f"{folder}/" for folder in FOLDERS)) and not re.search(r"[<>*…{} ]", piece)
        # a function's card and a channel's page may speak of the files beside them
        if known and piece not in MADE and not (ROOT / piece).exists():
            missing.append(piece)
    assert not missing


def test_every_parameter_of_the_template_is_explained() -> None:
    template = (ROOT / "infra" / "template.yaml").read_text(encoding="utf-8")
    section = template[template.index("\nParameters:") : template.index("\nConditions:")]
    parameters = set(re.findall(r"^  (\w+):$", section, re.MULTILINE))
    rows = re.findall(r"^\| (`.+?) \|", text_of(ROOT / "docs" / "deploy.md"), re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == parameters


@pytest.mark.parametrize("verb", [path.parent.name for path in sorted((ROOT / "functions").glob("*/settings.py"))])
def test_the_card_of_a_function_names_every_setting_it_reads(verb: str) -> None:
    settings = (ROOT / "functions" / verb / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'alias="([A-Z_]+)"', settings))
    assert read
    assert not [name for name in read if f"`{name}`" not in text_of(ROOT / "functions" / verb / "README.md")]


@pytest.mark.parametrize("verb", [path.parent.name for path in sorted((ROOT / "functions").glob("*/settings.py"))])
def test_the_card_of_a_function_names_every_metric_it_writes(verb: str) -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "functions" / verb).rglob("*.py"))
    written = {name for name in CATALOGUE if f'"{name}"' in code}
    if re.search(r"DynamoDBBrands\([^)]*metrics", code):
        written.add("BrandsInvalid")
    card = text_of(ROOT / "functions" / verb / "README.md")
    assert not [name for name in written if not re.search(rf"`{name}\b", card)]


def test_every_field_of_a_brand_file_and_every_weight_is_explained() -> None:
    named = set(re.findall(r"`(\w+)`", text_of(ROOT / "docs" / "brand-file.md")))
    fields = {*brand.REQUIRED, *brand.OPTIONAL}
    assert (fields | set(PriorityWeights.__slots__)) <= named | {"escalation"}


def test_every_operation_of_the_api_is_explained() -> None:
    paths = json.loads((ROOT / "functions" / "api" / "openapi.json").read_text(encoding="utf-8"))["paths"]
    # placeholders have short names in a page for people
    operations = {f"{method.upper()} {re.sub(r'{[^}]*}', '{id}', path)}" for path, found in paths.items() for method in
                  found if method in ("get", "post", "patch", "put", "delete")}  # fmt: skip
    page = text_of(ROOT / "docs" / "api.md")
    assert not [operation for operation in operations if f"`{operation}`" not in page and f"`{operation}?" not in page]


def test_every_channel_can_be_connected() -> None:
    connect = text_of(ROOT / "docs" / "connect.md")
    assert not [channel for channel in CHANNELS if f"`{channel}`" not in connect]


@pytest.mark.parametrize("decision", DECISIONS, ids=[path.name for path in DECISIONS])
def test_a_decision_says_why_what_it_costs_and_how_to_revert_it(decision: Path) -> None:
    assert re.match(rf"# {decision.name[:4]}\. .+\n\n\d{{4}}-\d\d-\d\d\n", text_of(decision))
    headings = _HEADING.findall(text_of(decision))[1:]
    assert headings[:4] == ["Context", "Decision", "Consequences", "How to revert"]


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@each_document
def test_no_document_has_a_line_that_somebody_meant_to_fill_in(document: Path) -> None:
    assert not re.findall(r"^[A-Z]+(?:_[A-Z]+)+$|\bTODO\b|\bTBD\b|\bFIXME\b", prose_of(document), re.MULTILINE)


def test_the_costs_in_the_readme_are_those_that_were_measured() -> None:
    measured = json.loads((ROOT / "benchmarks" / "results" / "latest.json").read_text(encoding="utf-8"))["cost"]
    row = re.search(r"^\| dollars per million \| (.+) \|$", text_of(ROOT / "README.md"), re.MULTILINE)
    assert row is not None
    kinds = ("signal", "joins", "opens", "acknowledged")
    assert row[1].split(" | ") == [f"{measured['dollars_per_million'][kind]:.2f}" for kind in kinds]


def test_what_does_not_grow_is_what_was_measured() -> None:
    growth = json.loads((ROOT / "benchmarks" / "results" / "latest.json").read_text(encoding="utf-8"))["growth"]
    few, many = growth["100 tickets"], growth["100000 tickets"]
    rows = re.findall(
        r"^\| (a [\w ]+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", text_of(ROOT / "docs" / "scale.md"), re.MULTILINE
    )
    assert {name: figures for name, *figures in rows} == {
        work: [f"{few[work]['read units']:.1f}", f"{units['read units']:.1f}", f"{units['write units']:.1f}"]
        for work, units in many.items()
    }


def test_what_an_open_page_costs_is_what_was_measured() -> None:
    measured = json.loads((ROOT / "benchmarks" / "results" / "latest.json").read_text(encoding="utf-8"))["desk"]
    rows = dict(re.findall(r"^\| (.+) \| ([\d.,]+) \|$", text_of(ROOT / "docs" / "desk.md"), re.MULTILINE))

    def shown(name: str) -> str:
        digits = 4 if name.startswith("dollars") else 2 if name.startswith("seconds") else 0
        return f"{measured[name]:,.{digits}f}"

    assert rows == {name: shown(name) for name in measured if not name.startswith("dollars per agent and hour, ")}


def test_every_picture_is_shown_and_can_be_taken_again() -> None:
    pictures = {path.name for path in (ROOT / "docs" / "images").iterdir()}
    assert set(re.findall(r"images/([\w-]+\.png)", text_of(ROOT / "docs" / "desk.md"))) == pictures
    assert set(re.findall(r'"([\w-]+\.png)"', text_of(ROOT / "local" / "pictures.py"))) == pictures

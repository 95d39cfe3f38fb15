"""``make bench``: measures, prints, and writes ``results/latest.json``. It fails when units are above their bounds.

Parts are named as arguments. ``load=1000`` sends a thousand messages instead of five, with the rest in proportion.
"""

import json
import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import classify, cold_start, cost, desk, growth, ingest, load, report, subscribers, sustained
from benchmarks.bounds import AIMS, above_bounds

RESULTS = Path(__file__).parent / "results" / "latest.json"
PARTS = ("cold_start", "classify", "ingest", "cost", "load", "sustained", "growth", "report", "subscribers", "desk")

console = Console()


def main(arguments: tuple[str, ...]) -> None:
    wanted = {name: int(size or 0) for name, _, size in (each.partition("=") for each in arguments)}
    results: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    results["machine"] = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    results["date"] = f"{datetime.now(UTC):%Y-%m-%d}"
    if "cold_start" in wanted:
        results["cold_start"] = {"ratio": cold_start.measure()}
        _show(
            "Import time beside a bare handler with one boto3 client (aim for ingest: 1.7)",
            results["cold_start"]["ratio"],
        )
    if "classify" in wanted:
        results["classify"] = classify.measure(cost.PRICES["lambda_gb_seconds"]["dollars"])
        _show("The classifier (aims: load 400 ms, a message 10 000 µs)", results["classify"], "value")
    if "cost" in wanted:
        with tempfile.TemporaryDirectory() as folder:
            costs = cost.measure(Path(folder))
        results["cost"] = {
            "dollars_per_million": {kind: found.dollars_per_million for kind, found in costs.items()},
            "kept_dollars_per_million": {kind: found.kept_dollars_per_million for kind, found in costs.items()},
            "units": {kind: found.units for kind, found in costs.items()},
            "lambda_gb_seconds_by_function": {kind: found.gb_seconds for kind, found in costs.items()},
        }
        _show_costs(costs)
    if "ingest" in wanted:
        results["ingest"] = {"ratio": ingest.measure()}
        _show("Ingest beside a bare handler (aims: one 1.3, hundred 1.5)", results["ingest"]["ratio"])
    if "load" in wanted:
        with tempfile.TemporaryDirectory() as folder:
            messages = wanted["load"] or load.MESSAGES
            results["load"] = load.measure(
                Path(folder), messages=messages, conversations=messages // 10, in_one=messages // 5
            ).shown
        _show("Many messages at once (aim: all stored, half as fast as a bare topology)", results["load"], "value")
    if "sustained" in wanted:
        results["sustained"] = sustained.main()
        for size, minutes in results["sustained"].items():
            _show(f"Deadlines missed in one minute, time counted: {size} (aim: told within 5 min)", minutes, "minutes")
    if "growth" in wanted:
        results["growth"] = growth.main()
        for size, works in results["growth"].items():
            for work, units in works.items():
                _show(f"{size}: {work} (aim: the same for every size)", units, "units")
    if "report" in wanted:
        results["report"] = report.measure()
        _show("Reports of a large desk (aims: 200 ms, 60 read units)", results["report"], "value")
    if "subscribers" in wanted:
        results["subscribers"] = subscribers.measure()
        _show("One subscriber whose endpoint answers after 100 ms", results["subscribers"], "value")
    if "desk" in wanted:
        with tempfile.TemporaryDirectory() as folder:
            results["desk"] = desk.measure(Path(folder))
        aims = ", ".join(f"{name} {aim:g}" for name, aim in desk.AIMS.items())
        _show(f"The desk's page on the emulator (aims: {aims})", results["desk"], "value")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    for problem in (found := above_bounds(results.get("cost", {}).get("units", {}))):
        console.print(problem, style="red")
    console.print(f"written to {RESULTS.relative_to(Path.cwd()) if RESULTS.is_relative_to(Path.cwd()) else RESULTS}")
    if found:
        sys.exit(1)


def _show(title: str, ratios: dict[str, float], column: str = "ratio") -> None:
    table = Table("", column, title=title)
    for name, ratio in ratios.items():
        table.add_row(name, f"{ratio:.2f}" if ratio >= 0.01 or not ratio else f"{ratio:.4f}")
    console.print(table)


def _show_costs(costs: dict[str, cost.Cost]) -> None:
    table = Table("dollars per million messages", *costs, title="What one message costs, and where each cent goes")
    for part in cost.PRICES:
        row = [f"{found.parts.get(part, 0):.2f} ({found.units.get(part, 0):.4g})" for found in costs.values()]
        table.add_row(part, *row)
    table.add_row("all", *(f"{found.dollars_per_million:.2f}" for found in costs.values()))
    table.add_row("kept until it expires", *(f"{found.kept_dollars_per_million:.2f}" for found in costs.values()))
    table.add_row("aim", *(str(AIMS.get(kind, "-")) for kind in costs))
    console.print(table)


if __name__ == "__main__":
    main(tuple(sys.argv[1:]) or PARTS)

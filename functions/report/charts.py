"""The pictures of the weekly letter: SVG that loads and runs nothing."""

import re
import sys
from collections.abc import Callable
from typing import Any

from pygal import Bar, HorizontalBar
from pygal.style import Style

# pygal leaves a finder of a kind behind that Python is giving up: every import that fails after it would warn.
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "PluginImportFixer"]

__all__ = ["NARROW", "Bar", "HorizontalBar", "chart", "picture"]

_STYLE = Style(
    background="transparent",
    plot_background="transparent",
    foreground="#333",
    foreground_strong="#111",
    foreground_subtle="#888",
    colors=("#0b5cad", "#b3541e", "#4c7a34", "#7a3b8f"),
    font_family="sans-serif",
    label_font_size=12,
    major_label_font_size=12,
    value_font_size=12,
    value_label_font_size=12,
    tooltip_font_size=12,
)

NARROW, BROAD = 320, 720
"""Widths of the pictures, in pixels."""

_LEFT_OUT = re.compile(r"<script.*?</script>|<!--.*?-->", re.DOTALL)


def picture(drawn: Callable[[int], Any]) -> str:
    """One for a phone and one for a screen: what is scaled down has labels that nobody can read."""
    narrow, broad = _svg(drawn(NARROW)), _svg(drawn(BROAD))
    return f'<div class="narrow">{narrow}</div><div class="broad">{broad}</div>'


def chart(kind: Any, *, width: int, height: int = 260) -> Any:
    """Without scripts, and without anything to load."""
    # pygal names the axes of a horizontal chart as they were before it was turned.
    values = "x" if kind is HorizontalBar else "y"
    few = {f"{values}_labels_major_count": 3, f"show_minor_{values}_labels": False} if width == NARROW else {}
    return kind(
        style=_STYLE,
        js=(),
        width=width,
        height=height,
        truncate_label=-1,
        **few,
        show_legend=False,
        print_values=False,
        disable_xml_declaration=True,
        no_prefix=True,
        value_formatter=lambda value: f"{value:.0f}",
    )


def _svg(chart: Any) -> str:
    # Its settings for a script that is not here, and the comment with the day on which it was drawn, are left out.
    return _LEFT_OUT.sub("", str(chart.render(is_unicode=True)))

"""The symbols and arrows of the official table as SVG within one cell. Decoration: the words say the same."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from sops.flow_lines import Head, Level, Side, Stroke
from sops.sheet import Symbol
from workflows.core.living_row import Cell

register = template.Library()

HEIGHTS = {Level.EDGE: "0", Level.TURN: "7", Level.TOP: "18", Level.MIDDLE: "28", Level.END: "100%"}
"""Where a level lies in a cell, in CSS pixels from its upper edge."""
SHAPES = {
    Symbol.TERMINATOR: '<rect class="flow-symbol" x="-15" y="-10" width="30" height="20" rx="10"/>',
    Symbol.PROCESS: '<rect class="flow-symbol" x="-15" y="-10" width="30" height="20"/>',
    Symbol.DECISION: '<path class="flow-symbol" d="M0-11 15 0 0 11-15 0Z"/>'
    '<text x="8" y="12">Tidak</text><text x="4" y="22">Ya</text>',
}
POINTS = {Side.TOP: "-3.5,-16 3.5,-16 0,-10", Side.LEFT: "-21,-3.5 -21,3.5 -15,0", Side.RIGHT: "21,-3.5 21,3.5 15,0"}
ARROW = '<path class="flow-line" d="M-14 0H12"/><polygon class="flow-head" points="8,-3.5 8,3.5 15,0"/>'
CONNECTOR = '<path class="flow-symbol" d="M-8-9H8V3L0 10-8 3Z"/>'
LEGEND = (
    (SHAPES[Symbol.TERMINATOR], "mulai atau selesai"),
    (SHAPES[Symbol.PROCESS], "pelaksanaan"),
    (SHAPES[Symbol.DECISION].split("<text")[0], "keputusan"),
    (ARROW, "arah alur; putus-putus: jalan kembali"),
    (CONNECTOR, "sambungan ke halaman lain (pada PDF)"),
)


@register.simple_tag
def flow(cell: Cell) -> SafeString:
    """The cell's lines with its symbol over them; "" where nothing lies in it."""
    if not cell.symbol and not cell.strokes:
        return SafeString("")
    drawn = format_html_join("", '<line class="{}" x1="{}%" y1="{}" x2="{}%" y2="{}"/>', map(_line, cell.strokes))
    if cell.symbol:
        heads = format_html_join("", '<polygon class="{}" points="{}"/>', map(_head, cell.heads))
        symbol = mark_safe(SHAPES[cell.symbol])
        drawn += format_html('<svg class="flow-at" x="50%" y="{}">{}{}</svg>', HEIGHTS[Level.MIDDLE], symbol, heads)
    return format_html('<svg class="flow" aria-hidden="true" focusable="false">{}</svg>', drawn)


@register.simple_tag
def symbol_legend() -> list[tuple[SafeString, str]]:
    """The five symbols of the form (PermenPAN-RB 35/2012), each drawn and explained."""
    frame = '<svg class="flow-sample" viewBox="-17 -12 34 24" aria-hidden="true" focusable="false">{}</svg>'
    return [(format_html(frame, mark_safe(shape)), meaning) for shape, meaning in LEGEND]


def _line(stroke: Stroke) -> tuple[str, int, str, int, str]:
    name = _name("flow-line", back=stroke.back, walked=stroke.walked)
    return name, stroke.x1, HEIGHTS[stroke.y1], stroke.x2, HEIGHTS[stroke.y2]


def _head(head: Head) -> tuple[str, str]:
    return _name("flow-head", back=head.back, walked=head.walked), POINTS[head.side]


def _name(base: str, *, back: bool, walked: bool) -> str:
    return base + " flow-back" * back + " flow-walked" * walked

"""The shapes of a flow chart as signs: what an office draws over a table's cell stands in its text."""

PROCESS, ENDS, DECISION = "▭", "⬭", "⬦"
"""Drawn signs. That a shape belongs to the cell that it is anchored in is likely, not certain."""
OF_GEOMETRY = {
    **dict.fromkeys(("rect", "flowChartProcess", "flowChartPredefinedProcess", "flowChartDocument"), PROCESS),
    **dict.fromkeys(("roundRect", "ellipse", "flowChartTerminator", "flowChartAlternateProcess"), ENDS),
    **dict.fromkeys(("diamond", "flowChartDecision"), DECISION),
}
"""By the name of a preset geometry (ECMA-376, part 1, 20.1.10.56); connectors and arrows have no sign."""
OF_OLD_TYPE = {"_x0000_t109": PROCESS, "_x0000_t116": ENDS, "_x0000_t110": DECISION, "_x0000_t4": DECISION}
"""By the type of a VML shape, as Word 2007 and older wrote it."""
LABELS = ("ya", "tidak", "y", "t")


def sign_of(geometry: str, text: str) -> str:
    """The sign of a shape, and its text; a box that only says Ya or Tidak is a label."""
    text = " ".join(text.split())
    sign = "" if text.casefold().strip(".") in LABELS else OF_GEOMETRY.get(geometry, "")
    return f" {sign} {text} ".replace("  ", " ")

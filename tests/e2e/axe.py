"""What axe-core says of an open page: WCAG 2.2 AA and its best practices."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "rules": {"target-size": {"enabled": True}},  # off unless asked for
}


def faults(page: Page, within: str = "html") -> list[str]:
    """A line for each element that breaks a rule, in a part of the page."""
    assert page.locator(within).count()
    found = Axe().run(page, context={"include": [[within]]}, options=OPTIONS).response["violations"]
    return [
        f"{fault['id']}: {node['target']} {node['html'][:160]} — {node.get('failureSummary', '')}"
        for fault in found
        for node in fault["nodes"]
    ]

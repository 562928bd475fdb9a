"""The ledger's lines in a page's history."""

from typing import Any

from wagtail.log_actions import LogFormatter


class LedgerLine(LogFormatter):
    """One event of a run, in the sentence that was written with it."""

    label = "SOP"

    def format_message(self, log_entry: Any) -> str:
        return log_entry.data["said"]

    def format_comment(self, log_entry: Any) -> str:
        return log_entry.data.get("comment", "")

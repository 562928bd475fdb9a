"""What begins or ends by date, at once: the worker does the same every minute.

Takes the place of Wagtail's command of the same name, which publishes outside a transaction and stops
at the first item that is refused.
"""

from typing import Any

from wagtail.management.commands.publish_scheduled import Command as StockCommand

from workflows.actions.schedule import keep_dates


class Command(StockCommand):
    help = "Berlakukan SOP yang harinya tiba, tayangkan yang sudah waktunya, turunkan yang habis masa berlakunya."

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dryrun"]:
            super().handle(*args, **options)
        else:
            keep_dates()

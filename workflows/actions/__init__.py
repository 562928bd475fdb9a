"""One verb per file. Menu, task page, dashboard, API and command call the same ones."""

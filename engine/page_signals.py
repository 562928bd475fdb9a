"""Signals of pages only: a receiver for every model would run at every save of a session, a log line, a task."""

from collections.abc import Callable
from typing import Any

from django.db.models.signals import ModelSignal
from wagtail.models import Page, get_page_models


def page_models() -> set[type[Page]]:
    """Every kind of page, the bare ``Page`` included."""
    return {Page, *get_page_models()}


def on_pages(signal: ModelSignal, receiver: Callable[..., Any], name: str) -> None:
    """Call the receiver for rows of every kind of page; ``name`` is unique. To be called when all apps are ready."""
    for model in page_models():
        signal.connect(receiver, sender=model, dispatch_uid=f"{name}-{model._meta.label}")

"""A person at the admin, as a script: opens its pages, fills its forms and presses its buttons over HTTP.

Used by ``walk_sop`` and by the tests that must go the way the user goes.
"""

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils.text import slugify
from wagtail.models import Page
from wagtail.test.utils.form_data import querydict_from_html, rich_text

from sops.document import Sop
from workflows.models import SopRun

EDITOR_FORM = "page-edit-form"


class Refusal(Exception):
    """The admin answered with something else than success; ``status`` and the sentences it showed."""

    def __init__(self, status: int, sentences: list[str]) -> None:
        super().__init__(f"{status}: {' '.join(sentences)}")
        self.status, self.sentences = status, sentences


class Person:
    """Someone logged in to the admin."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self.client = Client(SERVER_NAME=str(urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname))
        self.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    def write(self, section: Page, model: type[Page], *, paragraphs: Iterable[str] = (), **fields: Any) -> Page:
        """Create a page under a section in the editor; returns it."""
        address = reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, section.pk])
        form = querydict_from_html(self._get(address).content.decode(), form_id=EDITOR_FORM)
        self._fill(form, paragraphs, fields)
        before = set(Page.objects.child_of(section).values_list("pk", flat=True))
        self._post(address, form)
        return Page.objects.child_of(section).exclude(pk__in=before).get()

    def edit(self, page_id: int, *, paragraphs: Iterable[str] = (), **fields: Any) -> Any:
        """Change a page in the editor and save the draft."""
        address = reverse("wagtailadmin_pages:edit", args=[page_id])
        form = querydict_from_html(self._get(address).content.decode(), form_id=EDITOR_FORM)
        self._fill(form, paragraphs, fields)
        return self._post(address, form)

    def act(self, page_id: int, action: str, *, target: int | None = None, **fields: Any) -> SopRun:
        """Open the task page, tick what it asks for, and press the button of ``action``.

        Raises ``Refusal`` when the button is not there or the act is refused.
        """
        form = self.form_for(page_id, action, target)
        for name, value in fields.items():
            form[name.replace("__", "-")] = value
        self._post(self.address(page_id, action, target), form)
        return SopRun.objects.filter(page_id=page_id)[0]

    def form_for(self, page_id: int, action: str, target: int | None = None) -> QueryDict:
        """The act's form as the task page shows it, every input and checklist item ticked."""
        html = self._get(reverse("sop:task", args=[page_id])).content.decode()
        name = f"act-{action}-{target}" if target else f"act-{action}"
        if f'id="{name}"' not in html:
            raise Refusal(403, [f"Tombol {action} tidak ditawarkan."])
        form = querydict_from_html(html, form_id=name)
        run = SopRun.objects.filter(page_id=page_id).first()
        document = run.sop if run and (run.is_open or action != "start") else None
        document = document or Page.objects.get(pk=page_id).specific.governing_version().document
        self.tick(form, html, document)
        return form

    @staticmethod
    def tick(form: QueryDict, html: str, document: Sop) -> None:
        """Every input and checklist item that a page asks for."""
        for step in document.steps:
            if f'name="inputs-{step.number}"' in html:
                form.setlist(f"inputs-{step.number}", list(step.inputs))
            if f'name="checklist-{step.number}"' in html:
                form.setlist(f"checklist-{step.number}", list(step.checklist))

    @staticmethod
    def address(page_id: int, action: str, target: int | None = None) -> str:
        """Where an act is posted."""
        return (
            reverse("sop:act_on", args=[page_id, action, target])
            if target
            else reverse("sop:act", args=[page_id, action])
        )

    def _fill(self, form: QueryDict, paragraphs: Iterable[str], fields: dict[str, Any]) -> None:
        paragraphs = list(paragraphs)
        if paragraphs:
            for name in [name for name in form if name.startswith("body-")]:
                del form[name]
            form["body-count"] = str(len(paragraphs))
            for i, text in enumerate(paragraphs):
                form[f"body-{i}-deleted"], form[f"body-{i}-order"], form[f"body-{i}-type"] = (
                    "",
                    str(i),
                    "text",
                )
                form[f"body-{i}-id"] = ""
                form[f"body-{i}-value"] = rich_text(f"<p>{text}</p>", features=["bold", "italic", "link", "ol", "ul"])
        for name, value in fields.items():
            form[name] = "" if value is None else value
        if form.get("title") and not form.get("slug"):
            form["slug"] = slugify(str(form["title"]))[:80]  # as the editor's script does while one types

    def _get(self, address: str) -> Any:
        response = self.client.get(address)
        if response.status_code != 200:
            raise Refusal(response.status_code, [f"{address} tidak dapat dibuka."])
        return response

    def _post(self, address: str, form: QueryDict) -> Any:
        response = self.client.post(address, form.urlencode(), content_type="application/x-www-form-urlencoded")
        if response.status_code not in (200, 302):
            raise Refusal(response.status_code, sentences(response))
        if response.status_code == 200:  # the editor shows its form again when it did not save
            raise Refusal(422, sentences(response))
        return response


def sentences(response: Any) -> list[str]:
    """What a refusing page says, as plain sentences."""
    context = response.context or {}
    failed = context.get("failed") if hasattr(context, "get") else None
    form = failed.form if failed else context.get("form") if hasattr(context, "get") else None
    if form is not None and form.errors:
        errors = json.loads(form.errors.as_json())
        return [f"{name}: {entry['message']}" for name, entries in errors.items() for entry in entries]
    return [f"status {response.status_code}"]

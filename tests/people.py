"""A person of the suite at work without a screen: the item's service does what the task page would."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import ForeignKey
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from wagtail.models import Page

from home.walking import Person, Refusal
from offices.models import Office
from workflows.models import SopRun
from workflows.service.item import Item


class Colleague(Person):
    """Acts a fifth as dear as over HTTP; ``client`` and ``edit`` still go to the admin's screens."""

    def __init__(self, user: Any) -> None:
        self.user = user

    @cached_property
    def client(self) -> Client:
        client = Client()
        client.force_login(self.user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    def write(self, section: Page, model: type[Page], *, paragraphs: Iterable[str] = (), **fields: Any) -> Page:
        """A draft under a section, as the editor leaves it."""
        named = {
            f"{name}_id" if isinstance(model._meta.get_field(name), ForeignKey) else name: value
            for name, value in fields.items()
        }
        page = model(owner=self.user, live=False, **{"slug": slugify(fields["title"])[:80], **named})
        page.draft_title = page.title
        page.body = [("text", f"<p>{text}</p>") for text in paragraphs]
        section.add_child(instance=page)
        page.save_revision(user=self.user)
        return Page.objects.get(pk=page.pk)

    def act(self, page_id: int, action: str, *, target: int | None = None, **fields: Any) -> SopRun:
        """Do what the task page offers, every input and checklist item ticked.

        Raises ``Refusal`` when it isn't offered or is refused.
        """
        item = self._item(Page.objects.get(pk=page_id))
        act = next((act for act in item.offered() if (act.action, act.target) == (action, target)), None)
        if act is None:
            raise Refusal(403, [f"Tombol {action} tidak ditawarkan."])
        form = QueryDict(mutable=True)
        form.update({"seen": item.seen, "run": str(item.run.pk) if item.run else ""})
        document = item.version.document if item.run and item.run.is_open else item.draft.governing_version().document
        if action != "start" and item.run is not None:
            document = item.run.sop
        for step in (document.step(number) for number in act.steps):
            form.setlist(f"inputs-{step.number}", list(step.inputs))
            form.setlist(f"checklist-{step.number}", list(step.checklist))
        form.update({name.replace("__", "-"): value for name, value in fields.items()})
        with timezone.override(ZoneInfo(item.office.time_zone)):
            status, tried = item.attempt(act, form)
        if status != 200:
            raise Refusal(status, [str(said) for found in tried.form.errors.values() for said in found])
        return SopRun.objects.filter(page_id=page_id)[0]

    def _item(self, page: Page) -> Item:
        runs = SopRun.objects.filter(page_id=page.pk)
        run = runs.open().first() or runs.exclude(status="withdrawn").first()
        office = run.office if run and run.is_open else Office.of_page(page)
        return Item(page, office, run, self.user)

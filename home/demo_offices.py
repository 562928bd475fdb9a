"""The five demonstration offices: people and content read from ``home/demo/*.toml``, run through the SOPs.

Nothing of the content stands here; the files say what there is and how far each item has come.
"""

import io
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.utils.text import slugify
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.rich_text import RichText

from home.demo_pictures import draw_pdf, draw_picture
from home.models import HomePage
from home.offices import OfficeFacts, open_office
from offices import membership
from offices.models import Office
from offices.role_holders import people_in
from sops.document import Sop as SopDocument
from sops.document import StepKind
from sops.models import Sop
from workflows.actions.archive import archive, fulfil
from workflows.actions.seen import seen_token
from workflows.actions.start import start
from workflows.core.answers import Answers, StepAnswers
from workflows.core.rules import passing_act
from workflows.models import SopRun
from workflows.notifications.audience import next_to_act
from workflows.service.acts import VERBS

DATA = Path(__file__).parent / "demo"
ON_HOME_PAGE = ("intro", "stage", "accent", "address", "hours", "phone", "email")
LISTS_ON_HOME_PAGE = {"services": "service", "accounts": "account", "links": "link"}
"""Facts of the file that stand on the home page; of lists, the name of the block each row becomes."""
PAGE_TYPES = {"StandardPage": "home", "PpidPage": "home"}
"""Which app a page type of the files is in, where it isn't ``news``."""


def files() -> list[Path]:
    """The demonstration offices' files, one each."""
    return sorted(DATA.glob("*.toml"))


class DemoOffice:
    """One demonstration office."""

    def __init__(self, path: Path, *, port: int) -> None:
        self.facts: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        self.slug, self.port = path.stem, port

    def open(self) -> Office:
        """The office itself, with the SOP of its own name."""
        facts = self.facts
        office = open_office(
            OfficeFacts(
                name=facts["name"],
                slug=self.slug,
                region_code=facts["region_code"],
                level=facts["level"],
                time_zone=facts["time_zone"],
                hostname=facts["hostname"],
                port=self.port,
                sop=self.slug,
                divisions=facts["divisions"],
            )
        )
        home = HomePage.objects.get(pk=office.root_page_id)
        for name in ON_HOME_PAGE:
            setattr(home, name, facts.get(name, ""))
        for name, block in LISTS_ON_HOME_PAGE.items():
            setattr(home, name, [(block, row) for row in facts.get(name, [])])
        home.change_reason = "Isi pertama beranda kantor peraga."
        home.save()
        return office

    @cached_property
    def office(self) -> Office:
        return Office.objects.get(slug=self.slug)

    def appoint_people(self, password: str) -> int:
        """The people of the file in their roles; ``password`` is encoded. Returns how many there are."""
        roles = {role.slug: role for role in self.office.roles.all()}
        for person in self.facts["people"]:
            user, _ = get_user_model().objects.update_or_create(
                username=person["username"],
                defaults={
                    "first_name": person["name"],
                    "email": f"{person['username']}@{self.facts['hostname']}",
                    "jabatan": person.get("jabatan", ""),
                    "password": password,
                },
            )
            membership.appoint(
                user,
                roles[person["role"]],
                decree_number=person["decree_number"],
                valid_from=date(2025, 1, 2),
            )
        return len(self.facts["people"])

    def load_items(self) -> Iterator[str]:
        """Write each item that is not there yet and let its people bring it as far as the file says."""
        for number, item in enumerate(self.facts["items"]):
            if Page.objects.descendant_of(self.office.root_page).filter(draft_title=item["title"]).exists():
                continue
            page = self._write(item, number)
            run = bring_on(page, until=item["until"])
            yield f"{self.slug}: {item['title']} · {run.status_label}"

    def _writer(self) -> Any:
        """Who holds the role of the step that writes, so that whoever checks later is somebody else (ruling 4a)."""
        return people_in(self.office, Sop.objects.get(slug=self.slug).document.writing_step.roles)[0]

    def _write(self, item: dict[str, Any], number: int) -> Page:
        """The item as a draft of the person who writes."""
        model = apps.get_model(PAGE_TYPES.get(item["type"], "news"), item["type"])
        names = {f.name for f in model._meta.get_fields()} - {"type", "section", "photo"}
        values = {name: value for name, value in item.items() if name in names}
        page = model(slug=slugify(item["title"])[:80], owner=self._writer(), live=False, **values)
        page.draft_title = item["title"]
        page.body = [("text", RichText(f"<p>{text}</p>")) for text in item.get("paragraphs", [])]
        if members := item.get("members"):
            page.body.append(("people", {"heading": "Susunan anggota", "people": members}))
        if item.get("photo"):
            page.image = self._picture(item["title"], number)
            page.image_alt = item.get("photo_alt") or item["title"]
            page.image_credit = item.get("photo_credit", "")
        if "file" in names and not page.file_id:
            page.file = self._file(item)
        section = Page.objects.child_of(self.office.root_page).get(slug=item["section"])
        section.add_child(instance=page)
        page.save_revision(user=page.owner)
        return page

    def _picture(self, title: str, number: int) -> Any:
        data = io.BytesIO(draw_picture(title, seed=number + 100 * len(self.slug)))
        file = ImageFile(data, name=f"{slugify(title)[:60]}.jpg")
        return get_image_model().objects.create(title=title[:255], file=file, collection=self.office.collection)

    def _file(self, item: dict[str, Any]) -> Any:
        data = draw_pdf(item["title"], item.get("paragraphs", []))
        file = ContentFile(data, name=f"{slugify(item['title'])[:60]}.pdf")
        return get_document_model().objects.create(
            title=item["title"][:255], file=file, collection=self.office.collection
        )


def full_answers(document: SopDocument) -> Answers:
    """Everything at hand and ticked, as a careful person would answer."""
    return Answers(steps={s.number: StepAnswers(inputs=s.inputs, checklist=s.checklist) for s in document.steps})


def bring_on(page: Any, *, until: int | str) -> SopRun:
    """Let the office's people take a draft through its SOP: up to step ``until``, or "live" for all of it."""
    revision = page.get_latest_revision()
    version = page.governing_version()
    answers = full_answers(version.document)
    office = Office.of_page(page)
    assert office is not None  # an SOP governs it
    starters = people_in(office, version.document.first_step.roles, page.division_id)
    starter = page.owner if page.owner in starters else starters[0]
    run = start(page.pk, starter, answers, seen=seen_token(None, revision))
    while True:
        run = SopRun.objects.get(pk=run.pk)
        step = run.step
        if step is None or step.number == until:
            break
        if step.kind is StepKind.ARCHIVE:
            archive(page.pk, next_to_act(run)[0], answers, run_id=run.pk, links={})
            continue
        person = next_to_act(run)[0]
        visit = run.open_visit
        seen = seen_token(visit.pk if visit else None, Page.objects.get(pk=page.pk).get_latest_revision())
        VERBS[passing_act(step)].do(page.pk, person, answers, seen=seen)
    for duty in run.duties.filter(done_at__isnull=True):
        publisher = people_in(run.office, run.sop.publish_step.roles)[0]
        fulfil(page.pk, publisher, answers, run_id=run.pk, duty_id=duty.pk)
    run.refresh_from_db()
    return run


def is_allowed() -> bool:
    """Demonstration people with a known password belong on no real installation."""
    return bool(settings.IS_DEMO)

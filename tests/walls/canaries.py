"""An office full of unique words in everything that isn't published, for seeing whether one of them gets out."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.text import slugify
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Comment, Page, Revision, Task, TaskState, WorkflowState

from accounts.api_keys import ApiKey
from home.demo_offices import bring_on
from messaging.models import OfficeChannel, OutboxMessage
from news.models import Attachment, LegalDocumentPage, NewsPage
from offices.models import CalendarDay, Delegation, Division, Membership, OfficeRole, WorkingHours
from tests.conftest import appoint, office, section
from tests.news.pages import TYPES
from tests.walls.foreign import document, page, picture
from workflows.models import Escalation, LegalDeadline, SopChoice, SopRun, StepVisit

CANARY = re.compile(r"zq7x\d+", re.IGNORECASE)
COMMON = "Cakrawala"
"""A word beside every canary, to search for: what one asked for may be said back."""
NOT_WRITTEN = ("slug", "path", "url_path", "draft_title", "language", "translation_key")
"""Text fields of pages that nobody types, or that follow from another."""


@dataclass
class Aviary:
    """What was planted where: canary → place; and the keys to go there by, as ``addresses.filled`` takes them."""

    slug: str
    places: dict[str, str] = field(default_factory=dict)
    keys: dict[str, list[Any]] = field(default_factory=dict)
    _numbers: Any = field(default_factory=lambda: count(100))

    def word(self, place: str) -> str:
        """A text with a new canary."""
        canary = f"zq7x{next(self._numbers)}"
        self.places[canary] = place
        return f"{COMMON} {canary}"

    def escaped(self, text: str) -> set[str]:
        """Where those of the canaries come from that are in a text."""
        return {self.places.get(found.lower(), found) for found in CANARY.findall(text)}


def aviary(slug: str) -> Aviary:
    """Fill an office with canaries."""
    made = Aviary(slug)
    writer, deputy = _people(made)
    pages = _pages(made, writer)
    _desk(made, writer, deputy)
    _keys(made, pages, writer)
    return made


def _people(made: Aviary) -> tuple[Any, Any]:
    """The one who writes and a deputy: no public page names them."""
    first = OfficeRole.objects.filter(office__slug=made.slug).order_by("pk").first()
    people = []
    for name in ("penulis", "wakil"):
        person = appoint(made.word(f"username {name}").split()[1], first)
        person.first_name, person.last_name = made.word("nama depan"), made.word("nama belakang")
        person.email = f"{made.word('surel').split()[1]}@contoh.go.id"
        person.jabatan = made.word("jabatan")
        person.save()
        people.append(person)
    return people[0], people[1]


def _texts(made: Aviary, model: type) -> dict[str, str]:
    """A canary for every text field of a page type that someone fills in."""
    texts = [each for each in model._meta.concrete_fields if isinstance(each, models.CharField | models.TextField)]
    return {
        each.name: made.word(f"{model.__name__}.{each.name}")
        for each in texts
        if each.editable and not each.choices and each.name not in NOT_WRITTEN
    }


def _pages(made: Aviary, writer: Any) -> list[Any]:
    found = []
    for model in TYPES:
        texts = _texts(made, model)
        texts["slug"] = slugify(texts["title"])
        texts["body"] = [("text", f"<p>{made.word(f'{model.__name__}.body')}</p>")]
        if model is LegalDocumentPage:
            texts["file"] = document(made.slug, made.word("berkas naskah"))
        if hasattr(model, "source_kind"):
            texts["source_kind"] = "nota-dinas"
        draft = page(model, made.slug, texts.pop("title"), owner=writer, **texts)
        file = document(made.slug, made.word("lampiran"))
        draft.attachments.add(Attachment(title=made.word("judul lampiran"), document=file))
        draft.save_revision(user=writer)
        found.append(draft)
    tagged: Any = found[list(TYPES).index(NewsPage)]
    tagged.image, tagged.image_alt = picture(made.slug, made.word("gambar")), made.word("alt")
    tagged.tags.add(made.word("tagar naskah"))
    comment = Comment(user=writer, text=made.word("komentar"), contentpath="title", page=tagged)
    tagged.wagtail_admin_comments.add(comment)
    tagged.save_revision(user=writer)
    bring_on(tagged, until=4)
    Page.objects.filter(pk=found[-1].pk).update(locked=True, locked_by=writer, locked_at=timezone.now())
    found.append(_live_with_a_draft(made, writer))
    return found


def _live_with_a_draft(made: Aviary, writer: Any) -> Any:
    """A page the public reads, with a new draft nobody approved."""
    shown = page(NewsPage, made.slug, "Sudah tayang", owner=writer, slug="sudah-tayang")
    bring_on(shown, until="live")
    shown = NewsPage.objects.get(pk=shown.pk)
    shown.title, shown.summary = made.word("judul konsep baru"), made.word("ringkasan konsep baru")
    shown.slug = slugify(shown.title)
    shown.save_revision(user=writer)
    return shown


def _desk(made: Aviary, writer: Any, deputy: Any) -> None:
    """What the office's own people write about themselves."""
    ours = office(made.slug)
    ours.collection.add_child(name=made.word("koleksi"))
    picture(made.slug, made.word("gambar lepas"), description=made.word("keterangan gambar")).tags.add(
        made.word("tagar gambar")
    )
    document(made.slug, made.word("berkas lepas")).tags.add(made.word("tagar berkas"))
    division = Division.objects.create(office=ours, name=made.word("divisi"))
    role = OfficeRole.objects.filter(office=ours).order_by("pk").first()
    Membership.objects.filter(user=writer).update(decree_number=made.word("nomor SK"), division=division)
    today = timezone.localdate()
    Delegation.objects.create(
        office=ours,
        principal=writer,
        deputy=deputy,
        role=role,
        letter_number=made.word("surat tugas"),
        starts_on=today,
        ends_on=today + timedelta(days=9),
    )
    OfficeChannel.objects.create(
        office=ours, name=made.word("kanal"), kind="webhook", address=f"https://{made.word('alamat').split()[1]}.id/"
    )
    WorkingHours.objects.create(office=ours, name=made.word("jam kerja"))
    CalendarDay.objects.create(office=ours, day=date(2030, 1, 2), name=made.word("hari libur"))
    Escalation.objects.create(role=role, superior=role)
    run = SopRun.objects.filter(office=ours).first()
    LegalDeadline.objects.create(
        page_id=run.page_id, due_at=timezone.now(), basis=made.word("dasar tenggat"), set_by_name=str(writer)
    )
    ApiKey.objects.create(user=writer, name=made.word("kunci"), expires_at=timezone.now() + timedelta(days=1))


def _keys(made: Aviary, pages: list[Any], writer: Any) -> None:
    """The keys of what was planted, by where an address asks for them."""
    ours = office(made.slug)

    def pks(model: type[models.Model], **where: Any) -> list[Any]:
        return list(model._default_manager.filter(**where).values_list("pk", flat=True)[:1]) or ["1"]

    some = [pages[list(TYPES).index(NewsPage)].pk, pages[-1].pk]
    images = list(get_image_model().objects.filter(collection=ours.collection).values_list("pk", flat=True))
    documents = list(get_document_model().objects.filter(collection=ours.collection).values_list("pk", flat=True))
    runs = pks(SopRun, office=ours)
    text_ids = [str(pk) for pk in some]
    made.keys = {
        **dict.fromkeys(("page_id", "page_to_move_id", "object_id", "page_pk"), some),
        "parent_page_id": [ours.root_page_id, section(made.slug).pk, *some],
        "admin/pages/add/parent_page_id": [ours.root_page.get_children().first().pk],
        "destination_id": [ours.root_page_id],
        "revision_id": pks(Revision, object_id__in=text_ids),
        "revision_id_a": ["earliest"],
        "revision_id_b": ["latest"],
        "admin/pages/pk": some,
        "admin/api/main/pages/pk": some,
        "admin/api/main/documents/pk": documents[:1],
        "admin/api/main/images/pk": images[:1],
        "task_state_id": pks(TaskState, workflow_state__object_id__in=text_ids),
        "workflow_state_id": pks(WorkflowState, object_id__in=text_ids),
        "task_id": pks(Task),
        "image_id": images[:1],
        "admin/images/chooser/chosen/pk": images[:1],
        **dict.fromkeys(("document_id", "doc_id", "admin/documents/chooser/chosen/pk"), documents[:1]),
        "admin/collections/pk": [ours.collection.pk],
        "collection_id": [ours.collection.pk],
        "admin/sop/orang/pk": pks(Membership, user=writer),
        "admin/sop/plt-plh/pk": pks(Delegation, office=ours),
        "admin/sop/berlaku/pk": pks(SopChoice, office=ours),
        "admin/sop/divisi/pk": pks(Division, office=ours),
        "admin/sop/jam-kerja/pk": pks(WorkingHours, office=ours),
        "admin/sop/hari-libur/pk": pks(CalendarDay, office=ours),
        "admin/sop/eskalasi/pk": pks(Escalation, role__office=ours),
        **dict.fromkeys(("admin/sop/kanal-kantor/pk", "admin/sop/kanal/pk"), pks(OfficeChannel, office=ours)),
        "admin/sop/pemberitahuan/pk": pks(OutboxMessage, office=ours),
        **dict.fromkeys(("admin/sop/lembar/pk", "run_id"), runs),
        "visit_id": pks(StepVisit, run__office=ours),
        "admin/users/pk": [writer.pk],
        "admin/groups/pk": [OfficeRole.objects.filter(office=ours).first().group_id],
        "admin/sites/pk": [ours.site_id],
        "bagikan/pk": some,
        "p/pk": some,
        "via": ["wa"],
        "admin/sop/tugas-saya/act": ["take"],
        "action": ["approve"],
        "every page": [each.pk for each in pages],
        "id": [*text_ids, *map(str, images), *map(str, documents)],
        "target": ["1"],
        "action_name": ["approve"],
        "content_type_app_name": ["news"],
        "content_type_model_name": ["newspage"],
        "app_label": ["wagtailcore"],
        "model_name": ["page"],
        "app_name": ["taggit"],
        "admin/tag-autocomplete/model_name": ["tag"],
        "filter_spec": ["max-165x165"],
        "admin/images/preview/filter_spec": ["width-400"],
        "name": ["berita"],
        "year": ["2022"],
        "file_type": ["csv", "xlsx"],
        "slug": ["berita", "cakrawala"],
        "path": [get_image_model().objects.get(pk=images[0]).file.name],
        "provider_id": ["x"],
        "token": ["x"],
    }

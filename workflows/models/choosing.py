"""What a page may name by its key: what its author may choose, and what its office may use.

Pictures, documents and pages; in fields, blocks, rich text and child rows alike, read as Wagtail's reference
index reads them.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page
from wagtail.permissions import policy_registry

from accounts.forbidden import Forbidden
from engine import wagtail_internals
from offices.models import Office, is_headquarters
from offices.role_holders import offices_of

LONGEST_KEY = 18
"""Digits; no column holds a longer one."""


class Unchoosable(Forbidden):
    """A key that no chooser offers the person: refused without a form, which would show what it stands for."""


class Named(NamedTuple):
    """A key in a page: of which model, and in which field (or rows) of the page it stands."""

    model: type[Model]
    pk: str
    field: str


def named_by(item: Any) -> set[Named]:
    """The pictures, documents and pages that a page or a row of it names, its child rows included."""
    found = set()
    for content_type, pk, path, _ in wagtail_internals.references_of(item):
        name = path.partition(".")[0]
        part: Any = item._meta.get_field(name)
        is_written = part.one_to_many or part.editable  # where a page stands, nobody writes
        if is_written and (model := watched(ContentType.objects.get_for_id(content_type).model_class())):
            found.add(Named(model, pk, name))
    return found


def watched(model: Any) -> type[Model] | None:
    """Under which of the three a key of a model is looked up; None for what has no owner among the offices."""
    return next((kind for kind in (get_image_model(), get_document_model(), Page) if issubclass(model, kind)), None)


def choosable(model: type[Model], user: Any) -> QuerySet:
    """What a person may choose: files by Wagtail's permission; pages of their own offices or which the public sees."""
    if not issubclass(model, Page):
        return policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, ["choose"])
    pages = model._default_manager.all()
    return pages if is_headquarters(user) else pages.filter(_own_or_live(offices_of(user)))


def _own_or_live(offices: Iterable[Office]) -> Q:
    """The condition that a page stands on the site of one of the offices, or is live anywhere; the root is nobody's."""
    visible = Q(live=True) | Q(depth=1)
    for office in offices:
        if office.root_page is not None:
            visible |= Q(path__startswith=office.root_page.path)
    return visible


def keys(given: Iterable[Any]) -> list[str]:
    """Those that could be keys of rows."""
    texts = map(str, given)
    return [text for text in texts if text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY]


def not_choosable(named: Iterable[Named], user: Any) -> Iterator[Named]:
    """Those the person may not choose, whether or not they exist."""
    for model, rows in _by_model(named).items():
        known = {
            str(pk)
            for pk in choosable(model, user).filter(pk__in=keys(row.pk for row in rows)).values_list("pk", flat=True)
        }
        yield from (row for row in rows if row.pk not in known)


def not_usable(named: Iterable[Named], office: Office) -> Iterator[Named]:
    """Those that are another office's: what has been deleted is nobody's."""
    for model, rows in _by_model(named).items():
        found: QuerySet[Any] = model._default_manager.filter(pk__in=keys(row.pk for row in rows))
        if model is Page:
            foreign = {str(pk) for pk in found.exclude(_own_or_live([office])).values_list("pk", flat=True)}
        else:
            files = found.select_related("collection")
            foreign = {str(file.pk) for file in files if not may_use(office, file.collection)}
        yield from (row for row in rows if row.pk in foreign)


def may_use(office: Office, collection: Collection) -> bool:
    """Whether pages of an office may show the files of a collection."""
    users = offices_using(collection)
    return users is None or users.filter(pk=office.pk).exists()


def offices_using(collection: Collection) -> QuerySet[Office] | None:
    """The office a collection belongs to and those whose roles may choose from it; None: it is headquarters' own."""
    step = collection.steplen
    above = [collection.path[: end + step] for end in range(0, len(collection.path), step)]
    owners = Q(collection__path__in=above)
    if not Office.objects.filter(owners).exists():
        return None
    grants = "roles__group__collection_permissions"
    shared = Q(**{f"{grants}__collection__path__in": above, f"{grants}__permission__codename__startswith": "choose_"})
    return Office.objects.filter(owners | shared).distinct()


def _by_model(named: Iterable[Named]) -> dict[type[Model], list[Named]]:
    grouped: dict[type[Model], list[Named]] = {}
    for row in named:
        grouped.setdefault(row.model, []).append(row)
    return grouped


def label_of(model: type[Model], field: str) -> str:
    """What the form calls a field of a page, or its rows."""
    found: Any = model._meta.get_field(field)
    label = str(found.related_model._meta.verbose_name_plural if found.one_to_many else found.verbose_name)
    return label[:1].upper() + label[1:]


def sentence(row: Named, label: str) -> str:
    """Why a key is refused, and the remedy."""
    if row.model is Page:
        return (
            f"Tautan pada isian «{label}» menunjuk halaman yang tidak ada, atau halaman kantor lain yang tidak tayang. "
            "Hapus tautannya, atau pilih halaman lain."
        )
    kind = "Gambar" if row.model is get_image_model() else "Berkas"
    return (
        f"{kind} pada isian «{label}» tidak ada, atau milik kantor lain. "
        f"Pilih {kind.lower()} lain dari koleksi kantor ini."
    )


def foreign_parts(page: Any) -> dict[str, str]:
    """What of a page's text is another office's: field name → sentence."""
    named = named_by(page)
    office = Office.of_page(page) if named else None
    foreign = not_usable(named, office) if office else ()
    return {row.field: sentence(row, label_of(type(page), row.field)) for row in foreign}

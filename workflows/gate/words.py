"""Names that live pages show from elsewhere: approved with the page, so they change with it and no other way."""

from collections.abc import Iterator
from typing import Any

from modelcluster.contrib.taggit import ClusterTaggableManager
from taggit.models import Tag
from wagtail.models import Page

from accounts.forbidden import Forbidden
from offices.models import Division
from workflows.models import GovernedPage, SopRun

SHOWN: dict[type, tuple[tuple[str, ...], str]] = {
    Tag: (("name", "slug"), "Pakai tagar lain di konsep halamannya, lalu ajukan melalui SOP."),
    Division: (("name", "office_id"), "Buat divisi baru, pilih di konsep halamannya, lalu ajukan melalui SOP."),
}
"""Fields of each kind that the public sees, and what to do instead of changing them."""


def page_types(model: type[Page] = GovernedPage) -> Iterator[type[Page]]:
    """Every kind of page that an SOP governs."""
    for child in model.__subclasses__():
        if not child._meta.abstract:
            yield child
        yield from page_types(child)


def governed_use(word: Any) -> Page | None:
    """A governed page that is live or on its way and shows the name, if there is one."""
    for model in page_types():
        if isinstance(word, Division):
            pages = [model.objects.filter(division=word.pk)]
        else:
            taggers = [field for field in model._meta.many_to_many if isinstance(field, ClusterTaggableManager)]
            pages = [model.objects.filter(**{f"{field.name}__id": word.pk}) for field in taggers]
        for found in pages:
            if page := found.filter(live=True).first():
                return page
    on_its_way = SopRun.objects.open().filter(division=word.pk) if isinstance(word, Division) else SopRun.objects.none()
    return Page.objects.filter(pk__in=on_its_way.values("page_id")).first()


def fault(word: Any) -> str:
    """Why the names of a changed row must stay as they are stored, with the remedy; "" where they may change."""
    fields, remedy = SHOWN[type(word)]
    stored = type(word).objects.filter(pk=word.pk).values(*fields).first() if word.pk else None
    if stored is None or all(stored[name] == getattr(word, name) for name in fields):
        return ""
    if (page := governed_use(word)) is None:
        return ""
    return f"«{stored['name']}» tampil di «{page.title}», jadi namanya tidak dapat diubah di sini. {remedy}"


def guard_word(sender: type, instance: Any, **kwargs: Any) -> None:
    """Raises ``Forbidden`` when a name that a governed page shows is changed."""
    if sentence := fault(instance):
        raise Forbidden(sentence)


def guard_word_delete(sender: type, instance: Any, **kwargs: Any) -> None:
    """Raises ``Forbidden`` when a name that a governed page shows is deleted."""
    if page := governed_use(instance):
        remedy = SHOWN[type(instance)][1]
        raise Forbidden(f"«{instance}» tampil di «{page.title}» dan tidak dapat dihapus. {remedy}")

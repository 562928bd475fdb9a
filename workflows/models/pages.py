"""What a page is to the SOP: governed (it informs) or structure (it only leads somewhere).

Page types in other apps inherit from one of the two and thereby from its permission tester,
the single answer that editor, explorer, bulk actions, copy and move all ask.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.http import Http404
from django.utils import timezone
from wagtail.models import Page, PagePermissionTester, PageViewRestriction
from wagtail.query import PageQuerySet

from workflows.core.sop import ContentKind

UNSIGNED_FIELDS = frozenset(
    """
    pk path depth numchild url_path content_type owner live has_unpublished_changes live_revision
    latest_revision latest_revision_created_at first_published_at last_published_at draft_title
    locked locked_at locked_by go_live_at expire_at expired alias_of translation_key locale
    wagtail_admin_comments index_entries home listed_on
    """.split()
)
"""What a signature does not cover: bookkeeping of the tree, of drafts, of lists and of the clock."""


def signed_content(content: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a page's serialised content that an approval covers.

    Primary keys of child rows are dropped: a draft's children get theirs at publication. Stream texts
    are compared as what they hold: PostgreSQL gives the keys of their JSON back in another order.
    """
    signed = {key: _stream(value) for key, value in content.items() if key not in UNSIGNED_FIELDS}
    for key, value in signed.items():
        if isinstance(value, list) and value and all(isinstance(row, dict) and "pk" in row for row in value):
            signed[key] = [
                {name: part for name, part in row.items() if name not in ("pk", "page", "content_object")}
                for row in value
            ]
    return signed


def _stream(value: Any) -> Any:
    """The blocks of a serialised StreamField; anything else as it is."""
    if not (isinstance(value, str) and value.startswith('[{"')):
        return value
    try:
        blocks = json.loads(value)
    except ValueError:
        return value
    return blocks if all(isinstance(block, dict) and "type" in block for block in blocks) else value


def fingerprint(content: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of the signed part of a page's serialised content."""
    text = json.dumps(
        signed_content(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder
    )
    return hashlib.sha256(text.encode()).hexdigest()


def missing_parts(page: Page) -> dict[str, str]:
    """Required fields a draft may lack but a finished text may not: field name → label."""
    missing = {}
    for field in page._meta.get_fields():
        if not getattr(field, "editable", False) or not hasattr(field, "blank") or field.blank:
            continue
        if field.name in UNSIGNED_FIELDS or field.primary_key or field.auto_created:
            continue
        value = getattr(page, field.name, None)
        if value is None or value == "" or (hasattr(value, "stream_block") and not len(value)):
            missing[field.name] = str(field.verbose_name).capitalize()
    return missing


class GovernedPagePermissionTester(PagePermissionTester):
    """Nobody publishes, unpublishes, schedules or deletes live what an SOP governs, superusers included."""

    def can_publish(self) -> bool:
        return False

    can_publish_subpage = can_unpublish = can_set_view_restrictions = can_unschedule = can_publish

    def can_submit_for_moderation(self) -> bool:
        return False  # the SOP's own button starts the run

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        if self.page.live or self.page.is_on_its_way:
            return False
        if self.page.is_leaf() and self.user.is_active and (self.user.is_superuser or "change" in self.permissions):
            return True  # Wagtail's answer too, but it asks the database for live pages below
        return super().can_delete(ignore_bulk=ignore_bulk)

    def can_move_to(self, destination) -> bool:
        return self.can_move() and super().can_move_to(destination)


class StructurePagePermissionTester(PagePermissionTester):
    """Structure is the office admin's to change and publish; what hangs below it stays governed."""

    def _administers(self) -> bool:
        return self.user.is_active and (self.user.is_superuser or "publish" in self.permissions)

    def can_edit(self) -> bool:
        return self._administers() and super().can_edit()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        if not self._administers() or carries_public_texts(self.page):
            return False
        return super().can_delete(ignore_bulk=ignore_bulk)

    def can_unpublish(self) -> bool:
        """Neither the front page, nor what is live below a section, is taken from the public this way."""
        return super().can_unpublish() and not carries_public_texts(self.page)

    def can_set_view_restrictions(self) -> bool:
        """Hiding a section hides what is live below it, which is the SOPs' to do."""
        return super().can_set_view_restrictions() and not carries_public_texts(self.page)

    def can_move_to(self, destination) -> bool:
        return self.can_move() and super().can_move_to(destination)


def follow_move(sender: type, instance: Page, **kwargs: Any) -> None:
    """After a move, the home page of what was moved is that of its new place."""
    home = Page.objects.filter(path=instance.path[: 2 * instance.steplen]).first()
    for page in instance.get_descendants(inclusive=True).type(GovernedPage).specific():
        type(page).objects.filter(pk=page.pk).exclude(home=home).update(home=home)


def governed_below(page: Page) -> models.QuerySet[Page]:
    """Live governed pages at or under a page, and those with an open run."""
    below = page.get_descendants(inclusive=True).type(GovernedPage)
    return below.filter(models.Q(live=True) | models.Q(pk__in=GovernedPage.open_run_page_ids()))


def carries_public_texts(page: Page) -> bool:
    """Whether a page of the structure must stay where readers find it: the front page, and what leads to texts."""
    return page.depth == 2 or governed_below(page).exists()


def public_pages() -> PageQuerySet:
    """Every page that anybody may read now: live, not expired, and not for some only."""
    unexpired = models.Q(expire_at__isnull=True) | models.Q(expire_at__gt=timezone.now())
    return Page.objects.live().public().filter(unexpired)


class OfficePage(Page):
    """Any page of an office's site."""

    permission_tester_class = PagePermissionTester
    unshown_fields: tuple[str, ...] = ()
    """Fields that no visitor reads: a file that only they name is not public."""

    class Meta:
        abstract = True

    def permissions_for_user(self, user) -> PagePermissionTester:
        return self.permission_tester_class(user, self)

    def get_admin_display_title(self) -> str:
        """What lists call it: while it is live as the public does, for other offices read the choosers too."""
        return self.title if self.live else super().get_admin_display_title()

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """As Wagtail's; without a query where the page was read together with the answer that there is none."""
        if self.__dict__.get("is_restricted") is False:
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()


class StructurePage(OfficePage):
    """Home and section indexes: published by the office's admin, each change logged."""

    permission_tester_class = StructurePagePermissionTester
    has_workflow = False

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.go_live_at = self.expire_at = None  # it comes and goes by no clock
        super().save(*args, **kwargs)

    def get_workflow(self) -> None:
        """Structure goes through no workflow, Wagtail's stock one on the root page included."""
        return None


class GovernedPage(OfficePage):
    """Every page that informs the public: it goes live through its office's SOP and no other way.

    A subclass says what kind of content it is (``kind``: a field, or one for all its pages), which form fields are
    pictures and files (``media_fields``, the only ones a media step may change), and which division it concerns.
    """

    permission_tester_class = GovernedPagePermissionTester
    kind: Any
    media_fields: tuple[str, ...] = ()

    division = models.ForeignKey(
        "workflows.Division",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="divisi terkait",
        help_text="Menentukan Kordiv atau Kasubag mana yang memeriksa.",
    )
    home = models.ForeignKey(
        Page, models.SET_NULL, null=True, editable=False, db_index=False, related_name="+", verbose_name="beranda"
    )
    """The home page it stands under, beside the content so that an office's lists need one index and no join."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.path and (self._state.adding or self.home_id is None):
            self.home = Page.objects.filter(path=self.path[: 2 * self.steplen]).first()
        super().save(*args, **kwargs)

    def route(self, request: Any, path_components: list[str]) -> Any:
        """What has expired is gone on time, whether or not the sweep has run."""
        if self.expire_at and self.expire_at <= timezone.now():
            raise Http404
        return super().route(request, path_components)

    def with_content_json(self, content: Any) -> Any:
        """A revision as a page; where it stands and what is live is the page's to say, not the revision's."""
        page = super().with_content_json(content)
        page.home_id = self.home_id
        page.live_revision_id = self.live_revision_id  # else the text that is live goes down when it is scheduled again
        return page

    @property
    def content_kind(self) -> ContentKind:
        """The kind the SOPs name this content by."""
        return ContentKind(self.kind)

    @staticmethod
    def open_run_page_ids():
        """Pages with an item on its way, as a subquery."""
        from workflows.models.runs import SopRun

        return SopRun.objects.open().values("page_id")

    @classmethod
    def has_open_run(cls, page_id: int) -> bool:
        return cls.open_run_page_ids().filter(page_id=page_id).exists()

    @classmethod
    def with_open_runs(cls, pages: models.QuerySet[Page]) -> models.QuerySet[Page]:
        """Pages of any kind, each read together with whether it has an open run."""
        return pages.annotate(_open_run=models.Exists(cls.open_run_page_ids().filter(page_id=models.OuterRef("pk"))))

    @property
    def is_on_its_way(self) -> bool:
        """Whether it has an open run; without a query where the page was read together with the answer."""
        known = self.__dict__.get("_open_run")
        return self.has_open_run(self.pk) if known is None else known

    def governing_version(self):
        """The signed SOP version a new run of this page would follow, or None."""
        from workflows.models.offices import Office
        from workflows.models.sops import SopChoice

        office = Office.of_page(self)
        return SopChoice.governing(self, office, self.content_kind) if office else None

    def get_workflow(self):
        """Wagtail's workflow of the governing version: what its own screens show."""
        version = self.governing_version()
        return version.workflow if version else None

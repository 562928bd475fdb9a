"""What a page is to the SOP: governed (it informs) or structure (it only leads somewhere).

Page types in other apps inherit from one of the two and thereby from its permission tester,
the single answer that editor, explorer, bulk actions, copy and move all ask.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404
from django.utils import timezone
from typing_extensions import override
from wagtail.models import Page, PagePermissionTester, PageViewRestriction
from wagtail.query import PageQuerySet

from sops.document import ContentKind
from text.cleaning import is_wordless
from text.rows import clean_texts
from workflows.models.addresses import address_fault
from workflows.models.lost_parts import without_lost_parts
from workflows.models.runs import SopRun, StepVisit


class GovernedPagePermissionTester(PagePermissionTester):
    """Nobody publishes, unpublishes, schedules or deletes live what an SOP governs, superusers included."""

    def can_publish(self) -> bool:
        return False

    can_publish_subpage = can_unpublish = can_set_view_restrictions = can_unschedule = can_publish

    def can_submit_for_moderation(self) -> bool:
        return False  # the SOP's own button starts the run

    @override
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

    @override
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
    """Any page of an office's site; its texts are cleaned with each draft."""

    permission_tester_class = PagePermissionTester
    unshown_fields: tuple[str, ...] = ()
    """Fields that no visitor reads: a file that only they name is not public."""

    holes: tuple[str, ...] = ()
    """What a draft names that is there no longer, in the words of its fields."""

    class Meta:
        abstract = True

    def unmeant(self) -> dict[str, str]:
        """Fields that hold what can't be meant, with what is said: not even a draft takes it from its form."""
        return {}

    @classmethod
    @override
    def from_serializable_data(cls, data: Any, check_fks: bool = True, strict_fks: bool = False) -> Any:
        """As modelcluster's; what it can't open, because a part is gone that may not be, opens with ``holes``."""
        try:
            return super().from_serializable_data(data, check_fks, strict_fks)
        except Exception as fault:
            if type(fault) is not Exception:  # what modelcluster raises for a key it may not blank
                raise
        whole, holes = without_lost_parts(cls, data)
        page = super().from_serializable_data(whole, check_fks, strict_fks)
        page.holes = holes
        return page

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """As Wagtail's; auto-save writes over no revision that is live or that a step was decided on."""
        clean_texts(self)
        over = kwargs.get("overwrite_revision")
        if over and over.pk == self.latest_revision_id and over.user == kwargs.get("user") and self.is_recorded(over):
            kwargs["overwrite_revision"] = None
        return super().save_revision(*args, **kwargs)

    def is_recorded(self, revision: Any) -> bool:
        """Whether somebody else counts on what a revision holds: readers, or the record."""
        return revision.pk == self.live_revision_id

    def permissions_for_user(self, user) -> PagePermissionTester:
        return self.permission_tester_class(user, self)

    def clean(self) -> None:
        super().clean()
        if is_wordless(self.title):
            raise ValidationError({"title": "Judul tidak memuat huruf yang terlihat. Tulis judulnya."})
        self._check_address()

    def minimal_clean(self) -> None:
        """What Wagtail asks of a draft, too."""
        super().minimal_clean()
        self._check_address()

    def _check_address(self) -> None:
        if fault := address_fault(self, self.get_parent(), self.slug):
            raise ValidationError({"slug": fault})

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
    cleans_its_drafts = True
    """What is live comes from an approved draft, to the letter."""
    kind: Any
    media_fields: tuple[str, ...] = ()

    division = models.ForeignKey(
        "offices.Division",
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

    def is_recorded(self, revision: Any) -> bool:
        """Live, on its way, or what a step was decided on."""
        return (
            super().is_recorded(revision)
            or SopRun.objects.filter(page_id=self.pk, revision_id=revision.pk).exists()
            or StepVisit.objects.filter(run__page_id=self.pk, revision_id=revision.pk).exists()
        )

    def with_content_json(self, content: Any) -> Any:
        """A revision as a page; where it stands and what is live is the page's to say, not the revision's."""
        page = super().with_content_json(content)
        page.home_id = self.home_id
        page.live_revision_id = self.live_revision_id  # else the text that is live goes down when it is scheduled again
        return page

    def faults(self) -> dict[str, str]:
        """What is wrong across fields of a text that is to go on its way: field name → sentence with the remedy."""
        return {}

    @property
    def ends_at(self) -> datetime | None:
        """When its text, as it stands here, leaves the site by itself."""
        return self.expire_at

    @property
    def feed_address(self) -> str:
        """Where readers who follow its section find it announced; "" where nothing announces it."""
        return ""

    def obstacles(self, at: datetime) -> list[str]:
        """Why this text should not go live at a moment, each as a sentence with the remedy."""
        return []

    def doubts(self) -> list[str]:
        """What may be meant but seldom is, each as a sentence: told to whoever writes and decides."""
        return []

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
        from offices.models import Office
        from workflows.models.choices import SopChoice

        office = Office.of_page(self)
        return SopChoice.governing(self, office, self.content_kind) if office else None

    def get_workflow(self):
        """Wagtail's workflow of the governing version: what its own screens show."""
        version = self.governing_version()
        return version.workflow if version else None

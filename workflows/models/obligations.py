"""What a run still owes after its page went live: skipped checks, duties, the links to archive."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from offices.models import OfficeRole
from workflows.core.rule_inputs import Signed

PERSON = settings.AUTH_USER_MODEL


class Debt(models.Model):
    """A check the emergency lane skipped, to be made up for by another person in time (ruling 3)."""

    run = models.ForeignKey("workflows.SopRun", models.PROTECT, related_name="debts")
    step_number = models.PositiveSmallIntegerField("langkah")
    due_at = models.DateTimeField("tenggat")
    waiting_for = models.ManyToManyField(OfficeRole, related_name="waiting_debts")
    settled_at = models.DateTimeField("diselesaikan", null=True)
    settled_by = models.ForeignKey(PERSON, models.SET_NULL, null=True, related_name="+")
    settled_by_name = models.CharField("oleh", max_length=200, blank=True)
    approved = models.BooleanField("disetujui", null=True)
    signatures = models.JSONField(default=dict)
    """By the slug of each role that has signed: the person, and whom they stood for."""
    remark = models.TextField("catatan", blank=True)

    class Meta:
        verbose_name = "pemeriksaan susulan"
        verbose_name_plural = "pemeriksaan susulan"
        ordering = ["step_number"]
        constraints = [models.UniqueConstraint(fields=["run", "step_number"], name="one_debt_per_step")]

    def __str__(self) -> str:
        return f"{self.run.register} langkah {self.step_number}"

    @property
    def signed(self) -> Signed:
        """The signatures it has, as the rules read them."""
        return Signed(frozenset(self.signatures), frozenset(p for people in self.signatures.values() for p in people))


class Duty(models.Model):
    """What the publish step still owes after publication (SOP 3/2022 step 10: social link, partner told, report)."""

    run = models.ForeignKey("workflows.SopRun", models.PROTECT, related_name="duties")
    text = models.CharField("kewajiban", max_length=300)
    done_at = models.DateTimeField("dilaksanakan", null=True)
    done_by = models.ForeignKey(PERSON, models.SET_NULL, null=True, related_name="+")
    done_by_name = models.CharField("oleh", max_length=200, blank=True)
    remark = models.CharField("keterangan", max_length=500, blank=True)

    class Meta:
        verbose_name = "kewajiban pascatayang"
        verbose_name_plural = "kewajiban pascatayang"
        ordering = ["pk"]
        indexes = [models.Index(fields=["run"], condition=models.Q(done_at__isnull=True), name="open_duties")]

    def __str__(self) -> str:
        return self.text


class PublishedLink(models.Model):
    """A live link of a publication (SOP 1905/2019 step 9: Arsip Link Aktif)."""

    class Channel(models.TextChoices):
        WEBSITE = "website", "Situs web"
        INSTAGRAM = "instagram", "Instagram"
        FACEBOOK = "facebook", "Facebook"
        X = "x", "X"
        TIKTOK = "tiktok", "TikTok"
        YOUTUBE = "youtube", "YouTube"
        OTHER = "lain", "Lainnya"

    run = models.ForeignKey("workflows.SopRun", models.PROTECT, related_name="links")
    channel = models.CharField("kanal", max_length=10, choices=Channel)
    url = models.URLField("tautan", max_length=500)
    added_at = models.DateTimeField("dicatat", default=timezone.now)
    added_by = models.ForeignKey(PERSON, models.SET_NULL, null=True, related_name="+")
    added_by_name = models.CharField("oleh", max_length=200)

    class Meta:
        verbose_name = "tautan arsip"
        verbose_name_plural = "tautan arsip"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["run", "url"], name="link_once_per_run")]

    def __str__(self) -> str:
        return self.url

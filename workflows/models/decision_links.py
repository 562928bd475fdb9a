"""Decision links: one person may decide one step visit on one content from a message."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone


class DecisionLinkQuerySet(models.QuerySet["DecisionLink"]):
    def usable(self) -> "DecisionLinkQuerySet":
        """Links that still lead to a decision, as far as the link itself goes; the rules have the last word."""
        return self.filter(
            used_at__isnull=True,
            revoked_at__isnull=True,
            expires_at__gt=timezone.now(),
            visit__finished_at__isnull=True,
        )


def expiry():
    """When a link issued now ends."""
    return timezone.now() + timedelta(days=settings.SOP_LINK_DAYS)


class DecisionLink(models.Model):
    """What a message's link stands for; the address carries only its number and a signature over these facts."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="decision_links", verbose_name="untuk"
    )
    visit = models.ForeignKey(
        "workflows.StepVisit", models.PROTECT, related_name="decision_links", verbose_name="langkah"
    )
    sent_sha256 = models.CharField("SHA-256 isi yang dikirim", max_length=64)
    read_sha256 = models.CharField("SHA-256 isi yang dibaca", max_length=64, blank=True)
    """The content whose difference from the sent one the person says to have read; "" where nothing changed."""
    created_at = models.DateTimeField("dibuat", default=timezone.now)
    expires_at = models.DateTimeField("berlaku sampai", default=expiry)
    used_at = models.DateTimeField("dipakai", null=True)
    revoked_at = models.DateTimeField("dicabut", null=True)

    objects = DecisionLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "tautan keputusan"
        verbose_name_plural = "tautan keputusan"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "visit", "sent_sha256"], name="one_decision_link_per_person_visit_and_content"
            )
        ]

    def __str__(self) -> str:
        return f"tautan {self.user} untuk {self.visit.run.page_title}"

    @property
    def is_usable(self) -> bool:
        """Whether it still leads to a decision while its step waits."""
        return self.used_at is None and self.revoked_at is None and not self.is_expired

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

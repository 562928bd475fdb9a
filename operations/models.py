"""What must be remembered to notice that something did not happen: a timer that is dead says nothing by itself."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone


class PeriodicJob(models.Model):
    """When a job last succeeded and failed (``operations/jobs.py``)."""

    name = models.CharField("nama", max_length=30, primary_key=True)
    succeeded_at = models.DateTimeField("berhasil", null=True)
    failed_at = models.DateTimeField("gagal", null=True)
    fault = models.TextField("sebab kegagalan terakhir", blank=True)

    class Meta:
        verbose_name = "pekerjaan berkala"
        verbose_name_plural = "pekerjaan berkala"

    def __str__(self) -> str:
        return self.name

    @property
    def failure(self) -> datetime | None:
        """When the last attempt failed; None where it succeeded."""
        if self.succeeded_at is None or (self.failed_at and self.failed_at > self.succeeded_at):
            return self.failed_at
        return None


class ShownCertificate(models.Model):
    """When the certificate ends that an office's host last showed (``operations/surroundings.py``)."""

    host = models.CharField("nama host", max_length=255, primary_key=True)
    ends_at = models.DateTimeField("berakhir")

    class Meta:
        verbose_name = "sertifikat"
        verbose_name_plural = "sertifikat"

    def __str__(self) -> str:
        return self.host

    @property
    def left(self) -> timedelta:
        return self.ends_at - timezone.now()


class ToldFault(models.Model):
    """A part that is disturbed, and when people were last told by mail (``operations/alerts.py``)."""

    part = models.CharField("bagian", max_length=60, primary_key=True)
    since = models.DateTimeField("sejak")
    told_at = models.DateTimeField("diberitahukan", null=True)

    class Meta:
        verbose_name = "gangguan"
        verbose_name_plural = "gangguan"

    def __str__(self) -> str:
        return self.part

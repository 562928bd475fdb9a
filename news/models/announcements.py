"""Announcements: content with a last day."""

from datetime import date, datetime, time
from typing import Any

from django.db import models
from django.utils.formats import date_format

from news.models.content import ContentPage, content_tab, kind_field
from offices import office_time
from offices.models import Office
from sops.document import ContentKind


class AnnouncementPage(ContentPage):
    """An announcement; it leaves the site by itself after ``valid_until``.

    The expiry follows from the approved content: ``expire_at`` is derived on every save and can't be
    set by hand, so nobody shortens or prolongs an announcement around its SOP.
    """

    section_kinds = ("pengumuman",)
    listed_by = (*ContentPage.listed_by, "pinned")
    row_fields = (*ContentPage.row_fields, "valid_until", "pinned")
    expires = True

    kind = kind_field(ContentKind.PENGUMUMAN)
    valid_from = models.DateField("berlaku mulai", default=office_time.here)
    valid_until = models.DateField(
        "berlaku sampai",
        null=True,
        blank=True,
        help_text="Hari terakhir pengumuman tampil. Kosong: tampil sampai ditarik.",
    )
    pinned = models.BooleanField("sematkan di beranda", default=False)

    content_panels = content_tab("valid_from", "valid_until", "pinned")

    class Meta(ContentPage.Meta):
        verbose_name = "pengumuman"
        verbose_name_plural = "pengumuman"

    @property
    def typed_date(self) -> date | None:
        return self.valid_from

    @property
    def row_note(self) -> str:
        return f"berlaku sampai {date_format(self.valid_until, 'j F Y')}" if self.valid_until else ""

    def faults(self) -> dict[str, str]:
        faults = super().faults()
        if self.valid_until and self.valid_from and self.valid_until < self.valid_from:
            faults["valid_until"] = "Hari terakhir lebih awal daripada hari mulai berlaku. Ubah salah satunya."
        return faults

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.expire_at = self.ends_at
        super().save(*args, **kwargs)

    @property
    def ends_at(self) -> datetime | None:
        """The last moment of ``valid_until`` where the office is, or None."""
        if self.valid_until is None:
            return None
        office = Office.of_page(self) if self.depth else None
        return datetime.combine(self.valid_until, time.max, tzinfo=office_time.zone_of(office))

"""Offices, their divisions, the roles held there and by whom (SK Tim)."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format

from accounts.forbidden import Forbidden
from offices import office_time

EARLIEST_DECREE = date(1999, 6, 1)
"""Before that there was no KPU (UU 3/1999)."""
ZONE = "role__office__time_zone"
"""The way from a membership to the time zone it counts in."""
FARTHEST_DECREE = timedelta(days=10 * 366)
OFFICE_ADMIN = "admin-kantor"
"""The role beside the SOP's own: people, roles, structure and SOP choice of one office."""
HEADQUARTERS_GROUP = "Admin Pusat"


def decree_day_fault(day: date | None) -> str:
    """Why a decree or letter can't mean this day, in a sentence; "" where it can."""
    if day is None or EARLIEST_DECREE <= day <= office_time.here() + FARTHEST_DECREE:
        return ""
    return f"Tanggal {day.day}/{day.month}/{day.year:04} tidak mungkin. Periksa tahun pada suratnya."


def recorded_later(day: date, recorded_at: datetime | None, office: Any) -> str:
    """ ", dicatat pada 30 November 2026" for what had begun by the day it was written down; else ""."""
    recorded = office_time.day_of(recorded_at, office) if recorded_at else day
    return f", dicatat pada {date_format(recorded, 'j F Y')}" if day < recorded else ""


def is_headquarters(user) -> bool:
    """Whether the person administers every office (admin pusat, or a superuser)."""
    if not user.is_active:
        return False
    if not hasattr(user, "_is_headquarters"):
        user._is_headquarters = user.is_superuser or user.groups.filter(name=HEADQUARTERS_GROUP).exists()
    return user._is_headquarters


class Office(models.Model):
    """A satker: one election office with its site, page tree and people."""

    class Level(models.TextChoices):
        PUSAT = "pusat", "Pusat"
        PROVINSI = "provinsi", "Provinsi"
        KABUPATEN = "kabupaten", "Kabupaten"
        KOTA = "kota", "Kota"

    class Zone(models.TextChoices):
        WIB = "Asia/Jakarta", "WIB (Asia/Jakarta)"
        WIB_PONTIANAK = "Asia/Pontianak", "WIB (Asia/Pontianak)"
        WITA = "Asia/Makassar", "WITA (Asia/Makassar)"
        WIT = "Asia/Jayapura", "WIT (Asia/Jayapura)"

    name = models.CharField("nama kantor", max_length=200, help_text="Apa adanya, misalnya KIP di Aceh.")
    slug = models.SlugField("kode singkat", max_length=60, unique=True)
    region_code = models.CharField("kode wilayah", max_length=13, help_text="Kode Kemendagri, misalnya 33.17.")
    level = models.CharField("tingkat", max_length=10, choices=Level)
    time_zone = models.CharField("zona waktu", max_length=30, choices=Zone, default=Zone.WIB)
    hostname = models.CharField("nama host", max_length=200, unique=True)
    root_page = models.OneToOneField(
        "wagtailcore.Page", models.PROTECT, null=True, editable=False, related_name="office", verbose_name="beranda"
    )
    site = models.OneToOneField(
        "wagtailcore.Site", models.PROTECT, null=True, editable=False, related_name="office", verbose_name="situs"
    )
    collection = models.OneToOneField(
        "wagtailcore.Collection",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="office",
        verbose_name="koleksi",
    )

    class Meta:
        verbose_name = "kantor"
        verbose_name_plural = "kantor"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refused with the reason while the office has a history; the ledger stays complete."""
        if self.runs.exists():
            raise Forbidden(f"{self} memiliki catatan publikasi dan tidak dapat dihapus.")
        return super().delete(*args, **kwargs)

    @staticmethod
    def of_page(page) -> "Office | None":
        """The office whose tree the page stands in (one query)."""
        steplen = page.steplen
        paths = [page.path[: i * steplen] for i in range(2, page.depth + 1)]
        return Office.objects.filter(root_page__path__in=paths).order_by("-root_page__depth").first()

    @property
    def zone_name(self) -> str:
        """ "WIB", "WITA" or "WIT"."""
        return office_time.zone_name(self)

    def today(self) -> date:
        """The day it is where the office is."""
        return office_time.today(self)


class Division(models.Model):
    """A division or subbagian that content can concern ("Kordiv terkait")."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="divisions", verbose_name="kantor")
    name = models.CharField("nama divisi", max_length=200)

    class Meta:
        verbose_name = "divisi"
        verbose_name_plural = "divisi"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["office", "name"], name="division_once_per_office")]

    def __str__(self) -> str:
        return self.name


class OfficeRole(models.Model):
    """A role of an SOP as held in one office; its group is what Wagtail sees."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="roles", verbose_name="kantor")
    slug = models.SlugField("kode peran", max_length=60)
    name = models.CharField("nama peran", max_length=150)
    # DO_NOTHING: workflows/gate/guards.py refuses the deletion with a sentence before the database would.
    group = models.OneToOneField(Group, models.DO_NOTHING, related_name="office_role", verbose_name="grup")

    class Meta:
        verbose_name = "peran"
        verbose_name_plural = "peran"
        ordering = ["office", "name"]
        constraints = [models.UniqueConstraint(fields=["office", "slug"], name="role_once_per_office")]

    def __str__(self) -> str:
        return f"{self.name} — {self.office}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def standing(self) -> "MembershipQuerySet":
        """Those neither ended nor past their last day, begun or not, whether the person may log in or not."""
        return self.filter(office_time.in_force("", "valid_until", ZONE), ended_at=None)

    def current(self, on: date | None = None) -> "MembershipQuerySet":
        """Memberships in force on a day (default: today where each office is) of people who may log in."""
        in_force = office_time.in_force("valid_from", "valid_until", ZONE, on)
        return self.filter(in_force, ended_at=None, user__is_active=True)


class Membership(models.Model):
    """A person in a role, by decree, for a time (SOP 3/2022 steps 1-2: "sesuai SK Tim").

    It is ended, never deleted: who held which role when stays readable.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name="orang")
    role = models.ForeignKey(OfficeRole, models.PROTECT, related_name="memberships", verbose_name="peran")
    division = models.ForeignKey(
        Division,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name="khusus divisi",
        help_text="Kosong: berlaku untuk naskah divisi mana pun.",
    )
    decree_number = models.CharField("nomor SK", max_length=120)
    valid_from = models.DateField("berlaku mulai", default=office_time.here)
    valid_until = models.DateField("berlaku sampai", null=True, blank=True)
    recorded_at = models.DateTimeField("dicatat", null=True, default=timezone.now, editable=False)
    """When these days were written down; None: before that was kept."""
    ended_at = models.DateTimeField("diakhiri", null=True, editable=False)
    """When it was ended before its time; who did it stands in Wagtail's log."""
    ending_decree = models.CharField("nomor SK pengakhiran", max_length=120, blank=True, db_default="", editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "keanggotaan"
        verbose_name_plural = "keanggotaan"
        ordering = ["role__office", "role__name", "user__first_name"]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"

    @property
    def state(self) -> str:
        """Where the appointment stands, in a few words."""
        office = self.role.office
        today = office.today()
        if self.ended_at is not None:
            return f"Diakhiri {date_format(office_time.day_of(self.ended_at, office), 'j F Y')} ({self.ending_decree})"
        if self.valid_until and self.valid_until < today:
            return "Berakhir"
        return "Belum mulai" if self.valid_from > today else "Berlaku"

    @property
    def begins(self) -> str:
        """From which day, and when that was recorded where the day was past by then."""
        later = recorded_later(self.valid_from, self.recorded_at, self.role.office)
        return f"{date_format(self.valid_from, 'j F Y')}{later}"

    @transaction.atomic  # the guard's lock on the office holds until the row is written
    def save(self, *args: Any, **kwargs: Any) -> None:
        stored = Membership.objects.filter(pk=self.pk).first() if self.pk else None
        if stored and kwargs.get("update_fields") is None and stored.valid_from != self.valid_from:
            self.recorded_at = timezone.now()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        for name, day in (("valid_from", self.valid_from), ("valid_until", self.valid_until)):
            if fault := decree_day_fault(day):
                raise ValidationError({name: fault})
        if self.valid_until and self.valid_from and self.valid_until < self.valid_from:
            raise ValidationError(
                {"valid_until": "Tanggal akhir lebih awal daripada tanggal mulai. Ubah salah satunya."}
            )
        if self.division and self.role_id and self.division.office_id != self.role.office_id:
            raise ValidationError({"division": "Divisi ini milik kantor lain. Pilih divisi kantor yang sama."})
        if self.same().exists():
            raise ValidationError(
                {"decree_number": "Penugasan ini sudah tercatat dengan SK yang sama. Ubah yang ada, atau isi SK lain."}
            )

    def same(self) -> MembershipQuerySet:
        """Others that say the same by the same decree: to end one would not end the appointment."""
        said = Membership.objects.filter(
            user=self.user_id, role=self.role_id, division=self.division_id, decree_number=self.decree_number
        )
        return said.standing().exclude(pk=self.pk)

"""When an office works, where that differs from Perpres 21/2023 and the national holidays."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from offices.clock import USUAL_WEEK, Week, hours_in_words, minutes_of, parse_hours
from offices.models.offices import Office

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_NAMES = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
ALL_OFFICES = "Semua kantor"


def _hours_field(day: int) -> models.CharField:
    return models.CharField(DAY_NAMES[day], max_length=100, blank=True, default=hours_in_words(USUAL_WEEK[day]))


def _parsed(faults: dict[str, str], name: str, text: str) -> str:
    """The hours in the one way they are kept; what is wrong is noted under the field's name."""
    try:
        return hours_in_words(parse_hours(text))
    except ValueError as error:
        faults[name] = str(error)
        return text


class WorkingHours(models.Model):
    """Hours per weekday: an office's usual ones (no dates), or those of a period such as Ramadan.

    Without office they hold for every office that has no row of its own for those days.
    """

    office = models.ForeignKey(
        Office,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="working_hours",
        verbose_name="kantor",
        help_text="Kosong: berlaku untuk semua kantor (hanya admin pusat).",
    )
    name = models.CharField("nama", max_length=100, help_text="Misalnya: Jam kerja biasa, atau Ramadan 1448 H.")
    first_day = models.DateField("hari pertama", null=True, blank=True, help_text="Kosong: sepanjang tahun.")
    last_day = models.DateField("hari terakhir", null=True, blank=True)
    monday = _hours_field(0)
    tuesday = _hours_field(1)
    wednesday = _hours_field(2)
    thursday = _hours_field(3)
    friday = _hours_field(4)
    saturday = _hours_field(5)
    sunday = _hours_field(6)

    class Meta:
        verbose_name = "jam kerja"
        verbose_name_plural = "jam kerja"
        ordering = ["office__name", models.F("first_day").desc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office"],
                condition=Q(first_day__isnull=True),
                name="one_usual_week_per_office",
                violation_error_message="Kantor ini sudah punya jam kerja biasa. Ubah yang ada, atau isi tanggalnya.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.scope}"

    @property
    def scope(self) -> str:
        """For whom it holds."""
        return str(self.office or ALL_OFFICES)

    @property
    def weekly_time(self) -> str:
        """Hours a week, "37 jam 30 menit"."""
        hours, minutes = divmod(sum(map(minutes_of, self.week)), 60)
        return f"{hours} jam {minutes} menit" if minutes else f"{hours} jam"

    @property
    def week(self) -> Week:
        return tuple(parse_hours(getattr(self, day)) for day in WEEKDAYS)  # type: ignore[return-value]

    def clean(self) -> None:
        faults: dict[str, str] = {}
        for day in WEEKDAYS:
            setattr(self, day, _parsed(faults, day, getattr(self, day) or ""))
        if not faults and not any(self.week):
            faults["monday"] = "Kantor tidak pernah buka. Isi jam sedikitnya satu hari, atau pakai hari libur."
        if (self.first_day is None) != (self.last_day is None):
            faults["last_day" if self.first_day else "first_day"] = "Isi kedua tanggal, atau kosongkan keduanya."
        elif self.first_day and self.last_day:
            if self.last_day < self.first_day:
                faults["last_day"] = "Hari terakhir lebih awal daripada hari pertama. Ubah salah satunya."
            elif (same := self._overlapping()) is not None:
                faults["first_day"] = f"Bertumpang tindih dengan «{same.name}». Ubah tanggalnya, atau ubah yang itu."
        elif self.office is None and not self.first_day:
            others = WorkingHours.objects.filter(office=None, first_day=None).exclude(pk=self.pk)
            if others.exists():
                faults["first_day"] = "Jam kerja biasa untuk semua kantor sudah ada. Ubah yang ada."
        if faults:
            raise ValidationError(faults)

    def _overlapping(self) -> "WorkingHours | None":
        others = WorkingHours.objects.filter(office=self.office).exclude(pk=self.pk)
        return others.filter(first_day__lte=self.last_day, last_day__gte=self.first_day).first()


class CalendarDay(models.Model):
    """One day that differs: a local holiday, a piket, or a national holiday on which the office works."""

    class Kind(models.TextChoices):
        CLOSED = "libur", "Libur"
        PIKET = "piket", "Piket (jam tambahan)"
        WORKS = "masuk", "Masuk seperti biasa (libur nasional atau cuti bersama tidak berlaku)"

    office = models.ForeignKey(
        Office,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="calendar_days",
        verbose_name="kantor",
        help_text="Kosong: berlaku untuk semua kantor (hanya admin pusat).",
    )
    day = models.DateField("tanggal")
    kind = models.CharField("jenis", max_length=5, choices=Kind, default=Kind.CLOSED)
    name = models.CharField("keterangan", max_length=150, help_text="Misalnya: Hari jadi daerah, Piket hitung suara.")
    hours = models.CharField(
        "jam piket", max_length=100, blank=True, help_text="Misalnya 08.00–12.00. Hari libur pun dapat berjam piket."
    )

    class Meta:
        verbose_name = "hari libur atau piket"
        verbose_name_plural = "hari libur dan piket"
        ordering = ["-day", "office__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "day"],
                name="one_row_per_office_and_day",
                violation_error_message="Tanggal ini sudah diatur untuk kantor ini. Ubah yang ada.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name} · {self.scope}"

    @property
    def scope(self) -> str:
        """For whom it holds."""
        return str(self.office or ALL_OFFICES)

    def clean(self) -> None:
        faults: dict[str, str] = {}
        self.hours = _parsed(faults, "hours", self.hours or "")
        if self.kind == self.Kind.PIKET and not self.hours and not faults:
            faults["hours"] = "Isi jam piketnya, misalnya 08.00–12.00."
        if self.kind == self.Kind.WORKS and self.hours and not faults:
            faults["hours"] = "Hari masuk biasa memakai jam kerja biasa. Kosongkan jam piket, atau pilih Piket."
        if self.office is None and self.day:
            same = CalendarDay.objects.filter(office=None, day=self.day).exclude(pk=self.pk)
            if same.exists():
                faults["day"] = "Tanggal ini sudah diatur untuk semua kantor. Ubah yang ada."
        if faults:
            raise ValidationError(faults)

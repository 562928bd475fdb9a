"""Acting officers: who acts in whose name (Plt., Plh.), in which role, for how long, by which letter.

Issued by the principal themselves or by whoever administers their office; it ends by its dates, by revocation, and with
the principal's own membership (``holding.py`` derives it from that, so a delegated role can't be delegated on).
"""

from datetime import date
from enum import StrEnum

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from offices import office_time
from offices.models.offices import Membership, Office, OfficeRole, decree_day_fault, is_headquarters, recorded_later
from sops.models import Sop

PERSON = settings.AUTH_USER_MODEL
LONGEST_CAPACITY = 300
"""Characters the ledger keeps of "bertindak sebagai"."""


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def standing(self) -> "DelegationQuerySet":
        """Those that have not been revoked, whatever their dates."""
        return self.filter(revoked_at__isnull=True)

    def current(self, on: date | None = None) -> "DelegationQuerySet":
        """Those in force on a day (default: today where each office is) whose deputy may log in."""
        in_force = office_time.in_force("starts_on", "ends_on", "office__time_zone", on)
        return self.standing().filter(in_force, deputy__is_active=True)


class Delegation(models.Model):
    """One letter by which a deputy acts for a principal in an office."""

    class Capacity(models.TextChoices):
        PLH = "plh", "Plh."
        PLT = "plt", "Plt."

    class State(StrEnum):
        """Where it stands, in a word."""

        REVOKED = "Dicabut"
        ENDED = "Berakhir"
        TO_COME = "Belum mulai"
        IN_FORCE = "Berlaku"

    office = models.ForeignKey(Office, models.CASCADE, related_name="delegations", verbose_name="kantor")
    principal = models.ForeignKey(
        PERSON, models.CASCADE, related_name="delegations_given", verbose_name="pejabat yang diwakili"
    )
    deputy = models.ForeignKey(PERSON, models.CASCADE, related_name="delegations_held", verbose_name="pelaksana")
    role = models.ForeignKey(
        OfficeRole,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="delegations",
        verbose_name="peran",
        help_text="Kosong: semua peran pejabat itu di kantor ini.",
    )
    sop = models.ForeignKey(
        Sop,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="khusus SOP",
        help_text="Kosong: berlaku untuk setiap SOP.",
    )
    capacity = models.CharField("sebutan", max_length=3, choices=Capacity, default=Capacity.PLH)
    starts_on = models.DateField("berlaku mulai", default=office_time.here)
    ends_on = models.DateField("berlaku sampai")
    letter_number = models.CharField(
        "nomor surat",
        max_length=80,
        help_text="Lengkap dengan jenis suratnya, misalnya ST No. 12/2026. Tampil pada setiap keputusan.",
    )
    letter = models.ForeignKey(
        "wagtaildocs.Document",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="berkas surat",
    )
    created_by = models.ForeignKey(PERSON, models.SET_NULL, null=True, editable=False, related_name="+")
    created_at = models.DateTimeField("dicatat", default=timezone.now, editable=False)
    revoked_at = models.DateTimeField("dicabut", null=True, editable=False)
    revoked_by = models.ForeignKey(PERSON, models.SET_NULL, null=True, editable=False, related_name="+")

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = "penugasan Plt./Plh."
        verbose_name_plural = "Plt./Plh."
        ordering = ["-starts_on", "-pk"]
        indexes = [
            models.Index(
                fields=["deputy", "ends_on"], condition=Q(revoked_at__isnull=True), name="delegations_of_deputy"
            ),
            models.Index(
                fields=["principal", "ends_on"], condition=Q(revoked_at__isnull=True), name="delegations_of_principal"
            ),
            models.Index(
                fields=["office", "ends_on"], condition=Q(revoked_at__isnull=True), name="delegations_of_office"
            ),
        ]

    def __str__(self) -> str:
        scope = self.role.name if self.role else "semua peran"
        return f"{self.deputy}: {self.get_capacity_display()} {self.principal} ({scope})"

    def capacity_in(self, role_name: str) -> str:
        """What decisions show: "Plh. Kasubag Teknis (ST No. 12/2026), mewakili Budi"."""
        text = f"{self.get_capacity_display()} {role_name} ({self.letter_number}), mewakili {self.principal}"
        return text if len(text) <= LONGEST_CAPACITY else text[: LONGEST_CAPACITY - 1] + "…"

    @property
    def role_name(self) -> str:
        return self.role.name if self.role else "Semua peran"

    @property
    def state(self) -> State:
        """Where the delegation stands, in a word."""
        today = self.office.today()
        if self.revoked_at is not None:
            return self.State.REVOKED
        if today > self.ends_on:
            return self.State.ENDED
        return self.State.TO_COME if today < self.starts_on else self.State.IN_FORCE

    @property
    def period(self) -> str:
        """ "3 Maret 2026 sampai 9 Maret 2026", with when it was recorded where it had begun by then."""
        later = recorded_later(self.starts_on, self.created_at, self.office)
        return f"{date_format(self.starts_on, 'j F Y')} sampai {date_format(self.ends_on, 'j F Y')}{later}"

    def clean(self) -> None:
        faults: dict[str, str] = {}
        if None in (self.office_id, self.principal_id, self.deputy_id, self.starts_on, self.ends_on):
            return  # the fields themselves say what is missing
        if self.role is not None and self.role.office_id != self.office_id:
            faults["role"] = "Peran ini milik kantor lain. Pilih peran kantor yang sama."
        elif fault := self._principal_fault():
            faults["role" if self.role_id else "principal"] = fault
        if fault := self._deputy_fault():
            faults["deputy"] = fault
        days = {name: decree_day_fault(getattr(self, name)) for name in ("starts_on", "ends_on")}
        if any(days.values()):
            faults |= {name: fault for name, fault in days.items() if fault}
        elif self.ends_on < self.starts_on:
            faults["ends_on"] = "Tanggal akhir lebih awal daripada tanggal mulai. Ubah salah satunya."
        elif self._state.adding and self.ends_on < self.office.today():
            faults["ends_on"] = "Tanggal akhir sudah lewat. Isi tanggal hari ini atau sesudahnya."
        elif not faults and (other := self._overlapping()):
            faults["starts_on"] = (
                f"Peran ini sudah diwakilkan kepada {other.deputy} ({other.get_capacity_display()}, {other.period}), "
                "dan satu peran hanya diwakili satu orang pada satu waktu. Cabut penugasan itu dulu, atau pilih "
                "tanggal lain."
            )
        if faults:
            raise ValidationError(faults)

    def _principal_fault(self) -> str:
        """Why the principal has nothing to delegate, if so; roles they hold by delegation can't be passed on."""
        day = max(self.starts_on, self.office.today())
        own = Membership.objects.current(day).filter(user=self.principal_id, role__office=self.office_id)
        if self.role_id:
            own = own.filter(role=self.role_id)
        if own.exists():
            return ""
        acting = Delegation.objects.current().filter(deputy=self.principal_id, office=self.office_id)
        if self.role_id:
            acting = acting.filter(Q(role__isnull=True) | Q(role=self.role_id))
        if acting.exists():
            return (
                f"{self.principal} memegang peran ini hanya sebagai Plt./Plh., dan peran yang dilimpahkan tidak dapat "
                "dilimpahkan lagi. Pilih pejabat yang memegangnya menurut SK."
            )
        what = f"peran {self.role.name}" if self.role else "peran apa pun di kantor ini"
        return (
            f"{self.principal} tidak memegang {what} menurut SK pada {date_format(day, 'j F Y')}. "
            "Pilih pejabat atau tanggal lain."
        )

    def _deputy_fault(self) -> str:
        """Why this person can't act for the principal, if so."""
        if self.deputy_id == self.principal_id:
            return "Pelaksana tidak boleh orang yang diwakilinya sendiri. Pilih orang lain."
        if not self.deputy.is_active:
            return f"Akun {self.deputy} tidak aktif. Aktifkan dulu, atau pilih orang lain."
        if self.created_by is not None and is_headquarters(self.created_by):
            return ""
        if not Membership.objects.current().filter(user=self.deputy_id, role__office=self.office_id).exists():
            return (
                f"{self.deputy} tidak memegang peran apa pun di kantor ini. Pilih orang kantor ini; pelaksana dari "
                "kantor lain ditetapkan admin pusat."
            )
        return ""

    def _overlapping(self) -> "Delegation | None":
        """Another delegation of the same role of the same principal at the same time, if there is one."""
        others = Delegation.objects.standing().filter(
            principal=self.principal_id,
            office=self.office_id,
            starts_on__lte=self.ends_on,
            ends_on__gte=self.starts_on,
        )
        for name in ("role", "sop"):
            wanted = getattr(self, f"{name}_id")
            if wanted is not None:
                others = others.filter(Q(**{f"{name}__isnull": True}) | Q(**{name: wanted}))
        return others.exclude(pk=self.pk).select_related("deputy").first()

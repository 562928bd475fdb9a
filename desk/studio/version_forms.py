"""What is asked at a version of an SOP: its signature, a reason, items it shall reach, who looks after it."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from desk.day_field import DayField
from desk.letters import LetterField
from offices.models import OfficeRole, SopStewardship, is_headquarters
from workflows.models import SopRun


class SignForm(forms.Form):
    """Number and day of the signature, the signed paper, and the day from which the SOP governs new runs.

    ``compiler.sign`` judges the days. Headquarters may sign without the paper, which it keeps in its own archive.
    """

    signed_number = forms.CharField(
        label="Nomor pengesahan", max_length=120, error_messages={"required": "Isi nomor pengesahan."}
    )
    signed_on = DayField("Tanggal pengesahan")
    letter = LetterField("Naskah bertanda tangan")
    effective_on = DayField(
        "Berlaku mulai tanggal", help_text="Hari yang belum tiba: versi ini menunggu sampai hari itu pukul 00.00."
    )

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["letter"].required = not is_headquarters(user)


class VoidForm(forms.Form):
    reason = forms.CharField(
        label="Alasan pembatalan", max_length=500, error_messages={"required": "Isi alasan pembatalan."}
    )


class ApplyForm(forms.Form):
    """Items on their way to which a revision is applied (keadaan kahar), and why."""

    runs = forms.ModelMultipleChoiceField(
        SopRun.objects.none(),
        error_messages={
            "required": "Pilih naskah yang sisa langkahnya mengikuti versi ini.",
            "invalid_choice": "Pilih naskah yang masih berjalan menurut versi lain.",
            "invalid_pk_value": "Pilih naskah yang masih berjalan menurut versi lain.",
        },
    )
    reason = forms.CharField(
        label="Keadaan kahar yang mengharuskannya",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Isi keadaan kahar yang mengharuskannya."},
    )

    def __init__(self, on_their_way: QuerySet[SopRun], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        runs: Any = self.fields["runs"]
        runs.queryset = on_their_way


class StewardForm(forms.ModelForm):
    """Which office looks after an SOP, and which of its roles signs it; headquarters arranges both."""

    class Meta:
        model = SopStewardship
        fields = ["office", "signed_by"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        office: Any = self.fields["office"]
        signer: Any = self.fields["signed_by"]
        office.required = False
        office.empty_label = signer.empty_label = "Kantor pusat"
        signer.queryset = OfficeRole.objects.filter(office=self._office_asked()).select_related("office")

    def _office_asked(self) -> int | None:
        """The office that is being named, else the one that looks after the SOP by now."""
        sent = str(self.data.get("office", ""))
        return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else self.instance.office_id

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        signer, office = data.get("signed_by"), data.get("office")
        if signer and signer.office != office:
            self.add_error("signed_by", "Peran itu milik kantor lain. Pilih peran di kantor yang mengelola SOP ini.")
        return data

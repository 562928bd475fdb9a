"""What Wagtail's histories say of our own log entries."""

from datetime import date
from typing import Any

from django.template.defaultfilters import linebreaksbr
from django.utils.formats import date_format
from wagtail.log_actions import LogFormatter


class Correction(LogFormatter):
    """Old and new of a changed appointment, name or address."""

    label = "Ubah nama atau surel"

    def format_message(self, log_entry: Any) -> str:
        fields = log_entry.data.get("fields", {})
        return "; ".join(f"{name}: «{old}» menjadi «{new}»" for name, (old, new) in fields.items()) or self.label


class Change(Correction):
    label = "Ubah penugasan"


class Ending(LogFormatter):
    label = "Akhiri penugasan"

    def format_message(self, log_entry: Any) -> str:
        return f"Penugasan diakhiri ({log_entry.data.get('decree', '')})"


class FileChanged(LogFormatter):
    """In the history of a page whose draft names the file."""

    label = "Ubah berkas"

    def format_message(self, log_entry: Any) -> str:
        facts = log_entry.data
        return f"Berkas «{facts['file']}» diubah ({', '.join(facts['fields'])}); yang mengubah ikut menulis naskah ini"


class LedgerLine(LogFormatter):
    """One event of a run, in the sentence that was written with it."""

    label = "SOP"

    def format_message(self, log_entry: Any) -> str:
        return log_entry.data["said"]

    def format_comment(self, log_entry: Any) -> str:
        return linebreaksbr(log_entry.data.get("comment", ""))


class SopSigned(LogFormatter):
    label = "Sahkan SOP"

    def format_message(self, log_entry: Any) -> str:
        facts = log_entry.data
        signed, effective = (date_format(date.fromisoformat(facts[name]), "j F Y") for name in ("signed", "effective"))
        return f"Disahkan dengan nomor {facts['number'] or '–'} tanggal {signed}, berlaku mulai {effective}"


class SopVoided(LogFormatter):
    label = "Batalkan versi SOP"

    def format_message(self, log_entry: Any) -> str:
        return f"Dibatalkan: {log_entry.data['reason']}"


class SopGoverns(LogFormatter):
    label = "Berlakukan SOP"

    def format_message(self, log_entry: Any) -> str:
        replaced = log_entry.data.get("replaces")
        return f"Mulai berlaku, menggantikan {replaced}" if replaced else "Mulai berlaku"

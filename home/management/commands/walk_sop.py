"""Take a real article through an SOP as the demonstration people, by the admin's own HTTP views."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from home import demo_offices
from home.walking import Person, Refusal
from news.models import NewsPage
from offices import office_time
from offices.models import Office
from offices.role_holders import people_in
from sops.document import POSTPONE, ContentKind, StepKind
from sops.models import Sop
from sops.route import Outcome
from workflows.core.acts import LINES, Action, EventKind
from workflows.core.answers import Reason
from workflows.core.rules import passing_act
from workflows.models import SopRun
from workflows.notifications.audience import next_to_act
from workflows.service.chain import completed

PARAGRAPHS = (
    "Naskah ini ditulis untuk memperlihatkan jalannya SOP penerbitan dari langkah pertama sampai tautannya diarsipkan.",
    "Setiap langkah dikerjakan oleh pemegang perannya melalui halaman admin yang sama dengan yang dipakai sehari-hari.",
)
REVISED = "Naskah telah diperbaiki sesuai catatan pemeriksa."
SHORTER = {
    EventKind.COMPLETED: "selesai",
    EventKind.RETURNED: "TIDAK, dikembalikan",
    EventKind.POSTPONED: "TIDAK, ditunda",
    EventKind.EDITED: "isi diperbaiki",
    EventKind.ARCHIVED: "tautan diarsipkan",
    EventKind.VOIDED: "tanda tangan batal karena isi berubah",
}
"""Where a walk says it otherwise than Tugas Saya, or says what nobody decided."""


class Command(BaseCommand):
    _last = _last_skipped = 0
    help = "Jalankan satu artikel melalui sebuah SOP, langkah demi langkah, termasuk satu jawaban Tidak."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="slug SOP dan kantornya")
        parser.add_argument(
            "--kind", default="artikel", choices=["berita", "artikel", "liputan"], help="jenis isi (default: artikel)"
        )

    def handle(self, *args: Any, slug: str, kind: str, **options: Any) -> None:
        if not demo_offices.is_allowed():
            raise CommandError("walk_sop bertindak sebagai orang contoh, jadi hanya berjalan pada pengaturan demo.")
        office = Office.objects.filter(slug=slug).first()
        if office is None or not Sop.objects.filter(slug=slug).exists():
            known = ", ".join(Office.objects.values_list("slug", flat=True)) or "belum ada; jalankan load_demo"
            raise CommandError(f"Kantor «{slug}» tidak ada. Yang ada: {known}.")
        try:
            self._walk(office, kind)
        except Refusal as refusal:
            raise CommandError(f"Admin menolak: {refusal}") from refusal

    def _walk(self, office: Office, kind: str) -> None:
        document = Sop.objects.get(slug=office.slug).document
        self.stdout.write(f"{document.name} · {document.reference} · jenis {ContentKind(kind).label}\n")
        starters, writers = (people_in(office, step.roles) for step in (document.first_step, document.writing_step))
        if not starters or not writers or office.root_page is None:
            raise CommandError("Kantor ini belum punya pemegang peran langkah 1 dan penulisnya. Jalankan load_demo.")
        author = Person(writers[0])
        title = f"Uji jalan SOP {office_time.now(office):%d-%m-%Y %H.%M.%S}"
        section = office.root_page.get_children().get(slug="berita")
        page = author.write(
            section,
            NewsPage,
            title=title,
            kind=kind,
            summary="Naskah uji jalan SOP penerbitan.",
            published_on=f"{office_time.today(office):%Y-%m-%d}",
            paragraphs=PARAGRAPHS,
        )
        self.stdout.write(f"Konsep «{title}» ditulis oleh {author.user}.")
        run = self._press(Person(starters[0]), page.pk, Action.START, None)
        refused = False
        while run.step is not None:
            refused, run = self._pass(run, refused=refused)
        self._duties(run)
        run.refresh_from_db()
        self.stdout.write(f"\nRegister {run.register} · {run.status_label}")
        self.stdout.write(f"Tayang: {run.live_url}")

    def _pass(self, run: SopRun, *, refused: bool) -> tuple[bool, SopRun]:
        """One act on the waiting step; the first step that can be refused is refused once."""
        step = run.step
        assert step is not None
        actors = next_to_act(run)
        if not actors:
            raise CommandError(f"Tidak ada orang yang dapat bertindak di langkah {step.number}.")
        who = Person(actors[0])
        if step.on_refusal is not None and not refused:
            action = Action.POSTPONE if step.on_refusal == POSTPONE else Action.SEND_BACK
            run = self._press(
                who, run.page_id, action, step.number, reason=Reason.WORDING, remark="Mohon kalimatnya dirapikan."
            )
            if action is Action.POSTPONE:
                run = self._press(who, run.page_id, Action.RESUME, step.number)
            return True, run
        if refused and step.kind is StepKind.PREPARE and not step.media_only:
            who.edit(run.page_id, paragraphs=(*PARAGRAPHS, REVISED))
        return refused, self._press(who, run.page_id, passing_act(step), step.number)

    def _press(self, who: Person, page_id: int, action: Action, number: int | None, **fields: Any) -> SopRun:
        run = who.act(page_id, action, **fields)
        acted = [event for event in run.events.order_by("pk") if event.pk > self._last]
        self._last = acted[-1].pk if acted else self._last
        for event in acted:
            self._print(run, event)
        for visit in run.visits.filter(outcome=Outcome.SKIPPED, pk__gt=self._last_skipped):
            self._last_skipped = visit.pk
            self.stdout.write(f"\nLangkah {visit.step_number}: {visit.step.activity} · dilewati\n  {visit.remark}")
        return run

    def _print(self, run: SopRun, event: Any) -> None:
        number = event.data.get("step")
        if number is None:
            return
        step = run.sop.step(number)
        minutes = f"{step.norm_minutes} menit" if step.norm_minutes else "tanpa waktu baku"
        inputs = "; ".join(completed(step.inputs, run, upto=number - 1)) or "—"
        outputs = "; ".join(completed(step.outputs, run, upto=number)) or "—"
        who = f"{event.actor_name} ({event.role})" if event.role else event.actor_name
        said = SHORTER.get(event.kind) or LINES[event.kind].done.lower() or event.kind
        self.stdout.write(f"\nLangkah {number}: {step.activity} · {said}")
        self.stdout.write(f"  oleh {who} · {minutes} · kelengkapan: {inputs} · output: {outputs}")
        if event.data.get("to"):
            self.stdout.write(f"  kembali ke langkah {event.data['to']}: {event.data.get('remark', '')}")

    def _duties(self, run: SopRun) -> None:
        publisher = Person(people_in(run.office, run.sop.publish_step.roles)[0])
        for duty in run.duties.filter(done_at__isnull=True):
            publisher.act(run.page_id, Action.FULFIL, target=duty.pk, remark="Selesai.")
            self.stdout.write(f"  kewajiban: {duty.text} · terlaksana")

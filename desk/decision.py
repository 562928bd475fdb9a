"""The decision page: what a message's link opens. Light, without the admin around it; only a confirmed POST acts."""

from dataclasses import replace
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from desk import page_text
from desk.file_notes import documents_of, notes_on
from messaging.models import OutboxMessage
from offices import office_time
from sops.route import Outcome
from workflows.actions.verb import Act
from workflows.models import DecisionLink, GovernedPage, Signature, SopRun, StepVisit
from workflows.models.claims import claimer_of
from workflows.models.rule_inputs import actor_at
from workflows.models.run_history import returned
from workflows.models.signed import fingerprint
from workflows.notifications import decision_links
from workflows.notifications.announcing import thread
from workflows.service import chain, timing
from workflows.service.acts import answer
from workflows.service.item import Item

SHOWN_ABOVE = ("title", "summary", "image", "body")
"""Parts shown as the public will read them; the others stand below as a list."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the question, POST answers it; whoever is not logged in as the one asked does neither."""
    link = decision_links.read(token)
    if link is None:
        return _unknown(request)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if request.user != link.user and not actor_at(request.user, link.visit.run.office, None).in_office:
        return _unknown(request)  # whom another office asks is its own
    if request.user != link.user:
        return _closed(
            request,
            403,
            "Tautan ini untuk orang lain",
            f"Tautan keputusan ini dikirim kepada {link.user}. Anda masuk sebagai {request.user}. "
            "Keluar, lalu masuk dengan akun itu; atau buka Tugas Saya untuk melihat naskah yang menunggu Anda.",
        )
    with office_time.at(link.visit.run.office):
        return Decision(request, link).respond()


def _unknown(request: HttpRequest) -> HttpResponse:
    return _closed(request, 404, "Tautan tidak dikenal", "Periksa apakah alamatnya tersalin utuh dari pesan.")


def _closed(request: HttpRequest, status: int, title: str, text: str, run: SopRun | None = None) -> HttpResponse:
    context = {"title": title, "text": text, "run": run, "waiting": chain.waiting_line(run) if run else ""}
    return render(request, "desk/decision/closed.html", context, status=status)


class Decision:
    """One request to one link."""

    def __init__(self, request: HttpRequest, link: DecisionLink) -> None:
        self.request, self.link, self.run = request, link, link.visit.run

    def respond(self) -> HttpResponse:
        if closed := self._why_closed():
            return closed
        page = Page.objects.filter(pk=self.run.page_id).first()
        draft = page.get_latest_revision_as_object() if page else None
        if not isinstance(draft, GovernedPage):
            return _closed(self.request, 410, "Halamannya sudah tidak ada", "Tidak ada lagi yang perlu diputuskan.")
        self.item = Item(draft, self.run.office, self.run, self.request.user)
        self.sha256 = fingerprint(draft.latest_revision.content)
        if self.request.method == "POST":
            return self._post()
        if self.request.method == "GET":
            OutboxMessage.objects.note_read(self.request.user, thread(self.run))
        return self._show()

    def _why_closed(self) -> HttpResponse | None:
        """Why the link leads to no decision any more, with where the item is now; None while it does."""
        link, visit = self.link, self.link.visit
        if link.revoked_at:
            said = "Tautan sudah dicabut", "Buka tugas Anda di ruang kerja bila naskah ini masih menunggu Anda."
        elif link.used_at:
            at = office_time.local(link.used_at)
            said = "Keputusan Anda tersimpan", f"Tautan ini dipakai {at:%d/%m/%Y} pukul {at:%H.%M %Z}."
        elif visit.finished_at is not None:
            by = f" oleh {visit.finished_by_name}" if visit.finished_by_name else ""
            said = "Langkah ini sudah diputuskan", f"Langkah {visit.step_number}: {_ended(visit)}{by}."
        elif link.is_expired:
            said = "Tautan sudah kedaluwarsa", "Buka tugas Anda di ruang kerja untuk memutuskan."
        else:
            return None
        done = bool(link.used_at) and not link.revoked_at and self.request.method != "POST"
        return _closed(self.request, 200 if done else 410, *said, run=self.run)

    def _post(self) -> HttpResponse:
        posted = self.request.POST
        if "cabut" in posted:
            self._note(revoked_at=timezone.now())
            return redirect(self.request.path)
        if "baca" in posted:
            if posted["baca"] == self.sha256:
                self._note(read_sha256=self.sha256)
            return redirect(self.request.path)
        act = self._act(posted.get("tindakan", ""))
        if act is None:
            return self._show(status=409, problem=self.item.why_not() or "Tindakan ini tidak tersedia lagi.")
        if self._changed:
            return self._show(status=409, problem="Isi naskah berubah. Baca perubahannya dulu, lalu putuskan.")
        status, tried = self.item.attempt(act, posted)
        if status != 200:
            return self._show(status=status, asked=tried)
        self._note(used_at=timezone.now())
        return redirect(self.request.path)

    def _note(self, **facts: Any) -> None:
        DecisionLink.objects.filter(pk=self.link.pk).update(**facts)

    @property
    def _changed(self) -> bool:
        """Whether the text is another than the message spoke of, and the person hasn't read the difference."""
        return self.sha256 not in (self.link.sent_sha256, self.link.read_sha256)

    def _acts(self) -> list[Act]:
        """What a link may do: end the visit before publication; everything rarer has the task page."""
        return [act for act in self.item.offered() if act.verb.ends is not None and not act.verb.after_publication]

    def _act(self, name: str) -> Act | None:
        return next((act for act in self._acts() if act.action.value == name), None)

    def _show(self, *, status: int = 200, asked: Act | None = None, problem: str = "") -> HttpResponse:
        """The question with its answers; once an answer is picked, what it still asks and the confirmation."""
        if asked is None and not self._changed and (picked := self._act(self.request.GET.get("jawab", ""))):
            asked = replace(picked, form=self.item.form(picked))
        acts = [] if self._changed else self._acts()
        context = {
            "link": self.link,
            "run": self.run,
            "visit": self.link.visit,
            "step": self.link.visit.step,
            "steps": len(self.run.sop.steps),
            "left": timing.left_at(self.link.visit, self.run.office),
            "inputs": chain.completed(self.link.visit.step.inputs, self.run, upto=self.link.visit.step_number - 1),
            "page": self.item.page,
            "warnings": self.item.warnings,
            "answers": [(answer(self.run, act), act) for act in acts],
            "asked": asked,
            "asked_answer": answer(self.run, asked) if asked else "",
            "problem": problem,
            "claimer": claimer if (claimer := claimer_of(self.link.visit)) != self.request.user else None,
            "why_not": "" if acts or self._changed or problem else self.item.why_not(),
            "sha256": self.sha256,
            "file_notes": notes_on(self.item.page),
            "returned": returned(self.run),
            **(self._differences() if asked is None else {}),
        }
        return render(self.request, "desk/decision/page.html", context, status=status)

    def _differences(self) -> dict[str, Any]:
        """What changed since the message, or since the person's own last decision; else the text alone."""
        page = self.item.page
        context: dict[str, Any] = {
            "changed": self._changed,
            "parts": page_text.parts_of(page),
            "shown_above": SHOWN_ABOVE,
            "documents": documents_of(page),
            "comments": page_text.remarks_on(page),
            "since": None,
            **chain.context(self.run, self.run.sop),
        }
        known = self.link.sent_sha256 if self._changed else ""
        if not known and (last := last_decision(self.run, self.request.user)) is not None:
            known, context["since"] = last
        before = page_text.kept_page(page, known) if known and known != self.sha256 else None
        if before is not None:
            context["differences"] = [d for d in page_text.differences(before, page) if d.has_changed]
            context["compared"] = True
        context["unchanged"] = bool(known) and known == self.sha256
        return context


def _ended(visit: StepVisit) -> str:
    """How a visit ended, in a word: "disetujui"."""
    return Outcome(visit.outcome).label.lower() if visit.outcome else "sudah selesai"


def last_decision(run: SopRun, user: Any) -> tuple[str, Any] | None:
    """Fingerprint and time of what the person last decided on this page, in this run or an earlier one."""
    visits = StepVisit.objects.filter(run__page_id=run.page_id, finished_by=user).exclude(content_sha256="")
    signatures = Signature.objects.filter(visit__run__page_id=run.page_id, user=user)
    found: list[tuple[str, Any]] = list(visits.order_by("-pk").values_list("content_sha256", "finished_at")[:1])
    found += list(signatures.order_by("-pk").values_list("content_sha256", "at")[:1])
    return max(found, key=lambda one: one[1], default=None)

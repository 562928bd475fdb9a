"""The sheet of an SOP as a form: one writes in its cells, moves its rows, and sees at the cell what is not right yet.

Each press writes the cells first and then does what was pressed, so that nothing typed is lost; with a script the
form also saves itself, without one each press loads the page anew.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from wagtail.admin import messages

from desk.studio import cells
from desk.studio.access import sops_written_by, steward_of
from desk.studio.pages import LibraryPage, as_file
from offices import office_time
from offices.models import OFFICE_ADMIN, Office, OfficeRole
from sops.models import Sop, SopDraft, SopVersion, document_of
from sops.studio import edits, writing
from sops.studio.draft import IDENTITY, Draft
from sops.studio.judging import Checked, check, marked_outside_the_steps, shape_of
from sops.toml_file import to_toml
from workflows.models import compiler
from workflows.service import chain

ACTS: Mapping[str, Callable[[Draft, str], Draft]] = {
    "add-role": lambda draft, key: edits.added(draft, "roles", key),
    "add-step": lambda draft, key: edits.added(draft, "steps", key),
    "split": edits.split,
    "up": lambda draft, key: edits.moved(draft, key, -1),
    "down": lambda draft, key: edits.moved(draft, key, 1),
    "remove": edits.removed,
}
"""What a button beside a row does; its value is "act:key"."""
MOST_SUGGESTIONS = 300


def draft_for(request: HttpRequest, pk: int) -> SopDraft:
    """The draft, for whoever may write it. Raises ``Http404``: nobody else learns that there is one."""
    mine = SopDraft.objects.filter(sop__in=sops_written_by(request.user)).select_related("sop")
    return get_object_or_404(mine, pk=pk)


class StudioView(LibraryPage):
    """Write the next text of an SOP."""

    template_name = "desk/studio/edit.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.draft = draft_for(request, kwargs.pop("pk"))
        self.page_title = str(self.draft)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get(self, request: HttpRequest) -> HttpResponse:
        if request.GET.get("unduh"):
            return self._download()
        return self._show({})

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            return self._written(request)
        except SopDraft.DoesNotExist:
            raise Http404 from None

    def _written(self, request: HttpRequest) -> HttpResponse:
        """Write the cells, then do what was pressed. Raises ``SopDraft.DoesNotExist`` once it is done with."""
        seen = request.POST.get("seen", "")
        if not (seen.isascii() and seen.isdigit() and len(seen) < 10):
            return self._refuse("Formulir tidak lengkap. Muat ulang halaman ini; yang tersimpan tidak hilang.", 400)
        stands = self.draft.revisions.filter(number=int(seen)).first() or self.draft.last
        sent = cells.written(stands.cells, request.POST)
        done = writing.write(self.draft, sent, seen=stands.number, by=request.user)
        self.draft.refresh_from_db()
        notes = _notes(done)
        if request.headers.get("X-Requested-With") == "studio":
            return self._saved(notes)
        act, _, key = request.POST.get("act", "save").partition(":")
        return self._do(act, key, notes)

    def _do(self, act: str, key: str, notes: Mapping[str, str]) -> HttpResponse:
        """Do what was pressed; the cells are written by now."""
        if act == "finish" and not notes:
            return self._finish()
        fragment = ""
        if act == "undo":
            if writing.undo(self.draft, self.request.user) is None:
                messages.info(self.request, "Tidak ada lagi yang dapat diurungkan.")
        elif act in ACTS:
            try:
                before = {row["key"] for row in self.draft.cells.rows()}
                edited = writing.edit(self.draft, lambda draft: ACTS[act](draft, key), self.request.user)
                fragment = _beside(before, edited.cells, key)
            except (KeyError, ValueError, StopIteration) as error:
                gone = "Baris itu sudah tidak ada. Periksa lembarnya."
                return self._refuse(f"{error}" if isinstance(error, edits.TooMany) else gone, 409)
        if notes:
            self.draft.refresh_from_db()
            return self._show(notes)
        return redirect(f"{reverse('sop:draft', args=[self.draft.pk])}{fragment}")

    @transaction.atomic
    def _finish(self) -> HttpResponse:
        """Make it a version, which can be signed; the draft is done with, and nobody writes it meanwhile."""
        self.draft = writing.locked(self.draft)
        draft = self.draft.cells
        sop, faults = check(draft)
        if sop is None or faults:
            return self._refuse("Lembar ini belum lengkap. Perbaiki yang ditandai, lalu tekan lagi.", 422)
        if marked := marked_outside_the_steps(draft):
            where = "; ".join(cells.where(draft, cell) for cell in marked)
            remedy = "Ubah selnya atau centang «Sudah dicocokkan dengan naskah», lalu tekan lagi."
            return self._refuse(f"Cocokkan dahulu dengan naskahnya: {where}. {remedy}", 422)
        try:
            version = compiler.store(sop)
        except compiler.OtherScope as error:
            return self._refuse(f"{error}", 422)
        Sop.objects.filter(pk=self.draft.sop_id).update(name=sop.name)
        self.draft.delete()
        messages.success(self.request, f"{version} siap disahkan.")
        return redirect("sop:version", version.pk)

    def _refuse(self, sentence: str, status: int) -> HttpResponse:
        messages.error(self.request, sentence)
        self.draft.refresh_from_db()
        return self._show({}, status)

    def _saved(self, notes: Mapping[str, str]) -> JsonResponse:
        """For the form that saves itself: what is wrong by cell, and the sheet as it is now."""
        last = self.draft.last
        draft = last.cells
        judged = check(draft)
        return JsonResponse(
            {
                "seen": last.number,
                "said": f"Tersimpan {office_time.said(last.at)}",
                "faults": judged.faults,
                "notes": notes,
                "marks": [*draft.marks],
                "sheet": self._sheet(draft),
                "summary": render_to_string("desk/studio/summary.html", _summary(draft, judged)),
            }
        )

    def _sheet(self, draft: Draft) -> str:
        shape = shape_of(draft)
        return render_to_string("desk/studio/sheet.html", chain.context(None, shape) if shape else {})

    def _show(self, notes: Mapping[str, str], status: int = 200) -> HttpResponse:
        last = self.draft.last
        draft = last.cells
        judged, office = check(draft), steward_of(self.draft.sop)
        context = self.get_context_data(
            draft=self.draft,
            office=office,
            identity=cells.shown(draft, IDENTITY, draft.identity, cells.IDENTITY_FIELDS, judged.faults, notes),
            roles=_rows(draft, draft.roles, cells.ROLE_FIELDS, judged, notes, held=_held(office)),
            steps=_rows(draft, draft.steps, cells.STEP_FIELDS, judged, notes, cells.MORE_STEP_FIELDS),
            suggestions=_suggestions(),
            sheet=self._sheet(draft),
            undoable=last.number > 1,
            last=last,
            **_summary(draft, judged),
        )
        return render(self.request, self.template_name, context, status=status)

    def _download(self) -> HttpResponse:
        """The draft as a file, once it is sound."""
        sop, faults = check(self.draft.cells)
        if sop is None or faults:
            return self._refuse("Konsep yang belum lengkap belum dapat diunduh. Perbaiki yang ditandai dahulu.", 422)
        return as_file(to_toml(sop), f"{sop.slug}.toml", "application/toml")


def _beside(before: set[str], draft: Draft, key: str) -> str:
    """Where to land on the page after an act: at the row it made, else at the one it was about."""
    keys = [row["key"] for row in draft.rows()]
    made = [each for each in keys if each not in before]
    if not made and key not in keys:
        return "#roles" if key.startswith("r") else "#steps"
    return f"#baris-{(made or [key])[0]}"


def _notes(done: writing.Written) -> dict[str, str]:
    """For each cell somebody else had changed meanwhile: what they had written there."""
    notes = {}
    for cell, value in done.over.items():
        said = "; ".join(map(str, value)) if isinstance(value, list) else str(value or "(kosong)")
        notes[str(cell)] = f"Orang lain baru saja menulis di sini: «{said}». Yang tersimpan tulisan Anda."
    return notes


def _rows(
    draft: Draft,
    rows: tuple[Any, ...],
    fields: tuple[cells.Field, ...],
    judged: Checked,
    notes: Mapping[str, str],
    more: tuple[cells.Field, ...] = (),
    held: cells.Options = (),
) -> list[dict[str, Any]]:
    """The rows of a table for the page."""
    found = []
    for number, row in enumerate(rows, start=1):
        key = row["key"]
        shown = cells.shown(draft, key, row, fields, judged.faults, notes, held)
        further = cells.shown(draft, key, row, more, judged.faults, notes)
        found.append(
            {
                "key": key,
                "number": number,
                "cells": shown,
                "more": further.values(),
                "said": any(cell.faults or cell.note or cell.mark for cell in further.values()),
                "faults": judged.faults.get(key, ()),
                "first": number == 1,
                "last": number == len(rows),
            }
        )
    return found


def _held(office: Office | None) -> cells.Options:
    """Code and title of the roles of an office that take part in SOPs."""
    roles = office.roles.exclude(slug=OFFICE_ADMIN) if office else OfficeRole.objects.none()
    return list(roles.values_list("slug", "name"))


def _summary(draft: Draft, judged: Checked) -> dict[str, Any]:
    """What is not right yet, with the way to each cell."""
    places = [
        {"cell": cell, "where": cells.where(draft, cell), "faults": faults} for cell, faults in judged.faults.items()
    ]
    return {"places": places, "sound": not judged.faults, "marks": len(draft.marks)}


def _suggestions() -> list[str]:
    """Inputs and outputs that SOPs in force name, most used first (one query; each text is parsed once a process)."""
    governing = SopVersion.objects.filter(status=SopVersion.Status.GOVERNING).values_list("sha256", flat=True)
    steps = (step for sha256 in governing for step in document_of(sha256).steps)
    counted = Counter(term for step in steps for term in (*step.inputs, *step.outputs))
    return sorted(counted, key=lambda term: (-counted[term], term))[:MOST_SUGGESTIONS]


def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away; an SOP that never had a version goes with it."""
    draft = draft_for(request, pk)
    if request.method != "POST":
        raise Http404
    sop = draft.sop
    draft.delete()
    if not sop.versions.exists():
        sop.delete()
    messages.success(request, "Konsep dibuang. Versi yang ada tidak berubah.")
    return redirect("sop:library")

"""Setting the legal deadline of an item, on the task page."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages

from desk.tasks import TaskView
from workflows.actions.deadline import set_deadline
from workflows.actions.refusals import ActionRefused, Incomplete
from workflows.service import timing


class DeadlineView(TaskView):
    """POST sets the deadline, or with ``cabut`` takes it back; the task page shows what is wrong with it."""

    refused: forms.Form | None = None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        withdrawn = "cabut" in request.POST
        form = timing.DeadlineForm(request.POST)
        status = 422
        if withdrawn or form.is_valid():
            due_at = None if withdrawn else form.cleaned_data["due_at"]
            try:
                set_deadline(self.page.pk, request.user, due_at, "" if withdrawn else form.cleaned_data["basis"])
            except ActionRefused as refusal:
                status = refusal.status
                faults = refusal.faults if isinstance(refusal, Incomplete) else {None: refusal.reason}
                form.full_clean()
                for name, text in faults.items():
                    form.add_error(name, text)
            else:
                messages.success(request, "Tenggat hukum dicabut." if withdrawn else "Tenggat hukum disimpan.")
                return redirect("sop:task", self.page.pk)
        self.refused = form
        return self.render_to_response(self.get_context_data(acts=self.item.acts()), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "deadline_form": self.refused} if self.refused else context

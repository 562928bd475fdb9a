"""The few words that Wagtail's templates write in English outside any catalogue, in Indonesian."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from wagtail.admin.forms import choosers
from wagtail.admin.forms.workflows import WorkflowPageForm
from wagtail.users.forms import PagePermissionsForm

WORDS = {
    '<input type="submit" value="Search"': '<input type="submit" value="Cari"',
    '<nav aria-label="Actions"': '<nav aria-label="Tindakan"',
}
"""Markup as the admin's templates have it → as it should be; also within JSON, as choosers send it."""
PAIRS = [
    (before.encode(), after.encode())
    for markup in WORDS.items()
    for before, after in (markup, tuple(text.replace('"', '\\"') for text in markup))
]

LABELS = {
    choosers.ExternalLinkChooserForm: {"link_text": "Teks tautan"},
    choosers.AnchorLinkChooserForm: {"link_text": "Teks tautan"},
    choosers.EmailLinkChooserForm: {
        "email_address": "Alamat surel",
        "link_text": "Teks tautan",
        "subject": "Perihal",
        "body": "Isi surel",
    },
    choosers.PhoneLinkChooserForm: {"phone_number": "Nomor telepon", "link_text": "Teks tautan"},
    PagePermissionsForm: {"page": "Halaman"},
    WorkflowPageForm: {"page": "Halaman"},
}
"""Fields without a label of their own, whose names Django would show."""


def label_fields() -> None:
    """Give Wagtail's unlabelled fields their labels; once, when the apps are ready."""
    for form, labels in LABELS.items():
        for name, label in labels.items():
            form.base_fields[name].label = label


def say_in_indonesian(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: puts ``WORDS`` right in every page of the admin."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith("/admin/") and not response.streaming:
            for before, after in PAIRS:
                if before in response.content:
                    response.content = response.content.replace(before, after)
            if "Content-Length" in response:  # set further in, of what stood there then
                response["Content-Length"] = len(response.content)
        return response

    return answer

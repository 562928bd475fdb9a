"""An item that was sent back looks so wherever its writer meets it, and its files open where it is decided."""

from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model

from tests.clockwork import set_now
from tests.conftest import draft, holder, office, person, started, starter, walk_to, writer_of
from workflows.models import DecisionLink
from workflows.notifications import decision_links

pytestmark = pytest.mark.django_db

WHY = "Tanggalnya keliru."


def where(run):
    """Every page on which whoever writes meets the item."""
    return {
        "Tugas Saya": reverse("sop:my_tasks"),
        "tugas": reverse("sop:task", args=[run.page_id]),
        "beranda": "/admin/",
        "penyunting": reverse("wagtailadmin_pages:edit", args=[run.page_id]),
    }


def shown(name, run):
    client = person(name).client
    return {place: client.get(address).content.decode() for place, address in where(run).items()}


def test_a_return_is_told_with_who_and_why_until_it_is_answered():
    run = walk_to(started("serang"), 2)
    kasubag = holder("serang", "kasubag")
    kasubag.act(run.page_id, "send_back", reason="facts", remark=WHY)
    for place, html in shown("serang.staf", run).items():
        assert "Dikembalikan" in html, place
        assert f"dari langkah 2 oleh {kasubag.user}" in html, place
        assert WHY in html, place
    holder("serang", "staf").act(run.page_id, "complete")
    for place, html in shown("serang.kasubag", run).items():
        assert "dari langkah" not in html, place


def test_what_came_forward_is_not_called_returned():
    run = walk_to(started("serang"), 2)
    for place, html in shown("serang.kasubag", run).items():
        assert "Dikembalikan dari" not in html, place


def test_the_files_of_a_text_open_where_it_is_decided():
    page = draft("rembang").specific
    letter = get_document_model().objects.create(
        title="Surat tugas", file=ContentFile(b"%PDF-1.4", name="surat.pdf"), collection=office("rembang").collection
    )
    text = page.get_latest_revision_as_object()
    text.body = [*text.body.raw_data, {"type": "document", "value": {"document": letter.pk, "title": ""}}]
    text.save_revision(user=writer_of("rembang").user)
    run = walk_to(starter("rembang").act(page.pk, "start"), 5)
    client = holder("rembang", "sekretaris").client
    link = DecisionLink.objects.get(visit=run.open_visit, user__username="rembang.sekretaris")
    for address in (reverse("sop:task", args=[page.pk]), urlsplit(decision_links.address(link)).path):
        html = client.get(address).content.decode()
        assert "Surat tugas" in html
        assert letter.url in html, address
    assert client.get(letter.url).status_code == 200
    assert Client().get(letter.url).status_code == 404


def test_what_came_back_stands_first_under_its_heading_and_is_found_by_title(monkeypatch):
    set_now(monkeypatch, "2026-12-01 09.00")
    for title in ("Rapat pleno", "Sosialisasi"):
        started("serang", title=title)
    back = walk_to(started("serang", title="Logistik"), 2)
    holder("serang", "kasubag").act(back.page_id, "send_back", reason="facts", remark=WHY)
    other = walk_to(started("serang", title="Tahapan"), 3)
    client = person("serang.staf").client
    html = client.get(reverse("sop:my_tasks")).content.decode()
    places = [html.index(word) for word in ("<h3>Dikembalikan</h3>", "Logistik", "<h3>Hari ini</h3>", "Tahapan")]
    assert places == sorted(places), "though the other one is due as well"
    assert other.page_title in html
    found = client.get(reverse("sop:my_tasks"), {"judul": "logis"}).content.decode()
    assert "Logistik" in found
    assert "Tahapan" not in found
    holder("serang", "staf").act(back.page_id, "complete")
    assert "<h3>Dikembalikan</h3>" not in client.get(reverse("sop:my_tasks")).content.decode()

"""Who uses a picture or document stands before whoever would delete it, and what can't be done isn't offered."""

from unittest.mock import patch

import pytest
from django.urls import reverse

from accounts.forbidden import Forbidden
from tests.conftest import draft, person
from tests.workflows.test_gate import file_address, is_image, new_document, new_image

pytestmark = pytest.mark.django_db
WHO = "serang.admin-kantor"
NO_RIGHT = "tidak memiliki izin"


def named_by_a_draft(item):
    fields = {"image": item.pk, "image_alt": "Bidang"} if is_image(item) else {"source_file": item.pk}
    return draft("serang", title="Rapat koordinasi", **fields)


def no_longer_named(item):
    page = named_by_a_draft(item).specific
    page.image = page.source_file = None
    page.save_revision(user=page.owner)
    return page


@pytest.mark.parametrize("make", [new_image, new_document])
@pytest.mark.parametrize(("use", "where"), [(named_by_a_draft, "konsep"), (no_longer_named, "riwayat")])
def test_the_page_that_asks_names_the_users_and_offers_nothing_that_is_refused(make, use, where):
    item, client = make(), person(WHO).client
    page = use(item)
    asked = client.get(file_address(item, "delete")).content.decode()
    main = asked[asked.index("<main") :]
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in main
    assert where in main
    assert "Ya, hapus" not in main
    assert "yakin" not in main
    refused = client.post(file_address(item, "delete"), follow=True)
    assert refused.redirect_chain == [(file_address(item, "edit"), 302)]
    told = [str(said) for said in refused.context["messages"]]
    assert "Rapat koordinasi" in " ".join(told)
    assert NO_RIGHT not in " ".join(told)
    assert type(item).objects.filter(pk=item.pk).exists()


def refuse():
    raise Forbidden("Tidak bisa.")


@pytest.mark.parametrize("make", [new_image, new_document])
def test_what_nobody_uses_may_go(make):
    item, client = make(), person(WHO).client
    assert "Ya, hapus" in client.get(file_address(item, "delete")).content.decode()
    assert client.post(file_address(item, "delete")).status_code == 302
    assert not type(item).objects.filter(pk=item.pk).exists()


@pytest.mark.parametrize("make", [new_image, new_document])
def test_among_many_only_what_nobody_uses_goes_and_the_other_is_told_truly(make):
    used, idle, client = make(), make(), person(WHO).client
    named_by_a_draft(used)
    kind = ("wagtailimages", "image") if is_image(used) else ("wagtaildocs", "document")
    address = f"{reverse('wagtail_bulk_action', args=[*kind, 'delete'])}?id={used.pk}&id={idle.pk}"
    asked = client.get(address).content.decode()
    assert "Rapat koordinasi" in asked
    assert NO_RIGHT not in asked
    client.post(address)
    assert type(used).objects.filter(pk__in=[used.pk, idle.pk]).get() == used
    assert NO_RIGHT not in client.get("/admin/").content.decode()


def test_what_a_guard_refuses_is_one_sentence_where_one_was():
    item, client = new_image(), person(WHO).client
    page = draft("serang", title="Rapat koordinasi").specific
    page.image = item
    page.save_revision(user=page.owner)
    was = reverse("wagtailimages:index")
    with patch("desk.file_deletion.why_it_stays", return_value=""):  # it is used since we looked
        refused = client.post(file_address(item, "delete"), follow=True)
    assert NO_RIGHT not in refused.content.decode()
    assert "Rapat koordinasi" in refused.content.decode()
    with patch("wagtail.images.views.images.IndexView.get", side_effect=lambda *_: refuse()):
        refused = client.get(was, headers={"referer": f"http://testserver{was}x/?q=1"})
    assert refused.url == f"{was}x/?q=1"
    told = client.get("/admin/").content.decode()
    assert "Tidak bisa." in told
    assert NO_RIGHT not in told


def test_a_title_of_another_offices_draft_is_not_told():
    item = new_image()
    draft("banten", title="Rahasia Banten", image=item.pk, image_alt="Bidang")
    assert "Rahasia Banten" not in person(WHO).client.get(file_address(item, "delete")).content.decode()


@pytest.mark.parametrize("make", [new_image, new_document])
def test_among_those_just_uploaded_it_says_why_one_stays(make):
    """Beside the file, where ``uploads/many.js`` puts what the answer says."""
    item, client = make(), person(WHO).client
    page = named_by_a_draft(item)
    address = f"/admin/{'images' if is_image(item) else 'documents'}/multiple/{item.pk}/delete/"
    answer = client.post(address, headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.status_code == 409
    assert "konsep «Rapat koordinasi». Lepaskan" in answer.json()["error_message"]
    page.delete()
    assert client.post(address, headers={"X-Requested-With": "XMLHttpRequest"}).json()["success"]
    assert not type(item).objects.filter(pk=item.pk).exists()

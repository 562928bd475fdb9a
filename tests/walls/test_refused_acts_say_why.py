"""What is refused is said with the way that is left: acts on many rows, another person in an appointment."""

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from wagtail.images import get_image_model
from wagtail.models import Page, PageLogEntry

from news.models import NewsPage
from offices.models import Membership
from tests.conftest import office, pass_step, person, started, user, walk_to
from tests.news.pages import put
from tests.walls.foreign import picture
from workflows.actions.ledger import LOGGED_AS

pytestmark = pytest.mark.django_db
ADMIN = "serang.admin-kantor"


def bulk(kind: str, act: str, pk: int, **form):
    address = f"/admin/bulk/{kind}/{act}/?id={pk}&next=/admin/"
    client = person(ADMIN).client
    asked = client.get(address).content.decode()
    answer = client.post(address, form)
    return asked, " ".join(str(message) for message in get_messages(answer.wsgi_request))


REMEDIES = [("unpublish", "«Tarik dari publik»"), ("delete", "tarik dulu"), ("move", "buat halaman baru")]


@pytest.mark.parametrize(("act", "remedy"), REMEDIES)
def test_a_page_that_is_left_as_it_is_is_named_with_why_and_what_instead(act, remedy):
    page = put(NewsPage, title="Rapat pleno")
    form = {"chooser": office("serang").root_page_id} if act == "move" else {}
    asked, said = bulk("wagtailcore/page", act, page.pk, **form)
    for text in (asked, said):
        assert "«Rapat pleno» tidak berubah." in text
        assert remedy in text
    assert "0 halaman" not in said
    assert Page.objects.filter(pk=page.pk, live=True).exists()


@pytest.mark.parametrize("act", ["add_to_collection", "delete"])
def test_a_picture_in_use_keeps_its_collection_and_itself(act):
    photo = picture("serang", "Aula")
    page = put(NewsPage, image=photo, image_alt="Aula")
    other = office("serang").collection.add_child(name="Arsip")
    asked, said = bulk("wagtailimages/image", act, photo.pk, collection=other.pk)
    for text in (asked, said):
        assert f"Berkas dipakai di «{page.title}»." in text
    assert get_image_model().objects.get(pk=photo.pk).collection == photo.collection
    form = {"title": photo.title, "collection": other.pk, "tags": ""}
    form |= {f"focal_point_{side}": "" for side in ("x", "y", "width", "height")}
    alone = person(ADMIN).client.post(f"/admin/images/{photo.pk}/", form).content.decode()
    assert f"Berkas dipakai di «{page.title}»" in alone, "nor on its own screen"


def test_nor_does_a_line_of_code_hide_it_from_its_readers():
    photo = picture("serang", "Aula")
    put(NewsPage, image=photo, image_alt="Aula")
    photo.collection = office("banten").collection
    with pytest.raises(PermissionDenied, match="tidak memakai koleksi"):
        photo.save()


@pytest.mark.parametrize("used", [True, False])
def test_tags_are_the_desks_own(used):
    photo = picture("serang", "Aula")
    if used:
        put(NewsPage, image=photo, image_alt="Aula")
    _, said = bulk("wagtailimages/image", "add_tags", photo.pk, tags="arsip")
    assert [tag.name for tag in photo.tags.all()] == ["arsip"]
    assert "tidak berubah" not in said


def test_a_take_down_is_one_line_of_the_history():
    run = pass_step(walk_to(started("serang"), 4))
    lines = PageLogEntry.objects.filter(page_id=run.page_id)
    before = set(lines.values_list("pk", flat=True))
    person("serang.admin-website").act(run.page_id, "take_down", reason="facts", remark="Angka keliru.")
    assert [line.action for line in lines.exclude(pk__in=before)] == [LOGGED_AS]


@pytest.mark.parametrize("field", ["user", "role"])
def test_another_person_or_role_in_an_appointment_is_refused_in_a_sentence(field):
    mine = Membership.objects.get(user=user("serang.staf"))
    other = Membership.objects.get(user=user("banten.kabag"))
    form = {
        "user": mine.user_id,
        "role": mine.role_id,
        "decree_number": "2/SK",
        "valid_from": mine.valid_from.isoformat(),
    }
    form[field] = getattr(other, f"{field}_id")
    answer = person(ADMIN).client.post(f"/admin/sop/orang/edit/{mine.pk}/", form)
    assert "Akhiri penugasan ini, lalu buat yang baru." in answer.content.decode()
    assert Membership.objects.get(pk=mine.pk).decree_number == mine.decree_number

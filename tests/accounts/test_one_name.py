"""People here have one name: one field for it, everywhere; and whoever has an account can save its page."""

import re
from importlib import import_module
from io import BytesIO

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml.html import fromstring
from PIL import Image
from wagtail.users.models import UserProfile

from tests.conftest import user

pytestmark = pytest.mark.django_db
User = get_user_model()
TURNED = 6  # the camera was held upright: "turn by 90 degrees"


def at_desk(username):
    client = Client()
    client.force_login(user(username))
    return client


def posted(html):
    """The account page's own fields as they came."""
    forms = fromstring(html).forms
    (form,) = [form for form in forms if any(name.startswith("theme-") for name in form.fields)]
    return {name: value for name, value in form.form_values() if "password" not in name and "clear" not in name}


@pytest.mark.parametrize("username", ["serang.staf", "serang.kasubag", "root"])
def test_the_account_page_can_be_saved_by_everybody(username):
    client = at_desk(username)
    fields = posted(client.get("/admin/account/").content.decode()) | {"theme-theme": "dark"}
    answer = client.post("/admin/account/", fields)
    assert answer.status_code == 302, re.findall(r"error[^<]*<[^<]*<[^<]*", answer.content.decode())[:5]
    assert UserProfile.objects.get(user=user(username)).theme == "dark"


def test_nobody_chooses_a_zone_of_their_own():
    assert "current_time_zone" not in at_desk("serang.staf").get("/admin/account/").content.decode()


def test_headquarters_own_screen_asks_for_one_name():
    client = at_desk("root")
    for address in ("/admin/users/new/", f"/admin/users/edit/{user('serang.staf').pk}/"):
        html = client.get(address).content.decode()
        assert 'name="first_name"' in html
        assert 'name="last_name"' not in html
        assert "Nama lengkap" in html
    data = {"username": "baru.staf", "first_name": "Suharto", "email": "baru@kpu.example"}
    data |= {"password1": "Kata-sandi-panjang-1", "password2": "Kata-sandi-panjang-1"}
    assert client.post("/admin/users/new/", data).status_code == 302
    assert User.objects.get(username="baru.staf").get_full_name() == "Suharto"


def test_two_names_become_one_by_whatever_way_they_come():
    made = User.objects.create_user("dua.nama", first_name="Siti", last_name="Aminah")
    made.refresh_from_db()
    assert (made.first_name, made.last_name, str(made)) == ("Siti Aminah", "", "Siti Aminah")


def test_names_stored_in_two_fields_are_joined():
    person = user("serang.staf")
    User.objects.filter(pk=person.pk).update(first_name="Budi", last_name="Santoso")
    import_module("accounts.migrations.0005_one_name").join_names(apps, None)
    person.refresh_from_db()
    assert (person.first_name, person.last_name) == ("Budi Santoso", "")


def portrait(size):
    file, exif = BytesIO(), Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x0110] = TURNED, "Samsung", "SM-A515F"
    exif.get_ifd(0x8825)[1] = "S"
    Image.new("RGB", size, "#6b1220").save(file, "JPEG", exif=exif)
    return SimpleUploadedFile("saya.jpg", file.getvalue(), "image/jpeg")


@pytest.mark.parametrize("size", [(300, 200), (1200, 800)])
def test_a_portrait_stands_upright_and_tells_nothing(size, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client = at_desk("serang.staf")
    fields = posted(client.get("/admin/account/").content.decode())
    assert client.post("/admin/account/", {**fields, "avatar-avatar": portrait(size)}).status_code == 302
    with UserProfile.objects.get(user=user("serang.staf")).avatar.open() as stored, Image.open(stored) as picture:
        assert picture.height > picture.width
        assert not dict(picture.getexif())


def test_a_portrait_that_is_none_is_refused_with_a_sentence():
    client = at_desk("serang.staf")
    fields = posted(client.get("/admin/account/").content.decode())
    file = SimpleUploadedFile("saya.jpg", b"<svg onload=alert(1)>", "image/jpeg")
    answer = client.post("/admin/account/", {**fields, "avatar-avatar": file})
    assert answer.status_code == 200
    assert "Berkas ini sebenarnya gambar vektor SVG" in answer.content.decode()
    assert not UserProfile.objects.get(user=user("serang.staf")).avatar

"""What is in the library already is offered on every upload screen, and stored a second time only for who insists."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.documents.forms import get_document_form
from wagtail.images.forms import get_image_form

from desk.known_files import Known, storing
from tests.conftest import holder
from tests.files.screens import SCREENS, collection, model_of
from tests.files.test_upload_screens import photo
from tests.files.test_uploads import pdf

pytestmark = pytest.mark.django_db
FILES = {"images": ("foto.jpg", photo()), "documents": ("naskah.pdf", pdf())}
NEW = [name for name in SCREENS if name != "replace"]


def upload(who, screen, what, **more):
    name, content = FILES[what]
    return SCREENS[screen](who, what, name, content, **more)


def stored(what):
    return model_of(what).objects.filter(title="Berkas").count()


@pytest.mark.parametrize("screen", NEW)
@pytest.mark.parametrize("what", FILES)
def test_nothing_is_stored_until_the_person_insists(what, screen):
    who = holder("serang", "staf")
    upload(who, screen, what)
    said = upload(who, screen, what)
    assert "sudah ada di pustaka" in said
    assert stored(what) == 1
    digest = model_of(what).objects.get(title="Berkas").file_hash
    assert digest in said
    upload(who, screen, what, anyway="0" * 40)  # what was seen was another file
    assert stored(what) == 1
    assert "sudah ada di pustaka" not in upload(who, screen, what, anyway=digest)
    assert stored(what) == 2


@pytest.mark.parametrize("screen", NEW)
@pytest.mark.parametrize("what", FILES)
def test_it_is_a_choice_told_once_and_no_fault(what, screen):
    who = holder("serang", "staf")
    upload(who, screen, what)
    said = upload(who, screen, what)
    assert said.count("sudah ada di pustaka") == 1
    assert "Unggah juga" in said
    assert 'class="error-message"' not in said
    assert "kesalahan" not in said


@pytest.mark.parametrize("what", FILES)
def test_the_chooser_takes_the_one_that_is_there(what):
    who = holder("serang", "staf")
    upload(who, "add", what)
    said = upload(who, "chooser", what)
    pk = re.search(r'name="known" value="(\d+)"', said)[1]
    answer = who.client.post(f"/admin/{what}/chooser/create/", {"known": pk}).json()
    assert answer["step"] == "chosen"
    assert str(answer["result"]["id"]) == pk


def test_a_title_is_told_as_text():
    who = holder("serang", "staf")
    upload(who, "add", "documents")
    model_of("documents").objects.filter(title="Berkas").update(title="<img src=x onerror=alert(1)>")
    assert "<img" not in upload(who, "many", "documents")


@pytest.mark.parametrize("what", FILES)
def test_of_two_sent_at_once_one_is_stored(what):
    """Both were found new; whoever stores second is told so."""
    who, make = holder("serang", "staf"), get_image_form if what == "images" else get_document_form
    name, content = FILES[what]
    forms = []
    for _ in range(2):
        data = {"title": "Berkas", "collection": collection(who)}
        form = make(model_of(what))(data, {"file": SimpleUploadedFile(name, content)}, user=who.user)
        assert form.is_valid(), form.errors
        forms.append(form)
    with storing(forms[0]):
        forms[0].save()
    with pytest.raises(Known), storing(forms[1]):
        forms[1].save()
    assert stored(what) == 1

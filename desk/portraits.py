"""Portraits of the account page: they pass the gate of pictures, upright and without place and camera."""

from wagtail.admin.forms.account import AvatarPreferencesForm
from wagtail.admin.views.account import AccountView, AvatarSettingsPanel

from desk.uploads import SentBeside
from files.forms import PictureField


class PortraitForm(AvatarPreferencesForm):
    avatar = PictureField(label="Foto profil", required=False)


class OwnAccountView(SentBeside, AccountView):
    """The account page, whose portrait is sent as every other file."""


def register() -> None:
    AvatarSettingsPanel.form_class = PortraitForm
    AvatarSettingsPanel.template_name = "desk/portrait.html"  # Wagtail's own says nothing of a refusal

"""Wagtail's own screens of accounts, with the one name that people here have."""

from typing import Any

from typing_extensions import override
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet


class _OneName:
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["last_name"]
        self.fields["first_name"].label = "Nama lengkap"


class NewAccountForm(_OneName, UserCreationForm):
    """An account opened by headquarters."""


class AccountForm(_OneName, UserEditForm):
    """An account changed by headquarters."""


class AccountViewSet(UserViewSet):
    """The list of accounts, and both forms."""

    @override
    def get_form_class(self, for_update: bool = False) -> type:
        return AccountForm if for_update else NewAccountForm

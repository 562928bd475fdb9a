"""Taking away a security key: allauth asks whether a factor may go only of authenticator apps."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse

from accounts.second_factor import LAST


class RemoveKeyView(RemoveWebAuthnView):
    def form_valid(self, form: Form) -> HttpResponse:
        try:
            if get_adapter().can_delete_authenticator(self.get_object()):
                return super().form_valid(form)
        except PermissionDenied:  # the other key went at the same moment
            pass
        form.add_error(None, LAST)
        return self.render_to_response(self.get_context_data(form=form), status=422)

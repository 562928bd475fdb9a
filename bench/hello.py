"""The floor: the smallest Django project, one view, no middleware. What every request pays anyway."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

if not settings.configured:
    settings.configure(SECRET_KEY="hello", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, MIDDLEWARE=[])


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Halo, dunia.")


urlpatterns = [path("", hello)]
application = get_wsgi_application()

"""Old addresses lead on: from where a public page stood to where it stands, and to nothing that isn't public."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.redirects.signal_handlers import create_redirects
from wagtail.models import Page, Site
from wagtail.signals import page_slug_changed

from workflows.models.pages import public_pages


def keep_address(sender: type[Page], instance: Page, instance_before: Page, **kwargs: Any) -> None:
    """A public address changed; one that only a draft ever had tells nobody anything, and is not kept."""
    if (instance_before.live and instance.live) or instance.get_descendants().live().exists():
        sites = Site.objects.filter(root_page__path=instance.path[: 2 * instance.steplen])
        create_redirects(page=instance, page_old=instance_before, sites=sites.exclude(root_page=instance))


def lead_on(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: where nothing is found, what was there before may be elsewhere now."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 404:
            return response
        path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
        for asked in dict.fromkeys((path, urlsplit(path).path)):
            redirect = get_redirect(request, asked)
            if redirect is not None and (link := _link(redirect)):
                kind = HttpResponsePermanentRedirect if redirect.is_permanent else HttpResponseRedirect
                return kind(link)
        return response

    return answer


def _link(redirect: Redirect) -> str | None:
    """Where a redirect leads; None to a page that not everybody may read, whoever set it up."""
    page = redirect.redirect_page_id
    return redirect.link if page is None or public_pages().filter(pk=page).exists() else None


def connect() -> None:
    """In place of Wagtail's own (WAGTAILREDIRECTS_AUTO_CREATE), which also keep the addresses of drafts."""
    page_slug_changed.connect(keep_address, dispatch_uid="old-addresses-lead-on")

"""The public search over one office's site."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.models import Page, Site

from workflows.models.pages import GovernedPage

PAGE_SIZE = 20
LONGEST_QUERY = 200


def search(request: HttpRequest) -> HttpResponse:
    """Live, public pages of the requested site that match ``q``, twenty to a page (``page``)."""
    # PostgreSQL can't store NUL and no word contains one.
    query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    site = Site.find_for_request(request)
    results = []
    if query and site:
        pages = Page.objects.live().public().type(GovernedPage).in_site(site).specific()
        results = pages.search(query, operator="and")
    found = Paginator(results, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "search/search.html", {"query": query, "results": found})

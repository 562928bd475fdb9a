"""The public search over one office's site."""

import re

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.models import Page, Site

from workflows.models.pages import GovernedPage

PAGE_SIZE = 20
LONGEST_QUERY = 200


def search(request: HttpRequest) -> HttpResponse:
    """Live, public pages of the requested site that hold every word of ``q``, twenty to a page (``page``)."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    # Words only: SQLite reads quotes, % and * inside a term as query syntax and fails on them.
    words = re.findall(r"\w+", query)
    site = Site.find_for_request(request)
    results = []
    if words and site:
        pages = Page.objects.live().public().type(GovernedPage).in_site(site).specific()
        results = pages.search(" ".join(words), operator="and")
    found = Paginator(results, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "search/search.html", {"query": query, "results": found})

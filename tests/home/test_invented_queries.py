"""A query that no address of the site bears is answered, and never kept: anybody can invent such without end."""

import pytest

from news.models import NewsPage
from tests.home.test_page_cache import kept  # noqa: F401  # a fixture
from tests.news.pages import put

pytestmark = pytest.mark.django_db
NEWS, REGISTER = "/berita/", "/daftar-informasi-publik/"
OFFERED = ("", "?tahun=2024", "?sesudah=awal", "?utm_source=x&tahun=2024")
INVENTED = ("?jenis=x1", "?tahun=30000", "?sebelum=20260101T000000000000.7", "?page=9", "?subjek=acak", "?golongan=x")


def test_what_the_site_offers_is_kept_and_what_is_invented_is_not(kept):  # noqa: F811
    rows = [put(NewsPage, title=f"Berita {number}") for number in range(23)]
    older = f"?sebelum={rows[3].listed_at:%Y%m%dT%H%M%S%f}.{rows[3].pk}"
    for address in (*(NEWS + query for query in (*OFFERED, older)), f"{REGISTER}?golongan=berkala"):
        kept.get(address)
        assert kept.is_kept(address), address
    for address in (*(NEWS + query for query in INVENTED), f"{REGISTER}?golongan=acak", "/?jenis=a"):
        kept.get(address)
        assert not kept.is_kept(address), address

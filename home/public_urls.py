"""Addresses for other programs and for passing on: feeds, sitemaps, share pictures, short links, tags.

They stand before the pages' own addresses, so a page whose slug is one of these words can't be reached.
"""

from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from home import sitemaps
from home.channels import section_channel, site_channel, tag_channel, tag_page
from home.feeds import Atom, OfficeFeed, Rss, jdihn
from home.information_register import export, information_register
from home.serving import on_a_site
from home.share_image import share_image
from home.short_links import short_link
from home.sops import sop_page, sop_pdf

SLUG = r"(?P<slug>[-\w]{1,255})"
PK = r"(?P<pk>[1-9][0-9]{0,9})"
"""What follows a row's number up to the largest that a database could hold."""
FORMATS = {"rss": Rss, "atom": Atom}

urlpatterns = [
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-halaman.xml", sitemaps.staying),
    path("sitemap-berita.xml", sitemaps.news),
    re_path(rf"^sitemap-(?P<name>{'|'.join(sitemaps.PARTS)})-(?P<year>[0-9]{{4}})\.xml$", sitemaps.part),
    path("feed/document.json", jdihn, name="jdihn"),
    re_path(rf"^bagikan/{PK}\.png$", share_image, name="share_image"),
    re_path(rf"^p/{PK}/$", short_link, name="short_link"),
    re_path(rf"^tagar/{SLUG}/$", tag_page, name="tag"),
    path("sop/", sop_page, name="sops"),
    re_path(rf"^sop/{SLUG}\.pdf$", sop_pdf, name="sop_pdf"),
    path("daftar-informasi-publik/", information_register, name="information_register"),
    re_path(r"^daftar-informasi-publik\.(?P<file_type>csv|xlsx)$", export, name="information_register_export"),
]

for name, feed_type in FORMATS.items():
    urlpatterns += [
        path(f"{name}/", require_safe(OfficeFeed(site_channel, feed_type)), name=name),
        re_path(rf"^tagar/{SLUG}/{name}/$", require_safe(OfficeFeed(tag_channel, feed_type)), name=f"tag_{name}"),
        re_path(rf"^{SLUG}/{name}/$", require_safe(OfficeFeed(section_channel, feed_type)), name=f"section_{name}"),
    ]

for pattern in urlpatterns:
    # Read and nothing else: a form sent here is answered 405 whatever token it carries, not 403 for lack of one.
    pattern.callback = csrf_exempt(require_safe(on_a_site(pattern.callback)))

"""Links in texts lead to what the public may read; where they lead elsewhere, their words stand without a link."""

from typing import Any

from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from home.cache.dependencies import front_tag, mentions, row_tag
from workflows.models.choosing import keys
from workflows.models.pages import public_pages


class PublicPageLinkHandler(PageLinkHandler):
    """In place of Wagtail's, which tells the address of a draft and of what was taken down."""

    @classmethod
    def get_many(cls, attrs_list: list[dict[str, str]]) -> list[Page | None]:
        """The pages linked to, in order; None for those that not everybody may read now."""
        wanted = keys(attrs.get("id") for attrs in attrs_list)
        public = {str(pk) for pk in public_pages().filter(pk__in=wanted).values_list("pk", flat=True)}
        for pk in {*wanted} - public:  # the text is rendered anew when the page becomes public
            mentions(row_tag("page", pk), front_tag(int(pk)))
        shown: list[dict[str, Any]] = [attrs if attrs.get("id") in public else {} for attrs in attrs_list]
        return super().get_many(shown)

"""What handing in and approving an item cost: ``python -m bench.scale.acts`` does some of each."""

import json
import sys
import time
from typing import Any

from bench.approvals import EACH, WARM_UP, timed
from bench.scale.world import AUTHOR, MEMBER


def one_round(database: str) -> dict[str, dict[str, float]]:
    """CPU-ms and queries of a POST of each, in the first office."""
    from django.contrib.auth import get_user_model

    from home.walking import Person
    from news.models import NewsPage
    from offices.models import Office

    office = Office.objects.order_by("pk").first()
    assert office is not None
    section = office.root_page.get_children().get(slug="berita")
    author, approver = (Person(get_user_model().objects.get(username=name)) for name in (AUTHOR, MEMBER))
    pages = []
    for number in range(WARM_UP + EACH + 1):
        title = f"Naskah {number} {time.monotonic_ns()}"
        page = author.write(section, NewsPage, paragraphs=["Isi."], title=title, kind="berita", summary="Ringkasan.")
        pages.append(page.pk)

    def post(who: Person, page: int, action: str, form: Any) -> None:
        address = who.address(page, action)
        answer = who.client.post(address, form.urlencode(), content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 302, answer.status_code

    found = {}
    for name, who, action in (("submit", author, "start"), ("decide", approver, "approve")):
        forms = [(page, who.form_for(page, action)) for page in pages]
        found[name] = timed(lambda item, who=who, action=action: post(who, item[0], action, item[1]), forms, database)
    return found


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(json.dumps(one_round(sys.argv[1])) + "\n")

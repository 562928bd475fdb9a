"""What two processes are asked for: ``python -m tests.deploy.world`` loads it and prints what tests need, as JSON."""

import json
import sys
from io import StringIO

import django

PASSWORD = "kata-sandi-untuk-uji-7"


def load() -> dict:
    from django.contrib.auth.hashers import make_password
    from django.core.files.base import ContentFile
    from django.core.management import call_command
    from wagtail.documents import get_document_model
    from wagtail.models import Collection, CollectionViewRestriction

    from home import demo_offices
    from news.models import LegalDocumentPage, NewsPage
    from offices.roles import ensure_headquarters
    from sops.models import Sop
    from workflows.models import SopRun
    from workflows.notifications.audience import next_to_act

    call_command("load_sops", stdout=StringIO())
    encoded = make_password(PASSWORD)
    offices = [demo_offices.DemoOffice(path, port=443) for path in demo_offices.files()]
    offices = {office.slug: office for office in offices if office.slug in ("serang", "rembang")}
    for office in offices.values():
        office.open()
        office.appoint_people(encoded)
    serang = offices["serang"]
    live = [item for item in serang.facts["items"] if item["until"] == "live"]
    news = next(item for item in live if item["type"] == "NewsPage")
    legal = next(item for item in live if item["type"] == "LegalDocumentPage")
    publishing = Sop.objects.get(slug="serang").document.publish_step.number
    waiting = {**news, "title": "Rapat pleno menunggu ditayangkan", "until": publishing}
    serang.facts["items"] = [news, legal, waiting]
    list(serang.load_items())

    def keep(name: str, collection: Collection) -> dict:
        file = ContentFile(b"rahasia " * 100, name=name)
        kept = get_document_model().objects.create(title=name, file=file, collection=collection)
        return {"address": kept.url, "path": kept.file.name}

    closed = Collection.get_first_root_node().add_child(name="Tertutup")
    restriction = CollectionViewRestriction.objects.create(collection=closed, restriction_type="groups")
    restriction.groups.add(ensure_headquarters())
    page = LegalDocumentPage.objects.get()
    run = SopRun.objects.get(page_title=waiting["title"])
    return {
        "live": NewsPage.objects.get(live=True).url_path.removeprefix("/serang"),
        "waiting": run.page_id,
        "publisher": next_to_act(run)[0].username,
        "office": serang.office.collection_id,
        "public": {"address": page.file.url, "path": page.file.file.name},
        "draft": keep("konsep.txt", serang.office.collection),
        "closed": keep("tertutup.txt", closed),
        "stranger": next(person["username"] for person in offices["rembang"].facts["people"]),
    }


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(load()))

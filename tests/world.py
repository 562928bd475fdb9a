"""The world of the suite: five offices, each with its own SOP and one person per role."""

from datetime import date
from io import StringIO

from django.contrib.auth import get_user_model
from django.core.management import call_command

from home.offices import OfficeFacts, open_office
from offices import membership
from offices.models import OfficeRole
from offices.roles import ensure_headquarters
from sops.models import Sop

SLUGS = ("bangka-barat", "banten", "cilacap", "rembang", "serang")


def build() -> None:
    """Offices, roles and people of the five SOPs, and a headquarters admin and a superuser."""
    call_command("load_sops", verbosity=0, stdout=StringIO())
    for slug in SLUGS:
        document = Sop.objects.get(slug=slug).governing.document
        office = open_office(
            OfficeFacts(
                name=document.office,
                slug=slug,
                region_code="33.17",
                level="provinsi" if "Provinsi" in document.office else "kabupaten",
                time_zone="Asia/Jakarta",
                hostname=f"{slug}.localhost",
                sop=slug,
                divisions=["Divisi Hukum", "Divisi Sosialisasi"],
            )
        )
        for role in office.roles.all():
            appoint(f"{slug}.{role.slug}", role)
    users = get_user_model().objects
    users.create_superuser("root", "root@localhost", "root-password-1")
    hq = users.create_user("pusat.admin", "pusat@localhost", "pusat-password-1")
    hq.groups.add(ensure_headquarters())


def appoint(username: str, role: OfficeRole, **facts):
    """A person (new if need be) in a role, from the start of 2025."""
    user, _ = get_user_model().objects.get_or_create(
        username=username,
        defaults={"first_name": username.replace(".", " ").title(), "email": f"{username}@example.id"},
    )
    membership.appoint(user, role, decree_number="1/SK/2025", valid_from=date(2025, 1, 2), **facts)
    return user

"""What choosing an SOP means for an office: the roles that nobody holds there, and the items on their way."""

from collections.abc import Collection

from django.db.models import QuerySet
from wagtail.models import Page

from offices.models import Membership, Office
from offices.role_holders import Holding, held_in
from sops.document import Sop
from sops.models import SopVersion
from sops.performers import holders
from workflows.core import fit
from workflows.models.choices import SopChoice
from workflows.models.rule_inputs import actors_among
from workflows.models.runs import SopRun


def unheld(version: SopVersion, offices: Collection[Office]) -> dict[Office, list[str]]:
    """By office, the names of the roles that carry out a step of the version and that nobody holds there today.

    Offices where all are held are left out. One query.
    """
    document = version.document
    wanted = {slug for step in document.steps for slug in step.roles}
    memberships = Membership.objects.current().filter(role__office__in=offices, role__slug__in=wanted)
    held = set(memberships.order_by().values_list("role__office_id", "role__slug").distinct())
    roles = [role for role in document.roles if role.slug in wanted]
    found = {office: [role.name for role in roles if (office.pk, role.slug) not in held] for office in offices}
    return {office: names for office, names in found.items() if names}


def misfits(version: SopVersion, office: Office, without: Membership | None = None) -> list[str]:
    """What an office's people of today can't carry out of a version though each role is held, in sentences.

    The last one says which appointments would mend it. ``without``: as if that appointment had ended. Tried for texts
    of no division and of each; three queries and one for the names.
    """
    document = version.document
    everybody = _people(version, office, without)
    names = {holding.user.pk: str(holding.user) for holding in everybody}
    held, said = {holding.role.slug for holding in everybody}, dict[str, None]()
    for division in (None, *office.divisions.all()):
        scope = (division.pk if division else None, version.sop_id)
        for stuck in fit.misfits(document, actors_among(everybody, *scope)):
            if stuck.authors or held.issuperset(stuck.step.roles):
                said[_misfit(stuck, document, names)] = None
    if said and (roles := fit.mending(document, actors_among(everybody, None, version.sop_id))):
        wanted = " dan ".join(f"seorang lagi sebagai {document.role(slug).name}" for slug in roles)
        said[f"Yang paling sedikit mencukupi: tunjuk {wanted}."] = None
    return list(said)


def _people(version: SopVersion, office: Office, without: Membership | None = None) -> list[Holding]:
    """Who holds a role of the version today, an appointment and what is lent of it left out."""
    held = held_in(office, {role for step in version.document.steps for role in step.roles})
    if without is None:
        return held
    return [one for one in held if one.role.pk != without.role_id or _principal(one) != without.user_id]


def _principal(holding: Holding) -> int:
    """Whose the role is."""
    return holding.delegation.principal_id if holding.delegation else holding.user.pk


def resting_on_one(version: SopVersion, office: Office) -> list[str]:
    """The steps that a single person of the office can take today, with that person."""
    everybody = _people(version, office)
    names = {holding.user.pk: str(holding.user) for holding in everybody}
    found = fit.resting_on_one(version.document, actors_among(everybody, None, version.sop_id))
    return [f"langkah {number} ({names[who]})" for number, who in found.items() if who in names]


def losses(without: Membership) -> list[str]:
    """What the SOPs of an office could no longer carry out once an appointment has ended, in sentences."""
    office, said = without.role.office, dict[str, None]()
    governing = SopVersion.objects.filter(status=SopVersion.Status.GOVERNING, sop__choices__office=office).distinct()
    for version in governing:
        document = version.document
        wanted = {slug for step in document.steps for slug in step.roles}
        left = {holding.role.slug for holding in _people(version, office, without)}
        if without.role.slug in wanted - left:
            said[f"Tidak ada lagi pemegang peran {without.role.name}; naskah menurut {version} berhenti di sana."] = (
                None
            )
        before = misfits(version, office)
        said |= dict.fromkeys(one for one in misfits(version, office, without) if one not in before)
    return list(said)


def _misfit(stuck: fit.Stuck, document: Sop, names: dict[int, str]) -> str:
    step, who = stuck.step, " dan ".join(sorted(names[pk] for pk in stuck.authors or stuck.holders if pk in names))
    roles = holders(document, step)
    if stuck.authors:
        return (
            f"Naskah yang ditulis {who} berhenti di langkah {step.number}: tidak ada orang lain yang memegang peran "
            f"{roles}. Tunjuk seorang lagi."
        )
    return f"Langkah {step.number} memerlukan tanda tangan {roles} dari orang yang berbeda; sekarang hanya ada {who}."


def on_their_way(choice: SopChoice, version: SopVersion | None) -> QuerySet[SopRun]:
    """Open items of what a choice covers that started by another SOP than a version's, and so end by that."""
    runs = SopRun.objects.open().filter(office=choice.office)
    if version is not None:
        runs = runs.exclude(sop_version__sop=version.sop_id)
    if choice.section is not None:
        runs = runs.filter(page_id__in=Page.objects.descendant_of(choice.section).values("pk"))
    if choice.division is not None:
        runs = runs.filter(division=choice.division)
    return runs.filter(content_kind=choice.content_kind) if choice.content_kind else runs


def _beyond_its_kinds(choice: SopChoice, document: Sop) -> list[str]:
    """That an SOP written for some content kinds would govern others too, in a sentence."""
    if not document.default_for or choice.content_kind in document.default_for:
        return []
    kinds = ", ".join(kind.label for kind in document.default_for)
    also = "jenis isi itu" if choice.content_kind else "semua jenis isi lain"
    return [f"SOP ini ditulis untuk {kinds}; dengan pilihan ini {also} juga terbit menurut SOP ini."]


def consequences(choice: SopChoice, version: SopVersion | None) -> list[str]:
    """What the person should know before a version governs what a choice covers, in sentences; none if all is well."""
    said = []
    if version is None:
        said.append("Tidak ada SOP yang berlaku untuk isi ini; naskahnya tidak dapat diajukan.")
    elif missing := unheld(version, [choice.office]):
        said.append(
            f"Di {choice.office} belum ada pemegang peran {', '.join(missing[choice.office])} menurut {version}. "
            "Naskah berhenti di langkah mereka sampai pemegangnya ditunjuk di «Orang dan peran»."
        )
    if version is not None:
        said += _beyond_its_kinds(choice, version.document)
        said += misfits(version, choice.office)
    if number := on_their_way(choice, version).count():
        said.append(
            f"{number} naskah yang sedang berjalan selesai menurut SOP saat ia diajukan; "
            "perubahan ini hanya untuk naskah yang diajukan sesudahnya."
        )
    return said

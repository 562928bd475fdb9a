"""What makes an SOP runnable: rules between its parts, one small function each.

Form rules follow PermenPAN-RB 35/2012 (every executor acts, one start, every decision has its way
back). What the flow must be stands in ``sop_flow_checks``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sops.breach import Breach, Check, at, listed
from sops.document import About, InputsNeeded, SignOff, Sop, StepKind
from sops.flow_checks import FLOW_CHECKS


def breaches(sop: Sop) -> tuple[Breach, ...]:
    """Every broken rule of the SOP, not only the first; empty for a sound one."""
    return tuple(breach for check in CHECKS for breach in check(sop))


def numbers_run_from_one(sop: Sop) -> Iterator[Breach]:
    for expected, step in enumerate(sop.steps, start=1):
        if step.number != expected:
            yield Breach(
                at(sop, step, "number"),
                f"nomor {step.number} tidak berurutan.",
                f"langkah ini harus bernomor {expected}.",
            )


def role_slugs_are_unique(sop: Sop) -> Iterator[Breach]:
    seen: set[str] = set()
    for position, role in enumerate(sop.roles):
        if role.slug in seen:
            yield Breach(
                ("roles", position, "slug"),
                f'kode peran "{role.slug}" sudah dipakai peran lain.',
                "beri kode yang berbeda atau hapus peran yang berulang.",
            )
        seen.add(role.slug)


def named_roles_exist(sop: Sop) -> Iterator[Breach]:
    known = [role.slug for role in sop.roles]
    for step in sop.steps:
        for field, slugs in (("roles", step.roles), ("informs", step.informs)):
            for slug in slugs:
                if slug not in known:
                    yield Breach(
                        at(sop, step, field),
                        f'peran "{slug}" tidak ada dalam [[roles]].',
                        f"pakai salah satu dari: {listed(known)}; atau tambahkan perannya.",
                    )


def superiors_lead_upwards(sop: Sop) -> Iterator[Breach]:
    above = {role.slug: role.superior for role in sop.roles}
    for position, role in enumerate(sop.roles):
        path, seen, slug = ("roles", position, "superior"), {role.slug}, role.superior
        if slug is not None and slug not in above:
            yield Breach(
                path,
                f'atasan "{slug}" tidak ada dalam [[roles]].',
                f"pakai salah satu dari: {listed(above)}; atau hapus isian ini.",
            )
            continue
        while slug is not None and slug not in seen:
            seen.add(slug)
            slug = above.get(slug)
        if slug == role.slug:
            yield Breach(path, f'peran "{role.slug}" menjadi atasan dirinya sendiri.', "pilih peran di atasnya.")


def every_role_has_a_part(sop: Sop) -> Iterator[Breach]:
    used = {slug for step in sop.steps for slug in (*step.roles, *step.informs)}
    for position, role in enumerate(sop.roles):
        if role.slug not in used:
            yield Breach(
                ("roles", position, "slug"),
                f'peran "{role.slug}" tidak melaksanakan langkah apa pun.',
                "cantumkan pada roles atau informs suatu langkah, atau hapus perannya.",
            )


def nothing_is_named_twice(sop: Sop) -> Iterator[Breach]:
    for step in sop.steps:
        lists = (("roles", step.roles), ("skip_for", step.skip_for), ("informs", step.informs))
        for field, values in lists:
            for value, count in Counter(values).items():
                if count > 1:
                    yield Breach(
                        at(sop, step, field),
                        f'"{value}" disebut {count} kali.',
                        "sebut satu kali saja.",
                    )


def joint_sign_off_needs_two_roles(sop: Sop) -> Iterator[Breach]:
    for step in sop.steps:
        if step.sign_off is SignOff.ALL and len(set(step.roles)) < 2:
            yield Breach(
                at(sop, step, "sign_off"),
                '"all" hanya berarti bila ada dua peran atau lebih.',
                "tambahkan peran pada roles, atau hapus sign_off.",
            )


def choice_of_inputs_needs_two(sop: Sop) -> Iterator[Breach]:
    for step in sop.steps:
        if step.inputs_needed is InputsNeeded.ANY and len(step.inputs) < 2:
            yield Breach(
                at(sop, step, "inputs_needed"),
                '"any" hanya berarti bila ada dua kelengkapan atau lebih.',
                "tambahkan kelengkapan pada inputs, atau hapus inputs_needed.",
            )


def adjustable_needs_a_norm_time(sop: Sop) -> Iterator[Breach]:
    for step in sop.steps:
        if step.adjustable and step.norm_time is None:
            yield Breach(
                at(sop, step, "adjustable"),
                "tidak ada waktu baku yang dapat disesuaikan.",
                "isi norm_time, atau hapus adjustable.",
            )


def fields_fit_the_kind(sop: Sop) -> Iterator[Breach]:
    for step in sop.steps:
        for field, kinds in _KINDS_WITH.items():
            if getattr(step, field) and step.kind not in kinds:
                yield Breach(
                    at(sop, step, field),
                    f'langkah berjenis "{step.kind}" tidak boleh memuat {field}.',
                    f"hapus {field}; isian ini hanya untuk langkah {listed(kinds)}.",
                )


def a_field_is_read_once(sop: Sop) -> Iterator[Breach]:
    for step in sop.steps:
        # Who signs and whether all of them is one question (``readings``).
        fields = [About.ROLES if one.about is About.SIGN_OFF else one.about for one in step.readings if one.about]
        for field, count in Counter(fields).items():
            if count > 1:
                yield Breach(
                    at(sop, step, "assumptions"),
                    f'ada {count} pembacaan tentang "{field}".',
                    "satukan menjadi satu pembacaan.",
                )


_KINDS_WITH = {
    "checklist": (StepKind.REVIEW, StepKind.DECIDE, StepKind.PUBLISH),
    "duties": (StepKind.PUBLISH,),
    "media_only": (StepKind.PREPARE,),
}


def no_date_precedes_creation(sop: Sop) -> Iterator[Breach]:
    created = sop.dates.created
    for field in ("revised", "effective", "signed"):
        later: str | None = getattr(sop.dates, field)
        if created is None or later is None:
            continue
        known = min(len(created), len(later))  # compare only as far as both are known: month or day
        if later[:known] < created[:known]:
            yield Breach(
                ("dates", field),
                f"{later} mendahului tanggal pembuatan {created}.",
                "periksa kembali kedua tanggal itu pada naskah SOP.",
            )


CHECKS: tuple[Check, ...] = (
    numbers_run_from_one,
    role_slugs_are_unique,
    named_roles_exist,
    superiors_lead_upwards,
    every_role_has_a_part,
    nothing_is_named_twice,
    *FLOW_CHECKS,
    joint_sign_off_needs_two_roles,
    choice_of_inputs_needs_two,
    adjustable_needs_a_norm_time,
    fields_fit_the_kind,
    a_field_is_read_once,
    no_date_precedes_creation,
)

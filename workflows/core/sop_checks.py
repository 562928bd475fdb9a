"""What makes an SOP runnable: rules between its parts, one small function each.

Form rules follow PermenPAN-RB 35/2012 (every executor acts, one start, every decision has its way
back); the others keep the promise that nothing is published unchecked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from workflows.core.sop import POSTPONE, ContentKind, InputsNeeded, SignOff, Sop, Step, StepKind

Place = tuple[str | int, ...]
"""Where in the file: ``("steps", 3, "on_refusal")``; positions count from 0."""


class Breach(NamedTuple):
    """One broken rule: where, what is wrong, what would be right (Indonesian sentences)."""

    path: Place
    wrong: str
    remedy: str


Check = Callable[[Sop], Iterator[Breach]]


def breaches(sop: Sop) -> tuple[Breach, ...]:
    """Every broken rule of the SOP, not only the first; empty for a sound one."""
    return tuple(breach for check in CHECKS for breach in check(sop))


def _at(sop: Sop, step: Step, field: str) -> Place:
    return "steps", next(i for i, other in enumerate(sop.steps) if other is step), field


def _listed(values: Iterable[object]) -> str:
    return ", ".join(str(value) for value in values)


def numbers_run_from_one(sop: Sop) -> Iterator[Breach]:
    for expected, step in enumerate(sop.steps, start=1):
        if step.number != expected:
            yield Breach(
                _at(sop, step, "number"),
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
                        _at(sop, step, field),
                        f'peran "{slug}" tidak ada dalam [[roles]].',
                        f"pakai salah satu dari: {_listed(known)}; atau tambahkan perannya.",
                    )


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
                        _at(sop, step, field),
                        f'"{value}" disebut {count} kali.',
                        "sebut satu kali saja.",
                    )


def first_step_opens_the_work(sop: Sop) -> Iterator[Breach]:
    if sop.first_step.kind not in (StepKind.ASSIGN, StepKind.PREPARE):
        yield Breach(
            ("steps", 0, "kind"),
            f'langkah pertama berjenis "{sop.first_step.kind}".',
            'langkah pertama harus menugaskan ("assign") atau menyiapkan ("prepare").',
        )


def checks_say_where_a_refusal_goes(sop: Sop) -> Iterator[Breach]:
    for step in sop.steps:
        path = _at(sop, step, "on_refusal")
        if step.kind.checks and step.on_refusal is None:
            yield Breach(
                path,
                "langkah pemeriksaan ini tidak menyebut tujuan bila jawabannya Tidak.",
                "isi dengan nomor langkah menyiapkan atau memeriksa sebelumnya.",
            )
        elif not step.kind.checks and step.on_refusal is not None:
            yield Breach(
                path,
                f'langkah berjenis "{step.kind}" tidak mengenal jawaban Tidak.',
                'hapus on_refusal, atau ubah jenisnya menjadi "review" atau "decide".',
            )


def only_decisions_postpone(sop: Sop) -> Iterator[Breach]:
    for step in sop.steps:
        if step.kind is StepKind.REVIEW and step.on_refusal == POSTPONE:
            yield Breach(
                _at(sop, step, "on_refusal"),
                'hanya langkah "decide" yang dapat menunda.',
                'isi dengan nomor langkah sebelumnya, atau ubah jenisnya menjadi "decide".',
            )


def _correctable(sop: Sop, before: Step) -> dict[int, Step]:
    """Earlier steps that may edit, by place in the order: a misnumbered step is reported once."""
    ordered = list(enumerate(sop.steps, start=1))
    place = next(number for number, step in ordered if step is before)
    return {number: step for number, step in ordered[: place - 1] if step.kind.edits}


def refusals_go_back_to_who_can_correct(sop: Sop) -> Iterator[Breach]:
    for step in sop.steps:
        targets = _correctable(sop, step)
        if isinstance(step.on_refusal, int) and step.kind.checks and step.on_refusal not in targets:
            yield Breach(
                _at(sop, step, "on_refusal"),
                f"langkah {step.on_refusal} bukan langkah sebelumnya yang dapat memperbaiki isi.",
                f"pilih salah satu langkah: {_listed(targets)}."
                if targets
                else 'tambahkan langkah "prepare" atau "review" sebelum langkah ini.',
            )


def refusals_do_not_go_to_skipped_steps(sop: Sop) -> Iterator[Breach]:
    for step in sop.steps:
        for number, target in _correctable(sop, step).items():
            lost = [kind for kind in target.skip_for if kind not in step.skip_for]
            if number == step.on_refusal and number > 1 and lost:  # the first has its own rule
                yield Breach(
                    _at(sop, step, "on_refusal"),
                    f"langkah {number} dilewati untuk {_listed(lost)}, padahal langkah ini tidak.",
                    "pilih langkah yang tidak dilewati, atau lewati juga langkah ini.",
                )


def exactly_one_step_publishes(sop: Sop) -> Iterator[Breach]:
    publishing = [step for step in sop.steps if step.kind is StepKind.PUBLISH]
    if not publishing:
        yield Breach(
            ("steps",),
            "tidak ada langkah penerbitan.",
            'beri satu langkah kind = "publish".',
        )
    for step in publishing[1:]:
        yield Breach(
            _at(sop, step, "kind"),
            f"penerbitan sudah dilakukan pada langkah {publishing[0].number}.",
            'sisakan satu langkah "publish" saja.',
        )


def _publishing_position(sop: Sop) -> int | None:
    found = [i for i, step in enumerate(sop.steps) if step.kind is StepKind.PUBLISH]
    return found[0] if len(found) == 1 else None


def archives_alone_follow_publication(sop: Sop) -> Iterator[Breach]:
    publishing = _publishing_position(sop)
    if publishing is None:
        return
    for position, step in enumerate(sop.steps):
        if position < publishing and step.kind is StepKind.ARCHIVE:
            yield Breach(
                ("steps", position, "kind"),
                "pengarsipan mendahului penerbitan.",
                "pindahkan langkah ini sesudah langkah penerbitan.",
            )
        if position > publishing and step.kind is not StepKind.ARCHIVE:
            yield Breach(
                ("steps", position, "kind"),
                f'langkah berjenis "{step.kind}" berada sesudah penerbitan.',
                'pindahkan sebelum penerbitan, atau ubah jenisnya menjadi "archive".',
            )


def every_content_kind_is_checked(sop: Sop) -> Iterator[Breach]:
    publishing = _publishing_position(sop)
    if publishing is None:
        return
    checks = [step for step in sop.steps[:publishing] if step.kind.checks]
    if not checks:
        yield Breach(
            ("steps",),
            "tidak ada pemeriksaan atau persetujuan sebelum penerbitan.",
            'tambahkan langkah "review" atau "decide" sebelum langkah penerbitan.',
        )
        return
    for kind in ContentKind:
        if all(kind in step.skip_for for step in checks):
            yield Breach(
                _at(sop, checks[-1], "skip_for"),
                f"{kind.label} akan terbit tanpa pemeriksaan satu pun.",
                f'hapus "{kind}" dari skip_for sekurang-kurangnya pada satu pemeriksaan.',
            )


def nothing_is_prepared_after_the_last_check(sop: Sop) -> Iterator[Breach]:
    publishing = _publishing_position(sop)
    checked = [position for position, step in enumerate(sop.steps[:publishing]) if step.kind.checks]
    if publishing is None or not checked:
        return
    for position in range(checked[-1] + 1, publishing):
        if sop.steps[position].kind is StepKind.PREPARE:
            yield Breach(
                ("steps", position, "kind"),
                "isi masih disiapkan sesudah pemeriksaan terakhir, sehingga terbit tanpa diperiksa.",
                "pindahkan langkah ini sebelum pemeriksaan terakhir, atau tambahkan pemeriksaan sesudahnya.",
            )


def start_publication_and_archive_are_never_skipped(sop: Sop) -> Iterator[Breach]:
    for position, step in enumerate(sop.steps):
        fixed = position == 0 or step.kind in (StepKind.PUBLISH, StepKind.ARCHIVE)
        if fixed and step.skip_for:
            yield Breach(
                ("steps", position, "skip_for"),
                "langkah pertama, penerbitan, dan pengarsipan tidak boleh dilewati.",
                "hapus skip_for dari langkah ini.",
            )


def joint_sign_off_needs_two_roles(sop: Sop) -> Iterator[Breach]:
    for step in sop.steps:
        if step.sign_off is SignOff.ALL and len(set(step.roles)) < 2:
            yield Breach(
                _at(sop, step, "sign_off"),
                '"all" hanya berarti bila ada dua peran atau lebih.',
                "tambahkan peran pada roles, atau hapus sign_off.",
            )


def choice_of_inputs_needs_two(sop: Sop) -> Iterator[Breach]:
    for step in sop.steps:
        if step.inputs_needed is InputsNeeded.ANY and len(step.inputs) < 2:
            yield Breach(
                _at(sop, step, "inputs_needed"),
                '"any" hanya berarti bila ada dua kelengkapan atau lebih.',
                "tambahkan kelengkapan pada inputs, atau hapus inputs_needed.",
            )


def adjustable_needs_a_norm_time(sop: Sop) -> Iterator[Breach]:
    for step in sop.steps:
        if step.adjustable and step.norm_time is None:
            yield Breach(
                _at(sop, step, "adjustable"),
                "tidak ada waktu baku yang dapat disesuaikan.",
                "isi norm_time, atau hapus adjustable.",
            )


def fields_fit_the_kind(sop: Sop) -> Iterator[Breach]:
    for step in sop.steps:
        for field, kinds in _KINDS_WITH.items():
            if getattr(step, field) and step.kind not in kinds:
                yield Breach(
                    _at(sop, step, field),
                    f'langkah berjenis "{step.kind}" tidak boleh memuat {field}.',
                    f"hapus {field}; isian ini hanya untuk langkah {_listed(kinds)}.",
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
    every_role_has_a_part,
    nothing_is_named_twice,
    first_step_opens_the_work,
    checks_say_where_a_refusal_goes,
    only_decisions_postpone,
    refusals_go_back_to_who_can_correct,
    refusals_do_not_go_to_skipped_steps,
    exactly_one_step_publishes,
    archives_alone_follow_publication,
    every_content_kind_is_checked,
    nothing_is_prepared_after_the_last_check,
    start_publication_and_archive_are_never_skipped,
    joint_sign_off_needs_two_roles,
    choice_of_inputs_needs_two,
    adjustable_needs_a_norm_time,
    fields_fit_the_kind,
    no_date_precedes_creation,
)

"""Rules of the flow: it starts with work, every check has its way back, and nothing goes live unchecked."""

from collections.abc import Iterator

from sops.breach import Breach, Check, at, listed
from sops.document import POSTPONE, ContentKind, Sop, Step, StepKind


def first_step_opens_the_work(sop: Sop) -> Iterator[Breach]:
    if sop.first_step.kind not in (StepKind.ASSIGN, StepKind.PREPARE):
        yield Breach(
            ("steps", 0, "kind"),
            f'langkah pertama berjenis "{sop.first_step.kind}".',
            'langkah pertama harus menugaskan ("assign") atau menyiapkan ("prepare").',
        )


def checks_say_where_a_refusal_goes(sop: Sop) -> Iterator[Breach]:
    for step in sop.steps:
        path = at(sop, step, "on_refusal")
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
                at(sop, step, "on_refusal"),
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
                at(sop, step, "on_refusal"),
                f"langkah {step.on_refusal} bukan langkah sebelumnya yang dapat memperbaiki isi.",
                f"pilih salah satu langkah: {listed(targets)}."
                if targets
                else 'tambahkan langkah "prepare" atau "review" sebelum langkah ini.',
            )


def refusals_do_not_go_to_skipped_steps(sop: Sop) -> Iterator[Breach]:
    for step in sop.steps:
        for number, target in _correctable(sop, step).items():
            lost = [kind for kind in target.skip_for if kind not in step.skip_for]
            if number == step.on_refusal and number > 1 and lost:  # the first has its own rule
                yield Breach(
                    at(sop, step, "on_refusal"),
                    f"langkah {number} dilewati untuk {listed(lost)}, padahal langkah ini tidak.",
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
            at(sop, step, "kind"),
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
                at(sop, checks[-1], "skip_for"),
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


FLOW_CHECKS: tuple[Check, ...] = (
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
)

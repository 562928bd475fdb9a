"""Who may do what, when: the one place that decides.

Menus, task pages, the editor's lock, mails and every verb in ``workflows/actions`` ask ``decide``,
so what is offered and what is accepted can't differ. A refusal is the sentence the person reads.
Numbers in comments are the rulings of the SOP reading ("Nobody checks their own work" is ruling 4).
"""

from collections.abc import Callable

from sops.document import POSTPONE, Sop, Step, StepKind
from sops.performers import holders, role_names
from workflows.core.persons import first_clear, ways_to
from workflows.core.rule_inputs import Action, Actor, Allowed, Decision, History, Refused, Signed, Status

ACT_OF = {
    StepKind.REVIEW: Action.APPROVE,
    StepKind.DECIDE: Action.APPROVE,
    StepKind.PUBLISH: Action.PUBLISH,
    StepKind.ARCHIVE: Action.ARCHIVE,
}
"""The act that passes a step of each kind; working kinds are completed."""


def passing_act(step: Step) -> Action:
    """The act that passes a step."""
    return ACT_OF.get(step.kind, Action.COMPLETE)


def _no_role(sop: Sop, step: Step) -> Refused:
    return Refused(
        f"Langkah {step.number} dikerjakan oleh {holders(sop, step)}. Akun Anda tidak memegang peran itu di kantor ini."
    )


def _holds(sop: Sop, step: Step, actor: Actor) -> Decision:
    ways = ways_to(actor, step.roles)
    return ways[0] if ways else _no_role(sop, step)


def _at(sop: Sop, history: History, kinds: tuple[StepKind, ...], what: str) -> Step | Refused:
    if history.status is Status.POSTPONED:
        return Refused("Naskah ini sedang ditunda. Lanjutkan dulu sebelum bertindak.")
    if history.status is Status.SCHEDULED:
        return Refused("Naskah ini sudah dijadwalkan tayang dan menunggu waktunya.")
    if history.step is None:
        return Refused("Tidak ada langkah yang menunggu pada naskah ini.")
    step = sop.step(history.step)
    if step.kind not in kinds:
        return Refused(
            f"{what} tidak berlaku pada langkah {step.number} ({step.activity}). Naskah menunggu {holders(sop, step)}."
        )
    return step


def _may_start(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    if history.step is not None:
        return Refused("Naskah ini sudah berjalan dalam SOP. Muat ulang halaman untuk melihat langkahnya.")
    held = _holds(sop, sop.first_step, actor)
    if held or not actor.is_office_admin:
        return held
    return Allowed("")  # on behalf of a holder; the verb asks for whom


def _may_edit(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    here = _at(sop, history, (StepKind.PREPARE, StepKind.REVIEW), "Mengubah isi")
    if isinstance(here, Refused):
        return here
    if here.kind is StepKind.REVIEW:
        return _may_sign(sop, here, actor, history)
    return _holds(sop, here, actor)


def _may_complete(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    kinds = (StepKind.ASSIGN, StepKind.PREPARE, StepKind.HAND_OVER)
    here = _at(sop, history, kinds, "Menyelesaikan langkah")
    return here if isinstance(here, Refused) else _holds(sop, here, actor)


def _may_add(sop: Sop, here: Step, actor: Actor, signed: Signed) -> list[Allowed] | Refused:
    """The ways in which the person may still sign a step: of a joint one each role once, each person once."""
    roles = tuple(role for role in here.roles if role not in signed.roles)
    ways = ways_to(actor, roles)
    if not ways:
        if ways_to(actor, here.roles):
            return Refused(
                f"Peran Anda sudah menandatangani langkah ini. Menunggu {role_names(sop, roles, joint='dan')}."
            )
        return _no_role(sop, here)
    unsigned = first_clear(
        actor,
        ways,
        signed.by,
        "Langkah ini sudah ditandatangani oleh Anda atau atas nama Anda; "
        "tanda tangan berikutnya harus dari orang lain.",
        "sudah menandatangani langkah ini; tanda tangan berikutnya harus dari orang lain.",
    )
    return unsigned if isinstance(unsigned, Refused) else ways


def _may_sign(sop: Sop, here: Step, actor: Actor, history: History) -> Decision:
    ways = _may_add(sop, here, actor, history.signed)
    if isinstance(ways, Refused):
        return ways
    return first_clear(  # ruling 4a
        actor,
        ways,
        history.prepared_by | history.signed.by,
        "Naskah ini ditulis atau disiapkan oleh Anda atau atas nama Anda, jadi Anda tidak dapat memeriksanya sendiri. "
        f"Langkah {here.number} harus diambil pemegang peran {holders(sop, here)} yang lain.",
        "yang menulis atau menyiapkan naskah ini, jadi Anda tidak dapat memeriksanya atas namanya. "
        f"Langkah {here.number} harus diambil pemegang peran {holders(sop, here)} yang lain.",
    )


def _may_check(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    here = _at(sop, history, (StepKind.REVIEW, StepKind.DECIDE), "Keputusan")
    return here if isinstance(here, Refused) else _may_sign(sop, here, actor, history)


def _may_send_back(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    checked = _may_check(sop, step, actor, history)
    if checked and history.step and sop.step(history.step).on_refusal == POSTPONE:
        return Refused("Pada langkah ini jawaban Tidak berarti menunda, bukan mengembalikan.")
    return checked


def _may_postpone(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    checked = _may_check(sop, step, actor, history)
    if checked and history.step and sop.step(history.step).on_refusal != POSTPONE:
        return Refused("SOP ini tidak mengenal penundaan pada langkah ini.")
    return checked


def _may_resume(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    if history.status is not Status.POSTPONED or history.step is None:
        return Refused("Naskah ini tidak sedang ditunda.")
    if actor.id in history.started_by:
        return Allowed("")
    return _holds(sop, sop.step(history.step), actor)


def _independent(actor: Actor, ways: list[Allowed], history: History) -> Decision:
    """Ruling 4d: what goes live was signed after its last edit by someone else than that editor."""
    editor = history.last_editor
    unchecked = editor is not None and not history.checked_by - {editor}
    return first_clear(
        actor,
        ways,
        frozenset({editor}) if editor is not None and unchecked else frozenset(),
        "Anda yang terakhir mengubah isi naskah dan belum ada orang lain yang memeriksanya sesudah itu. "
        "Penayangan harus dilakukan orang lain.",
        "yang terakhir mengubah isi naskah tanpa ada orang lain yang memeriksanya sesudah itu. "
        "Penayangan harus dilakukan orang lain.",
    )


def _editor(history: History) -> frozenset[int]:
    return frozenset() if history.last_editor is None else frozenset({history.last_editor})


def _may_publish(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    here = _at(sop, history, (StepKind.PUBLISH,), "Penayangan")
    if isinstance(here, Refused):
        return here
    held = _holds(sop, here, actor)
    return _independent(actor, ways_to(actor, here.roles), history) if held else held


def _may_unschedule(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    if history.status is not Status.SCHEDULED:
        return Refused("Naskah ini tidak sedang dijadwalkan.")
    return _holds(sop, sop.publish_step, actor)


def _may_archive(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    here = _at(sop, history, (StepKind.ARCHIVE,), "Pengarsipan")
    return here if isinstance(here, Refused) else _holds(sop, here, actor)


def _may_withdraw(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    if not history.status.is_open or history.step is None:
        return Refused("Tidak ada naskah berjalan yang dapat ditarik.")
    if actor.id not in history.started_by:
        return Refused("Hanya pengusul naskah yang dapat menariknya.")
    if history.decided:
        return Refused("Naskah sudah melewati pemeriksaan pertama sehingga tidak dapat ditarik lagi.")
    return Allowed("")


def _may_hurry(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    if not history.status.is_open or history.status is Status.SCHEDULED or history.step is None:
        return Refused("Jalur darurat hanya untuk naskah yang sedang berjalan.")
    if history.step >= sop.publish_step.number:
        return Refused("Naskah sudah di langkah penayangan; jalur darurat tidak diperlukan.")
    held = _holds(sop, sop.publish_step, actor)
    if not held:
        return held
    return first_clear(
        actor,
        ways_to(actor, sop.publish_step.roles),
        history.prepared_by | _editor(history),
        "Jalur darurat memerlukan orang kedua: Anda yang menyiapkan atau mengubah naskah ini.",
        "yang menyiapkan atau mengubah naskah ini. Jalur darurat memerlukan orang kedua.",
    )


def _may_settle(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    if step is None or step.number not in history.debts:
        return Refused("Tidak ada pemeriksaan susulan yang terbuka untuk langkah ini.")
    ways = _may_add(sop, step, actor, signed := history.debts[step.number])
    if isinstance(ways, Refused):
        return ways
    return first_clear(
        actor,
        ways,
        history.emergency_by | history.prepared_by | _editor(history) | signed.by,
        "Pemeriksaan susulan harus diselesaikan orang lain, bukan penyiap atau penayang darurat.",
        "yang menyiapkan, mengubah, atau menayangkannya lewat jalur darurat. "
        "Pemeriksaan susulan harus diselesaikan orang lain.",
    )


def _may_fulfil(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    if history.status is not Status.PUBLISHED or not history.open_duties:
        return Refused("Tidak ada kewajiban pascatayang yang terbuka.")
    return _holds(sop, sop.publish_step, actor)


def _may_take_down(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    if not history.live:
        return Refused("Halaman ini tidak sedang tayang.")
    return _holds(sop, sop.publish_step, actor)


def _may_adjust(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    here = _at(sop, history, tuple(StepKind), "Menyesuaikan waktu")
    if isinstance(here, Refused):
        return here
    if not here.adjustable:
        return Refused(f"SOP tidak mengizinkan waktu langkah {here.number} disesuaikan.")
    return _holds(sop, here, actor)


def _may_set_deadline(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    if actor.roles or actor.acting or actor.is_office_admin:
        return Allowed("")
    return Refused("Tenggat hukum ditetapkan oleh pemegang peran atau admin kantor ini.")


_RULES: dict[Action, Callable[[Sop, Step | None, Actor, History], Decision]] = {
    Action.START: _may_start,
    Action.EDIT: _may_edit,
    Action.COMPLETE: _may_complete,
    Action.APPROVE: _may_check,
    Action.SEND_BACK: _may_send_back,
    Action.POSTPONE: _may_postpone,
    Action.RESUME: _may_resume,
    Action.PUBLISH: _may_publish,
    Action.UNSCHEDULE: _may_unschedule,
    Action.ARCHIVE: _may_archive,
    Action.WITHDRAW: _may_withdraw,
    Action.EMERGENCY: _may_hurry,
    Action.SETTLE: _may_settle,
    Action.FULFIL: _may_fulfil,
    Action.TAKE_DOWN: _may_take_down,
    Action.ADJUST: _may_adjust,
    Action.SET_DEADLINE: _may_set_deadline,
}


def decide(sop: Sop, actor: Actor, history: History, action: Action, *, step: Step | None = None) -> Decision:
    """Whether ``actor`` may do ``action`` now; ``step`` names the debt's step for ``SETTLE``."""
    if actor.id is None:
        return Refused("Masuk dulu untuk bertindak atas naskah ini.")
    if not actor.in_office:
        return Refused("Naskah ini milik kantor lain.")
    return _RULES[action](sop, step, actor, history)


def offered(sop: Sop, actor: Actor, history: History) -> tuple[Action, ...]:
    """The actions a menu shows, most expected first."""
    return tuple(action for action in Action if decide(sop, actor, history, action))

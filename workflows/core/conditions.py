"""What the rules of acts are made of: the step that waits, who holds its role, whose eyes are independent.

A refusal is the sentence the person reads. Numbers in comments are the rulings ("Nobody checks their own work" is 4).
"""

from sops.document import Sop, Step, StepKind
from sops.performers import holders, role_names
from workflows.core.persons import first_clear, ways_to
from workflows.core.rule_inputs import Actor, Allowed, Decision, History, Refused, Signed, Status


def no_role(sop: Sop, step: Step) -> Refused:
    """The refusal of somebody who holds none of the step's roles."""
    return Refused(
        f"Langkah {step.number} dikerjakan oleh {holders(sop, step)}. Akun Anda tidak memegang peran itu di kantor ini."
    )


def holds(sop: Sop, step: Step, actor: Actor) -> Decision:
    """Whether the person holds a role of the step, by decree before by delegation."""
    ways = ways_to(actor, step.roles)
    return ways[0] if ways else no_role(sop, step)


def at_step(sop: Sop, history: History, kinds: tuple[StepKind, ...], what: str) -> Step | Refused:
    """The step that waits, if it is of one of the kinds; ``what`` begins the sentence that says it is not."""
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


def ways_to_add(sop: Sop, here: Step, actor: Actor, signed: Signed) -> list[Allowed] | Refused:
    """The ways in which the person may still sign a step: of a joint one each role once, each person once."""
    roles = tuple(role for role in here.roles if role not in signed.roles)
    ways = ways_to(actor, roles)
    if not ways:
        if ways_to(actor, here.roles):
            return Refused(
                f"Peran Anda sudah menandatangani langkah ini. Menunggu {role_names(sop, roles, joint='dan')}."
            )
        return no_role(sop, here)
    unsigned = first_clear(
        actor,
        ways,
        signed.by,
        "Langkah ini sudah ditandatangani oleh Anda atau atas nama Anda; "
        "tanda tangan berikutnya harus dari orang lain.",
        "sudah menandatangani langkah ini; tanda tangan berikutnya harus dari orang lain.",
    )
    return unsigned if isinstance(unsigned, Refused) else ways


def may_sign(sop: Sop, here: Step, actor: Actor, history: History) -> Decision:
    """Whether the person may check at the step: of those who may sign it, nobody who wrote the text."""
    ways = ways_to_add(sop, here, actor, history.signed)
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


def independent(actor: Actor, ways: list[Allowed], history: History) -> Decision:
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


def last_editor(history: History) -> frozenset[int]:
    """Who last changed the content, as a set; empty where nobody is known."""
    return frozenset() if history.last_editor is None else frozenset({history.last_editor})

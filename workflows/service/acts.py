"""What each action is called in the SOP's words, what it asks, and which verb it calls."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from sops import route
from sops.document import POSTPONE, ContentKind, SignOff, Sop, Step, StepKind
from sops.performers import holders
from workflows.actions.adjust import adjust
from workflows.actions.approve import approve
from workflows.actions.archive import archive, fulfil
from workflows.actions.complete import complete
from workflows.actions.emergency import hurry, settle
from workflows.actions.postpone import postpone, resume
from workflows.actions.publish import publish, unschedule
from workflows.actions.send_back import send_back
from workflows.actions.start import start
from workflows.actions.take_down import take_down
from workflows.actions.withdraw import withdraw
from workflows.core.acts import Action
from workflows.core.rules import passing_act
from workflows.models import SopRun


@dataclass(frozen=True)
class Act:
    """One button of the task page."""

    action: Action
    label: str
    explanation: str = ""
    steps: tuple[int, ...] = ()
    asks: frozenset[str] = frozenset({"remark"})
    primary: bool = False
    serious: bool = False
    aside: bool = False
    """Stands on the task page only, not among the editor's buttons."""
    form: forms.Form | None = None
    target: int | None = None

    def hands_over(self, document: Sop) -> bool:
        """Whether one of its steps hands the text to somebody, who may be told by messenger."""
        return any(document.step(number).kind is StepKind.HAND_OVER for number in self.steps)

    @property
    def name(self) -> str:
        """Unique on the page: a duty or debt has its own form."""
        return f"{self.action.value}-{self.target}" if self.target else self.action.value


VERBS: dict[Action, Callable[..., SopRun]] = {
    Action.START: start,
    Action.COMPLETE: complete,
    Action.APPROVE: approve,
    Action.SEND_BACK: send_back,
    Action.POSTPONE: postpone,
    Action.RESUME: resume,
    Action.PUBLISH: publish,
    Action.UNSCHEDULE: unschedule,
    Action.ARCHIVE: archive,
    Action.WITHDRAW: withdraw,
    Action.EMERGENCY: hurry,
    Action.SETTLE: settle,
    Action.FULFIL: fulfil,
    Action.TAKE_DOWN: take_down,
    Action.ADJUST: adjust,
}

WITH_SEEN = frozenset(
    {
        Action.START,
        Action.COMPLETE,
        Action.APPROVE,
        Action.SEND_BACK,
        Action.POSTPONE,
        Action.PUBLISH,
        Action.WITHDRAW,
        Action.EMERGENCY,
    }
)
"""Acts on the waiting text: they carry the token of what the person saw."""
AFTER_PUBLICATION = frozenset({Action.ARCHIVE, Action.FULFIL, Action.SETTLE, Action.TAKE_DOWN})


def onward(document: Sop, number: int, kind: ContentKind) -> str:
    """Who gets the item when the act that begins at ``number`` has passed."""
    after = route.following(document, route.one_act(document, number, kind)[-1], kind).step
    return "" if after is None else holders(document, document.step(after))


def start_act(document: Sop, kind: ContentKind, *, on_behalf: bool) -> Act:
    """The button that starts a run."""
    first = document.first_step.number
    return Act(
        Action.START,
        f"Ajukan ke {onward(document, first, kind)}",
        f"Langkah 1: {document.first_step.activity}.",
        steps=route.one_act(document, first, kind),
        asks=frozenset({"remark", "on_behalf_of"} if on_behalf else {"remark"}),
        primary=True,
    )


def act_for(run: SopRun, action: Action) -> Act | None:
    """The button for an action on a run, in the words of the step that waits; None where it doesn't fit the step."""
    step = run.step
    if action in _ANY_TIME:
        return _ANY_TIME[action](run)
    if step is None or action not in _AT_STEP:
        return None
    return _AT_STEP[action](run, step) if action in answers_to(step) else None


def answers_to(step: Step) -> tuple[Action, ...]:
    """The acts that end a visit to a step, by its kind."""
    if step.kind.checks:
        return (Action.APPROVE, Action.POSTPONE if step.on_refusal == POSTPONE else Action.SEND_BACK)
    return (passing_act(step),)


def _complete(run: SopRun, step: Step) -> Act:
    receiver = onward(run.sop, step.number, run.kind)
    label = {
        StepKind.ASSIGN: f"Tugaskan {receiver}",
        StepKind.HAND_OVER: f"Serahkan ke {receiver}",
    }.get(step.kind, f"Selesai, teruskan ke {receiver}")
    return Act(Action.COMPLETE, label, steps=route.one_act(run.sop, step.number, run.kind), primary=True)


def _approve(run: SopRun, step: Step) -> Act:
    receiver = onward(run.sop, step.number, run.kind)
    label = f"Setujui dan teruskan ke {receiver}"
    explanation = ""
    if step.sign_off is SignOff.ALL:
        label = "Setujui dan tanda tangani"
        explanation = f"Perlu tanda tangan {holders(run.sop, step)}; sesudah lengkap diteruskan ke {receiver}."
    return Act(Action.APPROVE, label, explanation, steps=route.one_act(run.sop, step.number, run.kind), primary=True)


def _send_back(run: SopRun, step: Step) -> Act:
    target = route.refused(run.sop, step.number, run.kind).step
    assert target is not None
    back_to = run.sop.step(target)
    return Act(
        Action.SEND_BACK,
        f"Kembalikan ke {holders(run.sop, back_to)}",
        f"Naskah kembali ke langkah {target} ({back_to.activity}); langkah sesudahnya diulang.",
        asks=frozenset({"reason", "remark"}),
    )


def _postpone(run: SopRun, step: Step) -> Act:
    return Act(
        Action.POSTPONE,
        "Tunda",
        "Naskah menunggu dan dapat dilanjutkan lagi; ini bukan penolakan.",
        asks=frozenset({"reason", "remark"}),
    )


def _publish(run: SopRun, step: Step) -> Act:
    return Act(
        Action.PUBLISH,
        "Tayangkan",
        "Yang tayang persis naskah ini."
        if run.emergency_reason
        else "Yang tayang persis naskah yang terakhir disetujui.",
        steps=(step.number,),
        asks=frozenset({"remark", "go_live_at"}),
        primary=True,
    )


def _archive(run: SopRun, step: Step) -> Act:
    return Act(
        Action.ARCHIVE,
        "Arsipkan tautan",
        "Tautan situs web sudah tercatat. Tempel tautan media sosial yang ada.",
        steps=(step.number,),
        asks=frozenset({"remark", "links"}),
        primary=True,
    )


_AT_STEP: dict[Action, Callable[[SopRun, Step], Act]] = {
    Action.COMPLETE: _complete,
    Action.APPROVE: _approve,
    Action.SEND_BACK: _send_back,
    Action.POSTPONE: _postpone,
    Action.PUBLISH: _publish,
    Action.ARCHIVE: _archive,
}

_ANY_TIME: dict[Action, Callable[[SopRun], Act]] = {
    Action.RESUME: lambda run: Act(Action.RESUME, "Lanjutkan naskah", primary=True),
    Action.UNSCHEDULE: lambda run: Act(
        Action.UNSCHEDULE, "Batalkan jadwal tayang", "Naskah kembali menunggu di langkah penayangan."
    ),
    Action.WITHDRAW: lambda run: Act(
        Action.WITHDRAW,
        "Tarik naskah",
        "Naskah berhenti dan kembali menjadi konsep. Hanya sebelum pemeriksaan pertama.",
    ),
    Action.EMERGENCY: lambda run: Act(
        Action.EMERGENCY,
        "Gunakan jalur darurat",
        "Hanya untuk informasi serta-merta atau keadaan kahar. Pemeriksaan yang dilewati menjadi susulan bertenggat "
        "yang harus diselesaikan orang lain, dan halaman memuat pemberitahuan.",
        asks=frozenset({"ground", "remark"}),
        serious=True,
    ),
    Action.TAKE_DOWN: lambda run: Act(
        Action.TAKE_DOWN,
        "Tarik dari publik",
        "Halaman tidak lagi dapat dibuka publik. Penarikan dan alasannya tercatat.",
        asks=frozenset({"reason", "remark"}),
        serious=True,
    ),
    Action.ADJUST: lambda run: Act(
        Action.ADJUST,
        "Sesuaikan waktu",
        "SOP mengizinkan waktu langkah ini disesuaikan untuk satu naskah. Waktu dihitung sejak langkah ini dimulai; "
        "perubahan dan alasannya tercatat.",
        asks=frozenset({"norm"}),
        aside=True,
    ),
}


def answer(run: SopRun, act: Act) -> str:
    """The act as an answer to the step's question: "Ya, teruskan ke langkah 5", "Tidak, kembali ke langkah 4"."""
    step = run.step
    if step is None:
        return act.label
    if act.action is Action.APPROVE:
        after = route.following(run.sop, act.steps[-1], run.kind).step
        return "Ya, saya setuju" if step.sign_off is SignOff.ALL else f"Ya, teruskan ke langkah {after}"
    if act.action is Action.SEND_BACK:
        return f"Tidak, kembali ke langkah {route.refused(run.sop, step.number, run.kind).step}"
    if act.action is Action.POSTPONE:
        return "Tidak, tunda dulu"
    return act.label


def settle_act(run: SopRun, number: int) -> Act:
    """The button that makes up for a skipped check."""
    step = run.sop.step(number)
    return Act(
        Action.SETTLE,
        f"Selesaikan pemeriksaan susulan langkah {number}",
        f"{step.activity}. Jawaban «Tidak» menarik halaman dari publik.",
        steps=(number,),
        asks=frozenset({"verdict", "reason", "remark"}),
        primary=True,
        target=number,
    )


def fulfil_act(duty: Any) -> Act:
    """The button that marks a duty as done."""
    return Act(Action.FULFIL, "Tandai terlaksana", duty.text, target=duty.pk)


def offered_acts(run: SopRun, user: Any) -> list[Act]:
    """Every button the person may press on this run now, most expected first."""
    offered = run.offered(user)
    acts = [act for action in offered if (act := act_for(run, action)) is not None]
    if Action.FULFIL in offered:
        acts += [fulfil_act(duty) for duty in run.duties.filter(done_at__isnull=True)]
    if run.published_at is not None:
        for debt in run.debts.filter(settled_at__isnull=True):
            if run.decide(user, Action.SETTLE, step=run.sop.step(debt.step_number)):
                acts.append(settle_act(run, debt.step_number))
    return acts

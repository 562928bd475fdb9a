"""Who may do what, on plain values: the rulings on one's own work, second persons and standing."""

import pytest

from sops.performers import holders
from tests.sops.test_route import sop
from workflows.core.acts import Action
from workflows.core.answers import LONGEST_TEXT, Answers, StepAnswers, faults, reason_faults
from workflows.core.own_text import left_to_nobody
from workflows.core.rule_inputs import Actor, Allowed, History, Refused, Signed, Status
from workflows.core.rules import decide, offered

REMBANG, SERANG, BANTEN = sop("rembang"), sop("serang"), sop("banten")


def actor(*roles: str, id: int = 1, **facts) -> Actor:
    return Actor(id=id, roles=frozenset(roles), **facts)


def at(step: int | None, **facts) -> History:
    return History(step=step, started_by=frozenset({9}), **facts)


def reason(decision) -> str:
    assert isinstance(decision, Refused)
    return decision.reason


def test_someone_not_logged_in_is_asked_to_log_in():
    assert "Masuk dulu" in reason(decide(SERANG, Actor(id=None), at(1), Action.COMPLETE))


def test_someone_of_another_office_is_refused_before_anything_else():
    assert "kantor lain" in reason(decide(SERANG, actor("staf", in_office=False), at(3), Action.COMPLETE))


def test_who_prepared_cannot_check_in_whatever_role():
    history = at(5, prepared_by=frozenset({1}))
    assert "tidak dapat memeriksanya sendiri" in reason(decide(REMBANG, actor("sekretaris"), history, Action.APPROVE))
    assert decide(REMBANG, actor("sekretaris", id=2), history, Action.APPROVE) == Allowed("sekretaris")


def test_one_person_cannot_sign_for_two_roles():
    history = at(2, signed=Signed(frozenset({"kasubag"}), frozenset({1})))
    assert "orang lain" in reason(decide(SERANG, actor("kasubag", "kordiv"), history, Action.APPROVE))
    assert decide(SERANG, actor("kordiv", id=2), history, Action.APPROVE) == Allowed("kordiv")


def test_a_role_signs_once():
    history = at(2, signed=Signed(frozenset({"kasubag"}), frozenset({2})))
    assert "sudah menandatangani" in reason(decide(SERANG, actor("kasubag"), history, Action.APPROVE))


def test_the_last_editor_cannot_publish_alone():
    history = at(7, last_editor=1, checked_by=frozenset({1}))
    assert "terakhir mengubah isi" in reason(decide(BANTEN, actor("web-admin"), history, Action.PUBLISH))
    checked = at(7, last_editor=1, checked_by=frozenset({1, 2}))
    assert decide(BANTEN, actor("web-admin"), checked, Action.PUBLISH)


def test_a_review_may_edit_and_a_decision_may_not():
    assert decide(REMBANG, actor("sekretaris"), at(5), Action.EDIT)
    assert "tidak berlaku" in reason(decide(REMBANG, actor("komisioner"), at(6), Action.EDIT))


def test_nothing_moves_while_postponed_or_scheduled():
    for status, word in ((Status.POSTPONED, "ditunda"), (Status.SCHEDULED, "dijadwalkan")):
        assert word in reason(decide(SERANG, actor("staf"), at(3, status=status), Action.COMPLETE))


def test_the_emergency_lane_needs_a_second_person():
    publisher = actor("web-admin")
    assert decide(REMBANG, publisher, at(3), Action.EMERGENCY)
    assert "orang kedua" in reason(decide(REMBANG, publisher, at(3, last_editor=1), Action.EMERGENCY))
    assert "orang kedua" in reason(decide(REMBANG, publisher, at(3, prepared_by=frozenset({1})), Action.EMERGENCY))


def test_a_debt_is_settled_by_someone_else():
    step = REMBANG.step(6)
    owed = at(None, status=Status.PUBLISHED, debts={6: Signed()}, emergency_by=frozenset({1}))
    assert "orang lain" in reason(decide(REMBANG, actor("komisioner"), owed, Action.SETTLE, step=step))
    assert decide(REMBANG, actor("komisioner", id=2), owed, Action.SETTLE, step=step)
    assert "Tidak ada pemeriksaan susulan" in reason(
        decide(REMBANG, actor("sekretaris", id=2), owed, Action.SETTLE, step=REMBANG.step(5))
    )


def test_an_office_admin_starts_only_on_behalf():
    fresh = History()
    assert decide(SERANG, actor(is_office_admin=True), fresh, Action.START) == Allowed("")
    assert decide(SERANG, actor("staf"), fresh, Action.START) == Allowed("staf")
    assert "Staf" in reason(decide(SERANG, actor("kasubag"), fresh, Action.START))


def test_withdrawing_ends_with_the_first_decision():
    assert decide(SERANG, actor("staf", id=9), at(2), Action.WITHDRAW)
    assert "pemeriksaan pertama" in reason(decide(SERANG, actor("staf", id=9), at(2, decided=True), Action.WITHDRAW))
    assert "pengusul" in reason(decide(SERANG, actor("staf", id=1), at(2), Action.WITHDRAW))


def test_the_menu_offers_exactly_what_is_accepted():
    for number in (1, 4, 5, 6, 9):
        someone, history = actor("web-admin", "sekretaris", "komisioner"), at(number)
        shown = offered(REMBANG, someone, history)
        assert set(shown) == {action for action in Action if decide(REMBANG, someone, history, action)}


def test_every_refusal_is_a_sentence():
    for action in Action:
        for status in Status:
            decision = decide(SERANG, actor(), History(status=status), action, step=SERANG.step(2))
            assert reason(decision).endswith(".")


def test_several_roles_are_named_by_their_sign_off():
    assert holders(SERANG, SERANG.step(2)) == "Kasubag Terkait dan Kordiv Terkait"
    cilacap = sop("cilacap")
    assert " atau " in holders(cilacap, cilacap.step(5))


def test_every_input_must_be_at_hand_unless_one_is_enough():
    step = SERANG.step(1)
    some = Answers(steps={1: StepAnswers(inputs=("Buku Catatan",))})
    assert "Bahan Informasi" in faults((step,), some)["inputs-1"]
    letter = Answers(steps={1: StepAnswers(inputs=("Disposisi",))})
    assert faults((BANTEN.step(1),), letter) == {}
    assert "paling sedikit satu" in faults((BANTEN.step(1),), Answers())["inputs-1"]


def test_a_checklist_is_ticked_whole():
    step = BANTEN.step(4)
    given = StepAnswers(inputs=step.inputs, checklist=step.checklist[:2])
    assert step.checklist[2] in faults((step,), Answers(steps={4: given}))["checklist-4"]


@pytest.mark.parametrize(
    ("minutes", "why", "field"), [(0, "lama", "norm-3"), (90, "", "norm-3-reason"), (200_000, "lama", "norm-3")]
)
def test_an_adjusted_time_needs_sense_and_a_reason(minutes, why, field):
    given = StepAnswers(inputs=BANTEN.step(3).inputs, norm_minutes=minutes, norm_reason=why)
    assert field in faults((BANTEN.step(3),), Answers(steps={3: given}))


def test_only_an_adjustable_step_takes_another_time():
    given = StepAnswers(inputs=SERANG.step(3).inputs, norm_minutes=30, norm_reason="lama")
    assert "tidak mengizinkan" in faults((SERANG.step(3),), Answers(steps={3: given}))["norm-3"]


@pytest.mark.parametrize(
    ("code", "text", "field"),
    [("", "", "reason"), ("salah", "x", "reason"), ("other", "  ", "remark"), ("facts", "a\x00b", "remark")],
)
def test_a_reason_is_a_reason(code, text, field):
    assert field in reason_faults(code, text)


def test_a_coded_reason_stands_without_text_and_text_has_an_end():
    assert reason_faults("facts", "") == {}
    assert "terlalu panjang" in reason_faults("facts", "x" * (LONGEST_TEXT + 1))["remark"]


@pytest.mark.parametrize(
    ("step", "held", "left"),
    [
        (REMBANG.step(5), {1: ("sekretaris",), 2: ("komisioner",)}, True),
        (REMBANG.step(5), {1: ("sekretaris",), 2: ("sekretaris",)}, False),
        (SERANG.step(2), {1: ("kasubag", "kordiv"), 2: ("kordiv",)}, True),
        (SERANG.step(2), {1: ("kasubag",), 2: ("kasubag", "kordiv")}, False),
    ],
)
def test_a_check_that_only_its_author_holds_is_left_to_nobody(step, held, left):
    people = [actor(*roles, id=pk) for pk, roles in held.items()]
    assert left_to_nobody((step,), people, frozenset({1})) == ((step,) if left else ())

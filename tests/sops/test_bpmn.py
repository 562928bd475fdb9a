"""An SOP as BPMN runs in another engine along the very same paths as in ours, and has a drawing."""

import json
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnEvent, BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.specs.event_definitions import SignalEventDefinition

import sops
from sops import route
from sops.bpmn import BPMN, RESUME, process_id
from sops.bpmn_diagram import DC, DD, DI, to_bpmn
from sops.document import ContentKind, SignOff, Sop
from sops.toml_file import parse_sop

FILES = sorted((Path(sops.__file__).parent / "library").glob("*.toml"))
NAMES = {"b": BPMN, "di": DI, "dc": DC, "dd": DD}


def sop_of(path: Path) -> Sop:
    return parse_sop(path.read_text(encoding="utf-8"), source=path.name)


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def sop(request) -> Sop:
    return sop_of(request.param)


def kinds_of(sop: Sop) -> list[ContentKind]:
    """Every content kind that skips something, and one that skips nothing."""
    special = [kind for kind in ContentKind if any(kind in step.skip_for for step in sop.steps)]
    plain = next(kind for kind in ContentKind if kind not in special)
    return [plain, *special]


def refusals(sop: Sop, kind: ContentKind) -> Iterator[tuple[int, ...]]:
    """Which checks say Tidak, once each: none, every one alone, every pair, all."""
    checks = [s.number for s in sop.steps if s.on_refusal is not None and kind not in s.skip_for]
    for size in {0, 1, 2, len(checks)}:
        yield from combinations(checks, min(size, len(checks)))


def in_our_router(sop: Sop, kind: ContentKind, refusing: tuple[int, ...]) -> list[int]:
    """The steps in the order in which they are entered; each of ``refusing`` says Tidak the first time."""
    left, number, entered = set(refusing), sop.first_step.number, []
    while number is not None:
        entered.append(number)
        if number in left:
            left.remove(number)
            back = route.refused(sop, number, kind)
            number = number if back.postponed else back.step
        else:
            number = route.following(sop, number, kind).step
    return entered


def in_spiff(sop: Sop, kind: ContentKind, refusing: tuple[int, ...]) -> list[int]:
    """The same, executed by SpiffWorkflow: of several signers the first one refuses."""
    parser = BpmnParser()
    parser.add_bpmn_str(to_bpmn(sop).encode())
    process = BpmnWorkflow(parser.get_spec(process_id(sop)))
    process.task_tree.data.update(content_kind=kind.value, answer="Ya")
    left, entered, signing = set(refusing), [], None
    for _ in range(500):
        process.do_engine_steps()
        process.refresh_timers()
        ready = process.get_tasks(state=TaskState.READY, manual=True)
        if not ready:
            if process.is_completed():
                return entered
            assert process.get_tasks(state=TaskState.WAITING), "neither done nor waiting"
            process.catch(BpmnEvent(SignalEventDefinition(RESUME), {}))
            continue
        task = ready[0]
        number = int(task.task_spec.bpmn_id.removeprefix("Step_"))
        together = sop.step(number).sign_off is SignOff.ALL and len(sop.step(number).roles) > 1
        if not together or signing is not task.parent:
            entered.append(number)
            signing = task.parent
        task.data["answer"] = "Tidak" if number in left else "Ya"
        left.discard(number)
        task.run()
    raise AssertionError(f"does not end: {entered}")


def test_every_branch_is_walked_in_the_same_order_in_both_engines(sop):
    walked = 0
    for kind in kinds_of(sop):
        for refusing in refusals(sop, kind):
            assert in_spiff(sop, kind, refusing) == in_our_router(sop, kind, refusing), (kind, refusing)
            walked += 1
    assert walked >= 2 * len(kinds_of(sop))


def test_where_a_content_kind_skips_the_target_both_go_to_the_nearest_earlier_text():
    """No shipped SOP does it; a changed one may."""
    tried = 0
    for sop in map(sop_of, FILES):
        for check in [one for one in sop.steps if isinstance(one.on_refusal, int) and one.on_refusal > 1]:
            steps = tuple(
                step.model_copy(update={"skip_for": (ContentKind.DATA,)}) if step.number == check.on_refusal else step
                for step in sop.steps
            )
            changed = sop.model_copy(update={"steps": steps})
            for kind in (ContentKind.DATA, ContentKind.PPID):
                walked = in_spiff(changed, kind, (check.number,))
                assert walked == in_our_router(changed, kind, (check.number,))
                assert (check.on_refusal in walked) == (kind is ContentKind.PPID)
                tried += 1
    assert tried


def test_both_signers_are_asked_and_one_tidak_ends_the_asking():
    sop = sop_of(next(path for path in FILES if 'sign_off = "all"' in path.read_text(encoding="utf-8")))
    tree = ET.fromstring(to_bpmn(sop).encode())
    (loop,) = tree.iterfind(".//b:multiInstanceLoopCharacteristics", NAMES)
    assert loop.findtext("b:loopCardinality", namespaces=NAMES) == "2"
    assert loop.findtext("b:completionCondition", namespaces=NAMES) == 'answer == "Tidak"'


def test_every_element_is_drawn_in_the_lane_of_its_role(sop):
    tree = ET.fromstring(to_bpmn(sop).encode())
    drawn = {
        shape.get("bpmnElement"): shape.find("dc:Bounds", NAMES) for shape in tree.iterfind(".//di:BPMNShape", NAMES)
    }
    lanes = tree.findall(".//b:lane", NAMES)
    assert [lane.get("name") for lane in lanes] == [role.name for role in sop.roles]
    held = []
    for lane in lanes:
        top, height = (float(drawn[lane.get("id")].get(key)) for key in ("y", "height"))
        for node in lane.iterfind("b:flowNodeRef", NAMES):
            box = drawn[node.text]
            assert top <= float(box.get("y"))
            assert float(box.get("y")) + float(box.get("height")) <= top + height
            held.append(node.text)
    assert len(held) == len(set(held))
    assert {f"Step_{step.number}" for step in sop.steps} <= set(held)
    flows = {flow.get("id") for flow in tree.iterfind(".//b:sequenceFlow", NAMES)}
    edges = {edge.get("bpmnElement") for edge in tree.iterfind(".//di:BPMNEdge", NAMES)}
    assert flows == edges


def test_no_line_crosses_a_node_it_does_not_touch(sop):
    tree = ET.fromstring(to_bpmn(sop).encode())
    ends = {f.get("id"): {f.get("sourceRef"), f.get("targetRef")} for f in tree.iterfind(".//b:sequenceFlow", NAMES)}
    boxes = {
        shape.get("bpmnElement"): tuple(
            float(shape.find("dc:Bounds", NAMES).get(k)) for k in ("x", "y", "width", "height")
        )
        for shape in tree.iterfind(".//di:BPMNShape", NAMES)
        if not shape.get("isHorizontal")
    }
    for edge in tree.iterfind(".//di:BPMNEdge", NAMES):
        points = [(float(p.get("x")), float(p.get("y"))) for p in edge.iterfind("dd:waypoint", NAMES)]
        for (x1, y1), (x2, y2) in pairwise(points):
            for name, (x, y, width, height) in boxes.items():
                if name in ends[edge.get("bpmnElement")]:
                    continue
                apart = max(x1, x2) <= x or min(x1, x2) >= x + width or max(y1, y2) <= y or min(y1, y2) >= y + height
                assert apart, (edge.get("bpmnElement"), name)


def test_texts_that_are_no_markup_stay_texts():
    sop = sop_of(FILES[0])
    hostile = sop.model_copy(update={"name": '<script>&"\x0b]]> {{ x }}', "office": "KPU \ufffe A&B"})
    tree = ET.fromstring(to_bpmn(hostile).encode())
    assert tree.find("b:process", NAMES).get("name") == '<script>&"]]> {{ x }}'


def test_the_export_is_the_same_each_time(sop):
    assert to_bpmn(sop) == to_bpmn(sop.model_validate(json.loads(sop.canonical_json())))

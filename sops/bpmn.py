"""An SOP as BPMN 2.0: what the engine here does, in the notation that any process tool reads and runs.

Steps are user tasks in the lane of their role; a step that several must sign is a task in parallel instances,
over at the first Tidak. Answers and content kinds are variables of the process (``answer``, ``content_kind``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from xml.etree import ElementTree as ET

from sops.document import POSTPONE, ContentKind, SignOff, Sop, Step
from sops.performers import role_names
from sops.sheet import planned, time_in_words

NO = "Tidak"
RESUME = "Dilanjutkan"
"""Name of the signal that takes a postponed item up again."""


class Shape(StrEnum):
    """The BPMN elements that are used."""

    START = "startEvent"
    END = "endEvent"
    TASK = "userTask"
    GATEWAY = "exclusiveGateway"
    WAIT = "intermediateCatchEvent"


@dataclass(frozen=True)
class Node:
    """One element of the process; ``column`` counts from the left, ``lane`` is a role's slug."""

    id: str
    shape: Shape
    name: str
    lane: str
    column: int
    step: Step | None = None


@dataclass(frozen=True)
class Flow:
    """A sequence flow; ``condition`` is "" for the way taken when no other fits."""

    id: str
    source: Node
    target: Node
    name: str = ""
    condition: str = ""
    back: bool = False


@dataclass
class Process:
    """The nodes and flows of one SOP, in reading order."""

    sop: Sop
    nodes: list[Node] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)

    def add(self, id_: str, shape: Shape, name: str, lane: str, step: Step | None = None) -> Node:
        node = Node(id_, shape, name, lane, len(self.nodes), step)
        self.nodes.append(node)
        return node

    def join(self, source: Node, target: Node, name: str = "", condition: str = "", *, back: bool = False) -> None:
        number = len(self.flows) + 1
        self.flows.append(Flow(f"Flow_{number}", source, target, name, condition, back))


def process_id(sop: Sop) -> str:
    """The id of the process: "sop-" and the slug."""
    return f"sop-{sop.slug}"


def process_of(sop: Sop) -> Process:
    """The graph of an SOP: forward along its rows, past what a content kind skips, back where a Tidak leads."""
    process = Process(sop)
    start = process.add("StartEvent", Shape.START, "Naskah diajukan", sop.first_step.roles[0])
    entries, tasks, exits = {}, {}, {}
    for step in sop.steps:
        lane, number = step.roles[0], step.number
        entry = process.add(f"Skip_{number}", Shape.GATEWAY, "Jenis isi?", lane) if step.skip_for else None
        tasks[number] = process.add(f"Step_{number}", Shape.TASK, _task_name(sop, step), lane, step)
        entries[number] = entry or tasks[number]
        exits[number] = tasks[number]
        if step.on_refusal is not None:
            exits[number] = process.add(f"Answer_{number}", Shape.GATEWAY, "Setuju?", lane, step)
        if step.on_refusal == POSTPONE:
            process.add(f"Wait_{number}", Shape.WAIT, RESUME, lane)
    end = process.add("EndEvent", Shape.END, "Selesai", sop.steps[-1].roles[0])
    process.join(start, entries[sop.first_step.number])
    for index, step in enumerate(sop.steps):
        onward = entries[sop.steps[index + 1].number] if index + 1 < len(sop.steps) else end
        _connect(process, step, entries[step.number], tasks, exits[step.number], onward)
    return process


def _task_name(sop: Sop, step: Step) -> str:
    if len(step.roles) == 1:
        return f"{step.number}. {step.activity}"
    joint = "dan" if step.sign_off is SignOff.ALL else "atau"
    return f"{step.number}. {step.activity} ({role_names(sop, step.roles, joint=joint)})"


def _connect(process: Process, step: Step, entry: Node, tasks: dict[int, Node], leaving: Node, onward: Node) -> None:
    task = tasks[step.number]
    if entry is not task:
        process.join(entry, onward, _kind_names(step.skip_for), is_kind(step.skip_for))
        process.join(entry, task)
    if leaving is task:
        process.join(task, onward)
        return
    process.join(task, leaving)
    process.join(leaving, onward, "Ya")
    if step.on_refusal == POSTPONE:
        wait = next(node for node in process.nodes if node.id == f"Wait_{step.number}")
        process.join(leaving, wait, NO, f'answer == "{NO}"')
        process.join(wait, task, back=True)
    else:
        _send_back(process, step, tasks, leaving)


def _send_back(process: Process, step: Step, tasks: dict[int, Node], leaving: Node) -> None:
    """A Tidak goes to its target; where a content kind skips that, to the nearest earlier step that edits.

    The same ruling as ``route.refused``, unrolled into gateways.
    """
    sop = process.sop
    candidates = [one for one in sop.steps if one.number <= int(step.on_refusal or 0) and one.kind.edits]
    source, name, condition = leaving, NO, f'answer == "{NO}"'
    for target in reversed(candidates):
        if not target.skip_for:
            process.join(source, tasks[target.number], name, condition, back=True)
            return
        gateway = process.add(f"Back_{step.number}_{target.number}", Shape.GATEWAY, "Jenis isi?", leaving.lane)
        process.join(source, gateway, name, condition)
        process.join(gateway, tasks[target.number], back=True)
        source, name, condition = gateway, _kind_names(target.skip_for), is_kind(target.skip_for)
    process.join(source, tasks[sop.first_step.number], name, condition, back=True)


def _kind_names(kinds: tuple[ContentKind, ...]) -> str:
    return ", ".join(kind.label for kind in kinds)


def is_kind(kinds: tuple[ContentKind, ...]) -> str:
    """The condition of a flow that only some content kinds take."""
    return " or ".join(f'content_kind == "{kind}"' for kind in kinds)


# --- the file ------------------------------------------------------------------------------------

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
TARGET = "urn:kpu:sop"
_UNWANTED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def tag(name: str) -> str:
    """A name of the BPMN model."""
    return f"{{{BPMN}}}{name}"


def process_xml(process: Process, definitions: ET.Element) -> None:
    """Write collaboration, lanes, nodes and flows into the definitions."""
    sop = process.sop
    if any(node.shape is Shape.WAIT for node in process.nodes):
        ET.SubElement(definitions, tag("signal"), id="Signal_resume", name=RESUME)
    collaboration = ET.SubElement(definitions, tag("collaboration"), id="Collaboration")
    name = clean(f"{sop.short_office}: {sop.name}")
    ET.SubElement(collaboration, tag("participant"), id="Participant", name=name, processRef=process_id(sop))
    root = ET.SubElement(definitions, tag("process"), id=process_id(sop), name=clean(sop.name), isExecutable="true")
    _say(root, f"{sop.reference}. {sop.office}.")
    lanes = ET.SubElement(root, tag("laneSet"), id="Lanes")
    for role in sop.roles:
        lane = ET.SubElement(lanes, tag("lane"), id=f"Lane_{role.slug}", name=clean(role.name))
        for node in process.nodes:
            if node.lane == role.slug:
                ET.SubElement(lane, tag("flowNodeRef")).text = node.id
    for node in process.nodes:
        _write_node(root, process, node)
    for flow in process.flows:
        _write_flow(root, flow)


def _write_node(root: ET.Element, process: Process, node: Node) -> None:
    element = ET.SubElement(root, tag(node.shape.value), id=node.id, name=clean(node.name))
    ways = [flow for flow in process.flows if flow.source is node]
    if node.shape is Shape.GATEWAY:
        element.set("default", next(flow.id for flow in ways if not flow.condition))
    if node.shape is Shape.TASK and node.step is not None:
        _say(element, _about(process.sop, node.step))
    for flow in process.flows:
        if flow.target is node:
            ET.SubElement(element, tag("incoming")).text = flow.id
    for flow in ways:
        ET.SubElement(element, tag("outgoing")).text = flow.id
    if node.shape is Shape.WAIT:
        ET.SubElement(element, tag("signalEventDefinition"), id=f"{node.id}_signal", signalRef="Signal_resume")
    if node.shape is Shape.TASK and node.step is not None:
        _write_executors(element, node.step)


def _write_executors(element: ET.Element, step: Step) -> None:
    for role in step.roles:
        owner = ET.SubElement(element, tag("potentialOwner"), id=f"Owner_{step.number}_{role}")
        assigned = ET.SubElement(owner, tag("resourceAssignmentExpression"))
        _expression(assigned, "formalExpression", f'"{role}"')
    if step.sign_off is SignOff.ALL and len(step.roles) > 1:
        loop = ET.SubElement(element, tag("multiInstanceLoopCharacteristics"), isSequential="false")
        _expression(loop, "loopCardinality", str(len(step.roles)))
        _expression(loop, "completionCondition", f'answer == "{NO}"')


def _expression(parent: ET.Element, name: str, text: str) -> None:
    element = ET.SubElement(parent, tag(name), {f"{{{XSI}}}type": "bpmn:tFormalExpression"})
    element.text = text


def _write_flow(root: ET.Element, flow: Flow) -> None:
    element = ET.SubElement(root, tag("sequenceFlow"), id=flow.id, sourceRef=flow.source.id, targetRef=flow.target.id)
    if flow.name:
        element.set("name", clean(flow.name))
    if flow.condition:
        _expression(element, "conditionExpression", flow.condition)


def _about(sop: Sop, step: Step) -> str:
    """What the table says of a step beside its name, one fact a line."""
    facts = (
        ("Pelaksana", role_names(sop, step.roles, joint="dan" if step.sign_off is SignOff.ALL else "atau")),
        ("Waktu baku", time_in_words(step.norm_minutes)),
        ("Kelengkapan", "; ".join(planned(sop, step.inputs, step.number - 1))),
        ("Output", "; ".join(planned(sop, step.outputs, step.number))),
        ("Daftar periksa", "; ".join(step.checklist)),
        ("Diberitahukan kepada", role_names(sop, step.informs, joint="dan")),
        ("Kewajiban sesudah tayang", "; ".join(step.duties)),
        ("Keterangan", step.remark),
    )
    return "\n".join(f"{heading}: {text}" for heading, text in facts if text)


def _say(parent: ET.Element, text: str) -> None:
    ET.SubElement(parent, tag("documentation")).text = clean(text)


def clean(text: str) -> str:
    """Text without the characters that XML 1.0 can't hold."""
    return _UNWANTED.sub("", text)

"""Where the elements of a BPMN process lie, so that a modeller can draw it; and the finished file.

Every node has a column of its own, every lane a row: a flow runs straight, turns between two columns, or takes
a track of its own under the lanes (back) or over them (past skipped steps), and never crosses a node.
"""

from xml.etree import ElementTree as ET

from sops.bpmn import BPMN, TARGET, XSI, Flow, Node, Process, Shape, process_of, process_xml
from sops.document import Sop

DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
SIZES = {
    Shape.START: (36, 36),
    Shape.END: (36, 36),
    Shape.WAIT: (36, 36),
    Shape.GATEWAY: (50, 50),
    Shape.TASK: (150, 90),
}
GAP, LANE_HEIGHT, TRACK = 50, 140, 22
LABELS = 30
"""Width of the strip with the name at the left of pool and lane."""
Point = tuple[int, int]


def to_bpmn(sop: Sop) -> str:
    """The SOP as a BPMN 2.0 file with its diagram, in UTF-8 text; equal SOPs, equal text."""
    for prefix, address in (("bpmn", BPMN), ("bpmndi", DI), ("dc", DC), ("di", DD), ("xsi", XSI)):
        ET.register_namespace(prefix, address)
    process = process_of(sop)
    definitions = ET.Element(f"{{{BPMN}}}definitions", id="Definitions", targetNamespace=TARGET)
    process_xml(process, definitions)
    Diagram(process).write(definitions)
    ET.indent(definitions)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(definitions, encoding="unicode")}\n'


class Diagram:
    """The coordinates of one process, in pixels from the upper left corner."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.over = [flow for flow in process.flows if self._passes_over(flow)]
        self.under = [flow for flow in process.flows if flow.back]
        self.top = TRACK * (len(self.over) + 1)
        self.lanes = {role.slug: index for index, role in enumerate(process.sop.roles)}
        self.left: dict[str, int] = {}
        edge = 2 * LABELS + GAP
        for node in process.nodes:
            self.left[node.id] = edge
            edge += SIZES[node.shape][0] + GAP
        self.width = edge
        self.lanes_end = self.top + LANE_HEIGHT * len(self.lanes)
        self.height = self.lanes_end + TRACK * (len(self.under) + 1)

    @staticmethod
    def _passes_over(flow: Flow) -> bool:
        return not flow.back and flow.target.column - flow.source.column > 1

    def box(self, node: Node) -> tuple[int, int, int, int]:
        """x, y, width and height of a node."""
        width, height = SIZES[node.shape]
        middle = self.top + LANE_HEIGHT * self.lanes[node.lane] + LANE_HEIGHT // 2
        return self.left[node.id], middle - height // 2, width, height

    def points(self, flow: Flow) -> list[Point]:
        """The corners of a flow, from its source to its target."""
        x, y, width, height = self.box(flow.source)
        to_x, to_y, to_width, to_height = self.box(flow.target)
        middle, to_middle = y + height // 2, to_y + to_height // 2
        if flow.back:
            track = self.lanes_end + TRACK * (self.under.index(flow) + 1)
            foot = to_x + to_width // 2
            return [(x + width // 2, y + height), (x + width // 2, track), (foot, track), (foot, to_y + to_height)]
        if flow in self.over:
            track = TRACK * (self.over.index(flow) + 1)
            foot = to_x + to_width // 2
            return [(x + width // 2, y), (x + width // 2, track), (foot, track), (foot, to_y)]
        if middle == to_middle:
            return [(x + width, middle), (to_x, to_middle)]
        turn = to_x - GAP // 2
        return [(x + width, middle), (turn, middle), (turn, to_middle), (to_x, to_middle)]

    def write(self, definitions: ET.Element) -> None:
        """Add the diagram to the definitions."""
        diagram = ET.SubElement(definitions, f"{{{DI}}}BPMNDiagram", id="Diagram")
        plane = ET.SubElement(diagram, f"{{{DI}}}BPMNPlane", id="Plane", bpmnElement="Collaboration")
        self._shape(plane, "Participant", (0, 0, self.width, self.height), horizontal=True)
        inner = self.width - LABELS
        for slug, index in self.lanes.items():
            # The outer lanes hold the tracks, for the lanes of a pool fill it.
            above = 0 if index == 0 else self.top + LANE_HEIGHT * index
            last = index == len(self.lanes) - 1
            below = self.height if last else self.top + LANE_HEIGHT * (index + 1)
            self._shape(plane, f"Lane_{slug}", (LABELS, above, inner, below - above), horizontal=True)
        for node in self.process.nodes:
            shape = self._shape(plane, node.id, self.box(node), marker=node.shape is Shape.GATEWAY)
            if node.shape is not Shape.TASK:
                self._label(shape, self._beside(node))
        for flow in self.process.flows:
            self._edge(plane, flow)

    def _beside(self, node: Node) -> tuple[int, int, int, int]:
        """Where a node's name stands: below, but above a gateway that a Tidak leaves downwards."""
        x, y, width, height = self.box(node)
        downwards = any(flow.back and flow.source is node for flow in self.process.flows)
        return (x - 40, y - 12, 60, 14) if downwards else (x + width // 2 - 40, y + height + 4, 80, 28)

    def _shape(
        self,
        plane: ET.Element,
        element: str,
        box: tuple[int, int, int, int],
        *,
        horizontal: bool = False,
        marker: bool = False,
    ) -> ET.Element:
        shape = ET.SubElement(plane, f"{{{DI}}}BPMNShape", id=f"{element}_shape", bpmnElement=element)
        if horizontal:
            shape.set("isHorizontal", "true")
        if marker:
            shape.set("isMarkerVisible", "true")
        self._bounds(shape, box)
        return shape

    def _edge(self, plane: ET.Element, flow: Flow) -> None:
        edge = ET.SubElement(plane, f"{{{DI}}}BPMNEdge", id=f"{flow.id}_edge", bpmnElement=flow.id)
        points = self.points(flow)
        for x, y in points:
            ET.SubElement(edge, f"{{{DD}}}waypoint", x=str(x), y=str(y))
        if flow.name:
            (x, y), (_, second) = points[0], points[1]
            offset = (4, 6 if second > y else -34) if x == points[1][0] else (4, -20)
            self._label(edge, (x + offset[0], y + offset[1], 60, 28 if x == points[1][0] else 14))

    def _label(self, parent: ET.Element, box: tuple[int, int, int, int]) -> None:
        self._bounds(ET.SubElement(parent, f"{{{DI}}}BPMNLabel"), box)

    @staticmethod
    def _bounds(parent: ET.Element, box: tuple[int, int, int, int]) -> None:
        x, y, width, height = map(str, box)
        ET.SubElement(parent, f"{{{DC}}}Bounds", x=x, y=y, width=width, height=height)

"""Flowcharts (流程图) of a bundle: a lane a department; as pictures, as Mermaid, as BPMN."""

from yishi_engine.publish.flowchart.bpmn import bpmn
from yishi_engine.publish.flowchart.mermaid import mermaid
from yishi_engine.publish.flowchart.model import Chart, Flow, Lane, Step
from yishi_engine.publish.flowchart.png import png
from yishi_engine.publish.flowchart.poster import poster
from yishi_engine.publish.flowchart.process import process
from yishi_engine.publish.flowchart.svg import Picture, picture

__all__ = [
    "Chart",
    "Flow",
    "Lane",
    "Picture",
    "Step",
    "bpmn",
    "mermaid",
    "picture",
    "png",
    "poster",
    "process",
]

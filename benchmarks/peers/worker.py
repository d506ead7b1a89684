"""Runs one way of doing the work in this process, when it is told to.

It is told on standard input what to do, as JSON on one line, and then when to begin, and answers on standard output:
``ready``, and in the end when it began and ended and what it used.
"""

from __future__ import annotations

import importlib
import json
import sys
import time

from benchmarks.memory import peak
from benchmarks.peers.work import Setting


def main() -> None:
    """Get ready, wait, work and tell."""
    told = json.loads(sys.stdin.readline())
    # What a peer prints goes elsewhere, so that it cannot be taken for an answer.
    answers, sys.stdout = sys.stdout, sys.stderr
    module = importlib.import_module(f"benchmarks.peers.{told['module']}")
    setting = Setting(told["database"], told["url"], told["form"])
    if told["prepare"]:
        module.prepare(setting)
        run, numbers = None, range(0)
    else:
        run = module.make(setting, told["mode"])
        numbers = range(told["first"], told["first"] + told["cases"])
        for number in range(told["warm"]):
            run(-1 - told["first"] - number)
    print("ready", file=answers, flush=True)
    sys.stdin.readline()
    began, cpu = time.monotonic(), time.process_time()
    for number in numbers:
        run(number)
    figures = {"began": began, "ended": time.monotonic(), "cpu": time.process_time() - cpu, "memory": peak()}
    print(json.dumps(figures), file=answers, flush=True)
    if hasattr(module, "close"):
        module.close()


if __name__ == "__main__":
    main()

"""Memory of kernels that have imported what the notebooks import: forked from the template, and cold ones.

Run as a script it prints JSON. Two kernels of each kind are measured, the cold ones with no template beside them. PSS
counts a page that n processes share as an n-th of it, and so depends on who else is there; USS is what a process has
for itself and would give back.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import ENVIRONMENT, read, run

MODULES = ("pandas", "matplotlib.pyplot", "scipy.stats", "pandera.pandas")
KERNEL = "python3"


def memory_mb(pid: int) -> dict[str, float]:
    """Proportional and private memory of a process, in MB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    kb = {line.split(":")[0]: int(line.split()[1]) for line in lines}
    return {"pss": kb["Pss"] / 1000, "uss": (kb["Private_Clean"] + kb["Private_Dirty"]) / 1000}


async def started(stack: contextlib.ExitStack, manager_of: Callable[[str], Any]) -> int:
    """A kernel that has imported the modules; gives its process id."""
    manager = stack.enter_context(manager_of(KERNEL))
    await manager.start_kernel()
    client = manager.client()
    client.start_channels()
    stack.callback(client.stop_channels)
    await client.wait_for_ready(timeout=60)
    reply = await client.execute_interactive(f"import {', '.join(MODULES)}", timeout=60)
    if reply["content"]["status"] != "ok":
        sys.exit(f"the kernel could not import: {reply['content']}")
    return manager.provisioner.pid


async def both(manager_of: Callable[[str], Any], *, forked: bool) -> dict[str, Any]:
    import psutil

    with contextlib.ExitStack() as stack:
        pids = [await started(stack, manager_of) for _ in range(2)]
        parent = psutil.Process(pids[0]).ppid()
        if forked and parent == psutil.Process().pid:
            sys.exit("the kernels were not forked from a template; nothing to measure.")
        measured = {"kernels": [memory_mb(pid) for pid in pids]}
        if forked:
            measured["template"] = memory_mb(parent)
        for pid in pids:
            psutil.Process(pid).kill()
    return measured


def main() -> None:
    from hamyari_lib.run.kernels import Kernels, plain_manager

    cold = asyncio.run(both(plain_manager, forked=False))
    with Kernels(MODULES, ahead=0) as kernels:
        warm = asyncio.run(both(kernels.manager, forked=True))
    Path(sys.argv[1]).write_text(json.dumps({"cold": cold, "warm": warm}), encoding="utf-8")


def print_memory(folder: Path) -> None:
    """Measure in a process of its own, and print."""
    if not Path("/proc/self/smaps_rollup").exists():
        print("  not measured: this system has no smaps_rollup.")
        return
    threads = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")  # what the runner sets for its kernels
    run([sys.executable, __file__, folder / "memory.json"], folder=folder, environment=ENVIRONMENT | threads)
    told = read(folder / "memory.json")
    cold, warm, template = told["cold"]["kernels"], told["warm"]["kernels"], told["warm"]["template"]
    for name, one in (*((f"cold kernel {n}", one) for n, one in enumerate(cold, 1)), ("template", template)):
        print(f"  {name:16} PSS {one['pss']:6.1f} MB   USS {one['uss']:6.1f} MB")
    for number, one in enumerate(warm, 1):
        print(f"  forked kernel {number}  PSS {one['pss']:6.1f} MB   USS {one['uss']:6.1f} MB")
    of_cold, of_warm = sum(one["pss"] for one in cold), sum(one["pss"] for one in warm)
    print(
        f"  two cold {of_cold:.0f} MB; two forked {of_warm:.0f} MB ({of_cold / of_warm:.1f} times less),"
        f" with their template {of_warm + template['pss']:.0f} MB ({of_cold / (of_warm + template['pss']):.1f} times)"
    )


if __name__ == "__main__":
    main()

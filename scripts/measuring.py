"""What the benchmarks of this folder share: a command run to its end, and what was seen of it."""

import json
import os
import subprocess
import sys
import time


def seen(what, **values):
    """Tells what was seen on the error stream, as a line of JSON; gives it back."""
    print(json.dumps({"what": what, **values}, ensure_ascii=False), file=sys.stderr, flush=True)
    return values


def measured(words, **more):
    """Runs a command to its end; its CPU seconds (with those of its children), wall seconds, peak MiB, output."""
    begun = time.perf_counter()
    child = subprocess.Popen([*map(str, words)], stdout=subprocess.PIPE, text=True, **more)
    output = child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{words[0]} ended with {child.returncode}")
    return {"cpu": round(used.ru_utime + used.ru_stime, 3), "wall": round(time.perf_counter() - begun, 3),
            "peak_mib": used.ru_maxrss // 1024, "output": output}

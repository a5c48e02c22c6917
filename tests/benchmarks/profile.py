"""Where the CPU time of one audit goes: ``python -m tests.benchmarks.profile INPUT OUT [lines]``.

Samples the main thread by the process's CPU timer. cProfile makes many small calls look dear, and samplers by wall
time count waiting, so neither fits here. Each function gets the samples in which it was on the stack (with what
it called) and those in which it was on top (alone). A sample counts for the CPU time since the one before it: while a
library works without Python no sample can be taken, and the time would be lost. Children are not sampled: their CPU
seconds are printed.
"""

from __future__ import annotations

import collections
import resource
import signal
import sys
import time
from pathlib import Path

INTERVAL_SECONDS = 0.005


class Samples:
    """CPU seconds by stack, looked at each time the process has used one interval of CPU time."""

    def __init__(self) -> None:
        self.within: collections.Counter[str] = collections.Counter()
        self.alone: collections.Counter[str] = collections.Counter()
        self.taken = 0
        self._before = time.process_time()

    def take(self, _signal: int, frame) -> None:
        """Adds the time since the last look to the functions on the stack now."""
        self.taken += 1
        now = time.process_time()
        passed, self._before = now - self._before, now
        seen = set()
        while frame is not None:
            code = frame.f_code
            name = f"{'/'.join(Path(code.co_filename).parts[-3:])}:{code.co_firstlineno} {code.co_name}"
            if not seen:
                self.alone[name] += passed
            seen.add(name)
            frame = frame.f_back
        self.within.update(dict.fromkeys(seen, passed))

    def print(self, lines: int) -> None:
        """Prints the functions with the most time, with and without what they called."""
        for title, counts in (("with what they called", self.within), ("alone", self.alone)):
            print(f"CPU seconds, {title}")
            for name, seconds in counts.most_common(lines):
                print(f"  {seconds:8.2f}  {name}")


def main(source: Path, out: Path, lines: int) -> None:
    """Audits one file under the sampler and prints what the samples say."""
    from tests.benchmarks.stages import main as audit

    samples = Samples()
    signal.signal(signal.SIGPROF, samples.take)
    signal.setitimer(signal.ITIMER_PROF, INTERVAL_SECONDS, INTERVAL_SECONDS)
    try:
        steps = audit(source, out)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    samples.print(lines)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    for name, step in steps.items():
        print(f"{name:28} CPU {step['cpu_seconds']:7.2f} s   peak {step['peak_megabytes']:6.0f} MB")
    print(
        f"CPU {time.process_time():.1f} s, ended children {children.ru_utime + children.ru_stime:.1f} s, "
        f"{samples.taken} samples"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 60)

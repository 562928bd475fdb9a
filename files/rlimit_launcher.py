"""A program of ours within limits: ``rlimit_launcher.py SECONDS MEMORY LARGEST PROGRAM [ARGUMENT ...]``.

Seconds are of CPU; memory is address space, and largest a file it may write, both in bytes.
"""

import resource
import runpy
import sys
from pathlib import Path


def main(seconds: str, memory: str, largest: str, program: str, *arguments: str) -> None:
    for kind, most in (
        (resource.RLIMIT_CPU, int(seconds)),
        (resource.RLIMIT_AS, int(memory)),
        (resource.RLIMIT_FSIZE, int(largest)),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # programs share what imports no Django
    sys.argv = [program, *arguments]
    try:
        runpy.run_path(program, run_name="__main__")
    except MemoryError:
        sys.exit(77)  # isolation.OUT_OF_MEMORY


if __name__ == "__main__":
    main(*sys.argv[1:])

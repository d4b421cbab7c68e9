"""``python -m hamyari_lib.data.illustrate``: see :mod:`hamyari_lib.data.illustrate`."""

from __future__ import annotations

import argparse
import sys

from hamyari_lib.data.illustrate import FIRMS, NEEDS, SEED, province
from hamyari_lib.data.illustrate.writing import write_room, write_sample
from hamyari_lib.errors import HamyariError


def main(arguments: list[str] | None = None) -> int:
    """Write the made-up province; 0, or 2 where it cannot be written."""
    parser = argparse.ArgumentParser(
        prog="python -m hamyari_lib.data.illustrate",
        description="Make up a province from its assumptions and a seed; without --room, that of the sample room.",
    )
    parser.add_argument("--room", metavar="NAME", help="make a room of your own instead of writing the sample")
    parser.add_argument("--needs", type=_number, default=NEEDS, help=f"how many needs (default: {NEEDS})")
    parser.add_argument("--firms", type=_number, default=FIRMS, help=f"how many firms (default: {FIRMS})")
    parser.add_argument("--seed", type=int, default=SEED, help=f"another seed, another province (default: {SEED})")
    chosen = parser.parse_args(arguments)
    if chosen.room is None and (chosen.needs, chosen.firms, chosen.seed) != (NEEDS, FIRMS, SEED):
        parser.error("the sample has one size and one seed, which its labels rest on; add --room NAME")
    made = province(needs=chosen.needs, firms=chosen.firms, seed=chosen.seed)
    try:
        if chosen.room is None:
            folder = write_sample(made, seed=chosen.seed)
        else:
            folder = write_room(chosen.room, made, seed=chosen.seed)
    except HamyariError as error:
        print(error, file=sys.stderr)
        return 2
    rows = sum(map(len, made.values()))
    print(f"{folder}: {len(made)} made-up tables, {rows:,} rows, seed {chosen.seed}")
    return 0


def _number(written: str) -> int:
    if not (written.isdecimal() and int(written)):
        raise argparse.ArgumentTypeError(f"{written}: expected a whole number, 1 or more")
    return int(written)


if __name__ == "__main__":
    sys.exit(main())

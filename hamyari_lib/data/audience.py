"""Who a report is for: ``public``, ``committee`` or ``internal``, each seeing all that the one before sees.

The audience in force is set once, by ``params.checked`` in a notebook. Until then it is the public, so that a kernel
that nobody told sees least.
"""

from __future__ import annotations

from typing import Literal, get_args

Audience = Literal["public", "committee", "internal"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)

_audience: Audience = "public"


def use_audience(audience: Audience) -> None:
    """Set who may see what is read from here on in this process; ``ValueError`` for a name that is none of them."""
    global _audience
    if audience not in AUDIENCES:
        raise ValueError(f"audience is {audience!r}; expected one of {', '.join(AUDIENCES)}")
    _audience = audience


def audience() -> Audience:
    """The audience in force: ``"public"`` until another is set."""
    return _audience


def may_see(viewer: Audience, seen_by: Audience) -> bool:
    """Whether ``viewer`` may see what is open to ``seen_by`` and to those who see more.

    >>> may_see("committee", "public"), may_see("committee", "internal")
    (True, False)
    """
    return AUDIENCES.index(viewer) >= AUDIENCES.index(seen_by)

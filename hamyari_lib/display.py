"""Shows a MIME bundle as an output of the running cell, and stays silent where there is no cell."""

from __future__ import annotations

import sys


def display(bundle: dict[str, object]) -> None:
    """Publish ``bundle``, MIME type to content, as one output; outside IPython nothing happens.

    IPython is not imported for this: where it is not loaded, nobody could see the output.

    >>> display({"text/plain": "nobody is looking"})
    """
    if "IPython" not in sys.modules:
        return
    from IPython.core.getipython import get_ipython
    from IPython.display import display as publish

    if get_ipython() is not None:
        publish(bundle, raw=True)

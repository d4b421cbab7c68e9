"""A code cell as HTML: comments, strings, keywords and numbers told apart, nothing else, to stay small."""

from __future__ import annotations

import html
from functools import lru_cache

from markupsafe import Markup


def escaped(words: str) -> Markup:
    """``words`` escaped for the inside of an element; quotes stay, which in code saves a fifth of the size."""
    return Markup(html.escape(words, quote=False))


@lru_cache(maxsize=1024)
def highlighted(source: str) -> Markup:
    """Python source with spans of four classes: ``hc`` comment, ``hs`` string, ``hk`` keyword, ``hn`` number.

    The reports on a question have their cells in common.
    """
    from pygments.lexers.python import PythonLexer
    from pygments.token import Comment, Keyword, Number, Operator, String

    classes = ((Comment, "hc"), (String, "hs"), (Keyword, "hk"), (Operator.Word, "hk"), (Number, "hn"))
    runs: list[tuple[str, str]] = []
    for token, value in PythonLexer(stripnl=False, ensurenl=False).get_tokens(source):
        name = next((name for kind, name in classes if token in kind), "")
        if runs and runs[-1][0] == name:
            runs[-1] = (name, runs[-1][1] + value)
        else:
            runs.append((name, value))
    return Markup("").join(
        Markup(f'<span class="{name}">{escaped(value)}</span>') if name else escaped(value) for name, value in runs
    )

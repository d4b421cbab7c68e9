"""Keeps nbformat's slow optional dependency out of the tests' process, as the command line does."""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

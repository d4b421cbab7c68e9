"""The words of the house: the term for each thing in both languages, and Persian words that a page may not use.

``text.term(key)`` gives a term in the language in force. Pure Python and light, since every command imports it.
"""

from __future__ import annotations

from hamyari_lib.glossary.forbidden import FORBIDDEN, Finding, Forbidden, forbidden_in
from hamyari_lib.glossary.terms import GLOSSARY

__all__ = ["FORBIDDEN", "GLOSSARY", "Finding", "Forbidden", "forbidden_in"]

"""Rules of consistency of a data room: what cannot be right in its tables, and what is to be looked at.

Each rule is a bare function from the tables (and :class:`Settings`) to what it compared; ``RULES`` gives each its name,
its statement in both languages and its severity. :func:`check_frames` holds them against the tables that there are. A
rule whose table is missing or whose column is withheld says so and finds nothing.
"""

from hamyari_lib.models.consistency.identities import IDENTITY_RULES, reference_rules
from hamyari_lib.models.consistency.orders import ORDER_RULES
from hamyari_lib.models.consistency.outliers import OUTLIER_RULES, far_from_others, modified_z
from hamyari_lib.models.consistency.rules import Checked, Rule, Settings, check_frames
from hamyari_lib.models.consistency.spelling import SPELLING_RULES, plain_name
from hamyari_lib.models.consistency.words import findings_in_words, outcomes_in_words, statement

RULES: tuple[Rule, ...] = (*IDENTITY_RULES, *ORDER_RULES, *OUTLIER_RULES, *SPELLING_RULES)

__all__ = [
    "RULES",
    "Checked",
    "Rule",
    "Settings",
    "check_frames",
    "far_from_others",
    "findings_in_words",
    "modified_z",
    "outcomes_in_words",
    "plain_name",
    "reference_rules",
    "statement",
]

"""Economic complexity and relatedness: what a region is specialised in, what is near to it, and how sure that is."""

from hamyari_lib.models.complexity.indices import Complexity, complexity
from hamyari_lib.models.complexity.surveyed import SurveyedComplexity, surveyed_complexity

__all__ = ["Complexity", "SurveyedComplexity", "complexity", "surveyed_complexity"]

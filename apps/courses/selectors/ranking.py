"""How well a catalogue entry fits the words of a search."""

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import F, FloatField, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast, Lower


def rank(q: str) -> CombinedExpression:
    """Full text decides; likeness of letters helps words that were mistyped."""
    text = SearchRank(F("search"), SearchQuery(q, config="english", search_type="websearch"))
    likeness = TrigramWordSimilarity(q.lower(), Lower("title"))
    return Cast(text, FloatField()) + Cast(likeness, FloatField()) * Value(0.5)

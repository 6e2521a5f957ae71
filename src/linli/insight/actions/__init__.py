"""Adding figures up beforehand, and publishing them."""

from linli.insight.actions.publishing import annotate, publish, show_to_units, still_heard
from linli.insight.actions.tallies import keep_tallies, rebuild_tallies

__all__ = ["annotate", "keep_tallies", "publish", "rebuild_tallies", "show_to_units", "still_heard"]

"""What notices about figures say."""

from linli.kernel.words import N_
from linli.notices.sentences import SENTENCES

SENTENCES.update(
    figures_shown=N_("The figures of {place} for {month} are there: please look at yours before they are published.")
)

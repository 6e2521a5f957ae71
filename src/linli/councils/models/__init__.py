"""The tables of an owners' vote."""

from linli.councils.models.ballot import Ballot, PaperEntry, Proxy
from linli.councils.models.roll import Owner, RollUnit, Service, Transfer
from linli.councils.models.vote import Matter, Vote, VoteSet

__all__ = ["Ballot", "Matter", "Owner", "PaperEntry", "Proxy", "RollUnit", "Service", "Transfer", "Vote", "VoteSet"]

"""What a neighbourhood talks over, who met, what was promised, how it was decided, and the money."""

from linli.councils.models.ballot import Ballot, CallBack, PaperEntry, Proxy
from linli.councils.models.meeting import AgendaItem, Attendance, Invitation, Meeting, Promise, Venue
from linli.councils.models.money import Account, Camera, MoneyLine
from linli.councils.models.motion import Advice, Engine, Motion
from linli.councils.models.roll import Owner, RollUnit, Service, Transfer
from linli.councils.models.statement import BoardRun, Channel, Opening, Participant, Stance, Statement
from linli.councils.models.topic import Evidence, Publication, Stage, Topic, Verdict
from linli.councils.models.vote import Matter, Vote, VoteSet

__all__ = [
    "Account",
    "Advice",
    "AgendaItem",
    "Attendance",
    "Ballot",
    "BoardRun",
    "CallBack",
    "Camera",
    "Channel",
    "Engine",
    "Evidence",
    "Invitation",
    "Matter",
    "Meeting",
    "MoneyLine",
    "Motion",
    "Opening",
    "Owner",
    "PaperEntry",
    "Participant",
    "Promise",
    "Proxy",
    "Publication",
    "RollUnit",
    "Service",
    "Stage",
    "Stance",
    "Statement",
    "Topic",
    "Transfer",
    "Venue",
    "Verdict",
    "Vote",
    "VoteSet",
]

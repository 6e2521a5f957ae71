"""The calendar as it is shipped, without a database."""

from linli.calendar.notice_files import shipped
from linli.calendar.workdays import Calendar

_notices = list(shipped())
CHINA = Calendar(
    {day.date: day.kind for notice in _notices for day in notice.days},
    {notice.year for notice in _notices},
    {day.date: day.name for notice in _notices for day in notice.days},
)

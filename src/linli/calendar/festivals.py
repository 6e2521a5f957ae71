"""The statutory holidays: what the law alone says of a year, before the State Council's notice arranges it.

Source: 全国年节及纪念日放假办法 (Measures for Holidays on National Festivals and Memorial Days), Article 2, as
amended on 10 November 2024 and in force since 1 January 2025 (13 days); before that, as amended in 2013 (11 days).

The law fixes four festivals by the lunar calendar or the sun. Their dates are a table of facts, computed from the
new moon and the sun's longitude at 120° E; they are not the arrangement of a year, which only the notice knows.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

# year: first day of the first lunar month, 清明 (sun at 15°), 五月初五, 八月十五; each as (month, day).
_MOON_AND_SUN = {
    2024: ((2, 10), (4, 4), (6, 10), (9, 17)),
    2025: ((1, 29), (4, 4), (5, 31), (10, 6)),
    2026: ((2, 17), (4, 5), (6, 19), (9, 25)),
    2027: ((2, 6), (4, 5), (6, 9), (9, 15)),
    2028: ((1, 26), (4, 4), (5, 28), (10, 3)),
    2029: ((2, 13), (4, 4), (6, 16), (9, 22)),
    2030: ((2, 3), (4, 5), (6, 5), (9, 12)),
    2031: ((1, 23), (4, 5), (6, 24), (10, 1)),
    2032: ((2, 11), (4, 4), (6, 12), (9, 19)),
    2033: ((1, 31), (4, 4), (6, 1), (9, 8)),
    2034: ((2, 19), (4, 5), (6, 20), (9, 27)),
    2035: ((2, 8), (4, 5), (6, 10), (9, 16)),
}
_FIRST_YEAR_OF_THIRTEEN_DAYS = 2025


@lru_cache(maxsize=64)
def statutory_days(year: int) -> Mapping[date, str]:
    """The statutory holidays of a year, date to name, in the order of the calendar.

    Outside the years of the table only the festivals with a fixed date are known, so the answer is incomplete there.
    Two festivals on one day (中秋 on 1 October 2031) share it; Article 6 has the lost day made up on a working day,
    but which one only the notice says.
    """
    since_2025 = year >= _FIRST_YEAR_OF_THIRTEEN_DAYS
    festivals = [
        ("元旦", date(year, 1, 1), 1),
        ("劳动节", date(year, 5, 1), 2 if since_2025 else 1),
        ("国庆节", date(year, 10, 1), 3),
    ]
    if year in _MOON_AND_SUN:
        spring, qingming, dragon_boat, mid_autumn = (date(year, *day) for day in _MOON_AND_SUN[year])
        eve = spring - timedelta(days=1)
        festivals += [
            ("春节", eve, 4) if since_2025 else ("春节", spring, 3),
            ("清明节", qingming, 1),
            ("端午节", dragon_boat, 1),
            ("中秋节", mid_autumn, 1),
        ]
    days: dict[date, str] = {}
    for name, first, length in festivals:
        for day in (first + timedelta(days=n) for n in range(length)):
            days[day] = f"{days[day]}、{name}" if day in days else name
    return MappingProxyType(dict(sorted(days.items())))

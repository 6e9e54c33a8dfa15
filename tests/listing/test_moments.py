from datetime import date
from typing import Any

import pytest

from crawler.listing.moments import moment_of

TODAY = date(2024, 6, 1)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (1704412800, "2024-01-05T08:00+08:00"),
        (1704412800000, "2024-01-05T08:00+08:00"),
        ("1704412800", "2024-01-05T08:00+08:00"),
        (1704384000, "2024-01-05"),  # midnight in Shanghai: a day
        ("/Date(1704412800000+0800)/", "2024-01-05T08:00+08:00"),
        ("2024-01-05 10:30:00", "2024-01-05T10:30+08:00"),
        ("2024-01-05T10:30:00Z", "2024-01-05T10:30+00:00"),
        ("2024-01-05T00:00:00", "2024-01-05"),
        ("2024年1月5日", "2024-01-05"),
        ("Fri, 05 Jan 2024 10:30:00 GMT", "2024-01-05T10:30+00:00"),
    ],
)
def test_reads_times_as_data_holds_them(value: Any, told: str) -> None:
    moment = moment_of(value, TODAY, "CN")
    assert moment is not None
    assert moment.value.replace(":00+", "+") if moment.value.count(":") > 2 else moment.value
    assert moment.value.startswith(told[:10])
    assert ("T" in moment.value) == ("T" in told)
    if "T" in told:
        assert (moment.value[11:16], moment.value[-6:].replace("Z", "+00:00")) == (told[11:16], told[-6:])


@pytest.mark.parametrize("value", [None, True, "", "soon", [], {}, 12, "2099-01-01", "1200-01-01", "x" * 5000])
def test_what_tells_no_time_is_none(value: Any) -> None:
    assert moment_of(value, TODAY, "CN") is None

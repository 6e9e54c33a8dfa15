"""A source's state and the reason for it: pure functions over what its runs saw.

`symptoms` tells what is odd about one run, `expectations` what its past lets us expect, `silence` whether it is quiet
for longer than its own rhythm explains, `judging` puts them together without flapping, `coverage` keeps the ledger of
what was seen whole, `alarms` decides what to tell and when.
"""

from crawler.health.judging import BROKEN, SOFT, Health, judge
from crawler.health.symptoms import Outcome

__all__ = ["BROKEN", "SOFT", "Health", "Outcome", "judge"]

"""The migrations of gazette.db, to which each step adds itself.

This module does not know the steps; the package imports them in their order.
"""

from __future__ import annotations

from sqlite_utils.migrations import Migrations

migrations = Migrations("gazette")

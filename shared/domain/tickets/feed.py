"""The list of changed tickets, which clients read to keep a copy up to date, must skip no change.

A change stands in the list where it became known, which is some seconds after its ``updated_at``, and clients go on
from the largest ``updated_at`` that they saw. Its writer takes that instant before it writes, and the clocks of writers
and of the log differ. A reader that continued exactly there could miss a change. Two rules together prevent that:

- One reading, from its first page to its last, ends at the instant at which it began. The cursor carries that instant.
- The next reading begins ``FEED_OVERLAP`` before the instant that the client names.

So clients read some tickets twice and tell them by id and version.
"""

from datetime import timedelta

FEED_OVERLAP = timedelta(minutes=2)
"""Longer than any of our functions may run (60 s), with a minute for clocks that differ."""

"""The list of changed tickets, which clients read to keep a copy up to date, must skip no change.

A change is ordered by ``updated_at``, which its writer takes before it writes. So a change may appear in the list after
later ones: until the writer's time-out, and by as much as two clocks differ. A reader that continues exactly where it
stopped would never see it. Two rules together prevent that:

- One reading, from its first page to its last, ends at the instant at which it began. The cursor carries that instant.
- The next reading begins ``FEED_OVERLAP`` before the instant that the client names.

So clients read some tickets twice and tell them by id and version.
"""

from datetime import timedelta

FEED_OVERLAP = timedelta(minutes=2)
"""Longer than any of our functions may run (60 s), with a minute for clocks that differ."""

"""How the property tests run: the same examples everywhere; RKAUDIT_EXAMPLES=10000 make test looks for new ones."""

import os

from hypothesis import settings

settings.register_profile(
    "default",
    deadline=None,
    derandomize="RKAUDIT_EXAMPLES" not in os.environ,
    max_examples=int(os.environ.get("RKAUDIT_EXAMPLES", "100")),
)
settings.load_profile("default")

"""How the property tests run: alike on every machine, and as long as asked (RKAUDIT_EXAMPLES=10000 make test)."""

import os

from hypothesis import settings

settings.register_profile(
    "default",
    deadline=None,
    derandomize="CI" in os.environ,
    max_examples=int(os.environ.get("RKAUDIT_EXAMPLES", "100")),
)
settings.load_profile("default")

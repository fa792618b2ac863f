"""What the security team knows, as files, and the search over them. It imports nobody."""

import os

# numpy's linear algebra reads this once, on its first import. More threads make one question's small
# products forty times slower on a busy machine.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

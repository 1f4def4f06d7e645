"""See docs/reference/vectors.md."""

import sys

from linguang.command import main

sys.exit(main())

"""``python -m hamyari_lib.cli`` is the command ``hamyari``."""

import sys

from hamyari_lib.cli import main

sys.exit(main())

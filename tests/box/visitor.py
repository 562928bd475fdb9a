"""Run within the box while it is upgraded: asks for pages and all files they name, and says what was not answered.

Standard library only. Its one argument is the file that ends it.
"""

import json
import re
import ssl
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

SITE = "https://kantor-satu.test"
PAGES = ("/", "/berita/", "/akun/masuk/", "/sop/")
context = ssl.create_default_context()
files: set[str] = set()
asked, faults = 0, []
while not Path(sys.argv[1]).exists():
    for address in (*PAGES, *sorted(files)):
        asked += 1
        try:
            with urllib.request.urlopen(SITE + address, timeout=30, context=context) as answer:
                text = answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as error:
            if not (address == "/sop/" and error.code == 404):
                faults.append(f"{address} {error.code}")
            continue
        except OSError as error:
            faults.append(f"{address} {error}")
            continue
        if address in PAGES:
            files |= set(re.findall(r'"(/static/[^"]+)"', text))
    time.sleep(0.05)
print(json.dumps({"asked": asked, "files": len(files), "faults": faults[:20], "number": len(faults)}))

"""The preview: what is written in a page is seen in the browser."""

import os
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from browsing import LOSSFOLD, ROOT, BrowserTest


class Preview(BrowserTest):
    def setUp(self):
        super().setUp()
        self.folder = Path(tempfile.mkdtemp(prefix="lossfold-serve-"))
        self.addCleanup(shutil.rmtree, self.folder)
        (self.folder / "site.yaml").write_text("title: Pages\n")
        (self.folder / "index.md").write_text(
            "---\ntitle: First\nsummary: One page.\n---\n\n# First\n\nBefore.\n")
        self.process = subprocess.Popen(
            [LOSSFOLD, "serve", str(self.folder), "--port", "0"], cwd=ROOT,
            stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.process.stderr.close)
        self.addCleanup(self.process.wait)
        self.addCleanup(self.process.terminate)
        while not (found := re.search(r"http://\S+", self.process.stderr.readline())):
            self.assertIsNone(self.process.poll())
        self.address = found[0]

    def write(self, text):
        (self.folder / "index.md").write_text(
            f"---\ntitle: First\nsummary: One page.\n---\n\n# First\n\n{text}\n")

    def test_reloads_and_shows_errors(self):
        page = self.browser.new_page()
        self.addCleanup(page.close)
        page.goto(self.address)
        page.get_by_text("Before.").wait_for()
        times = []
        for word in ["Once.", "Twice.", "Again.", "More.", "After."]:
            start = time.monotonic()
            self.write(word)
            page.get_by_text(word).wait_for(timeout=60_000)
            times.append(time.monotonic() - start)
        # Half a second, unless the machine has much else to do.
        self.assertLess(min(times), max(0.5, 0.25 * os.getloadavg()[0] / os.cpu_count()), times)
        self.write("```figure\nkind: nonsense\n```")
        page.get_by_role("alert").wait_for(timeout=60_000)
        self.assertIn("There is no figure kind nonsense.", page.get_by_role("alert").inner_text())
        page.get_by_text("After.").wait_for()
        self.write("Mended.")
        page.get_by_text("Mended.").wait_for(timeout=60_000)
        self.assertEqual(page.get_by_role("alert").count(), 0)

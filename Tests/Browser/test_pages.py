"""What every page does: search, themes, keys, copying, without a script too."""

from browsing import BrowserTest, site


class PagesTest(BrowserTest):
    def test_search_finds_a_section_by_the_keyboard_from_a_file(self):
        page = self.open("index.html")
        heading = page.locator("h2[id]").last
        anchor = heading.get_attribute("id")
        words = heading.inner_text().removesuffix("#").strip()
        self.go("your-own.html")
        page.keyboard.press("/")
        page.keyboard.type(words)
        page.locator(".results a").first.wait_for()
        self.assertEqual(page.locator(".results b").first.inner_text(), words)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/index.html#{anchor}")
        self.assertEqual(page.locator("dialog[open]").count(), 0)

    def test_search_says_when_there_is_nothing(self):
        page = self.open("index.html", served=True)
        page.get_by_role("button", name="Search").click()
        page.get_by_label("Search all pages").fill("xylophone")
        page.get_by_text("Nothing found.").wait_for()

    def test_theme_follows_the_switch_with_its_figures_and_is_kept(self):
        page = self.open("by-hand.html", color_scheme="light")
        shown = lambda: page.evaluate("""() => [document.querySelector('picture img').currentSrc,
          getComputedStyle(document.documentElement).backgroundColor]""")
        self.assertRegex(shown()[0], r"(?<!column)\.light\.svg$")
        button = page.get_by_role("button", name="Theme:")
        button.click()
        button.click()
        self.assertEqual(button.inner_text(), "Theme: dark")
        page.wait_for_function(
            "document.querySelector('picture img').currentSrc.endsWith('.dark.svg')")
        self.assertEqual(shown()[1], "rgb(16, 19, 24)")
        self.go("your-own.html")
        self.assertEqual(shown_theme(page), "dark")
        page.set_viewport_size({"width": 360, "height": 800})
        self.go("by-hand.html")
        page.wait_for_function("document.querySelector('picture img').currentSrc"
                               ".endsWith('.column.dark.svg')")

    def test_light_chosen_on_a_dark_system(self):
        page = self.open("by-hand.html", color_scheme="dark")
        page.get_by_role("button", name="Theme:").click()
        page.wait_for_function(
            "document.querySelector('picture img').currentSrc.endsWith('.light.svg')")

    def test_keys_turn_pages_and_list_themselves(self):
        page = self.open("index.html")
        following = page.locator("a[rel=next]").get_attribute("href")
        page.keyboard.press("ArrowRight")
        page.wait_for_url(f"**/{following}")
        page.keyboard.press("ArrowLeft")
        page.wait_for_url("**/index.html")
        page.keyboard.press("?")
        page.get_by_role("dialog", name="Keys").wait_for()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Escape")
        self.assertTrue(page.url.endswith("index.html"))

    def test_code_is_copied(self):
        page = self.open("your-own.html", served=True,
                         permissions=["clipboard-read", "clipboard-write"])
        text = page.locator("pre").first.inner_text()
        page.locator(".code").first.hover()
        page.locator(".copy").first.click()
        page.get_by_role("button", name="Copied").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        self.assertEqual(copied, text)

    def test_contents_and_anchors_lead_to_sections(self):
        page = self.open("index.html")
        page.get_by_text("On this page").click()
        link = page.get_by_role("navigation", name="On this page").get_by_role("link").nth(1)
        anchor = link.get_attribute("href")
        link.click()
        page.wait_for_url(f"**{anchor}")
        heading = page.locator("h2[id]").last
        heading.hover()
        heading.locator(".anchor").click()
        page.wait_for_url(f"**#{heading.get_attribute('id')}")

    def test_without_a_script_everything_is_there(self):
        for path in sorted(site().rglob("*.html")):
            page = self.open(str(path.relative_to(site())), java_script_enabled=False)
            self.assertEqual(page.locator("button").count(), 0)
            self.assertGreater(page.locator("article").bounding_box()["height"], 300)
        self.go("index.html")
        self.page.get_by_text("The means of the panels as a table").click()
        self.assertTrue(self.page.get_by_role("rowheader", name="speck").first.is_visible())
        self.assertTrue(self.page.locator(".probe picture").is_visible())
        following = self.page.locator("a[rel=next]").get_attribute("href")
        self.page.locator("a[rel=next]").click()
        self.page.wait_for_url(f"**/{following}")

    def test_the_stepper_folds_by_keyboard_with_and_without_a_script(self):
        for script in (True, False):
            page = self.open(
                "index.html", width=1000, java_script_enabled=script, reduced_motion="reduce")
            stepper = page.locator(".stepper")
            page.locator(".stages input").first.focus()
            shown = lambda: [panel.inner_text().split("\n")[0]
                             for panel in stepper.locator(".panel").all() if panel.is_visible()]
            said = [shown()]
            for _ in range(3):
                page.keyboard.press("ArrowRight")
                said.append(shown())
            self.assertEqual([len(each) for each in said], [1, 1, 1, 1])
            self.assertEqual(len({each[0] for each in said}), 4)
            self.assertEqual(stepper.locator(".result").evaluate(
                "(result) => getComputedStyle(result).opacity"), "1")
            self.assertTrue(page.url.endswith("index.html"))
            page.context.close()

    def test_steps_pass_beside_tiles_that_stay_where_there_is_room(self):
        page = self.open("index.html", width=1440)
        panels = page.locator(".stepper .panel")
        chosen = lambda: page.locator(".stages input:checked").get_attribute("value")
        tops = set()
        for index, name in enumerate(["elements", "positions", "images", "number"]):
            panels.nth(index).evaluate("(panel) => panel.scrollIntoView({ block: 'center' })")
            page.wait_for_function(
                f"document.querySelector('.stages input:checked').value === '{name}'")
            tops.add(page.locator(".stepper .tiles").bounding_box()["y"])
        # From the second step to the third they did not move at all.
        self.assertLess(len(tops), 4)
        # A choice by keyboard brings its step along.
        page.locator(".stages input:checked").focus()
        page.keyboard.press("ArrowLeft")
        self.assertEqual(chosen(), "images")
        page.wait_for_function("""() => {
          const box = document.querySelectorAll('.stepper .panel')[2].getBoundingClientRect();
          return Math.abs(box.top + box.height / 2 - innerHeight / 2) < 5;
        }""")
        self.assertEqual(chosen(), "images")

    def test_the_stepper_moves_only_where_motion_is_welcome(self):
        for motion, expected in (("reduce", "0s"), ("no-preference", "0.35s")):
            page = self.open("index.html", reduced_motion=motion)
            self.assertEqual(page.locator(".tile").first.evaluate(
                "(tile) => getComputedStyle(tile).transitionDuration.split(',')[0]"), expected)
            page.context.close()

    def test_the_gallery_leads_to_figures_and_their_files(self):
        page = self.open("figures.html", served=True)
        page.wait_for_load_state("networkidle")
        self.assertLessEqual(len(self.requests), 25)
        cards = page.locator(".gallery a")
        self.assertGreaterEqual(cards.count(), 20)
        cards.first.click()
        page.locator(".downloads").wait_for()
        for link in page.locator(".downloads a").all():
            answer = page.request.get(page.evaluate("(link) => link.href", link.element_handle()))
            self.assertTrue(answer.ok)
        page.locator(".parent a").click()
        page.wait_for_url("**/figures.html")

    def test_print_shows_the_picture_not_the_tool(self):
        page = self.open("by-hand.html#probe=classes")
        page.get_by_role("application").wait_for()
        page.emulate_media(media="print")
        self.assertTrue(page.locator(".probe picture").is_visible())
        self.assertFalse(page.get_by_role("application").is_visible())


def shown_theme(page):
    return page.evaluate("document.documentElement.dataset.theme")

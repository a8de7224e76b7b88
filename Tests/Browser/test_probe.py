"""The probe, by mouse, finger and keyboard, against the engine's numbers."""

from urllib.parse import parse_qs, urlsplit

from browsing import BrowserTest, array, fold, number, save, server


class ProbeTest(BrowserTest):
    def probe(self, page, **options):
        self.open(page, **options)
        if "#probe" not in page:
            self.page.get_by_role("button", name="Point at the pixels").click()
        self.panels = self.page.get_by_role("application", name="Losses by pixel and class")
        self.panels.wait_for()
        self.page.wait_for_function("document.querySelector('.reading').textContent")
        return self.page

    def state(self):
        self.page.wait_for_timeout(300)
        said = parse_qs(urlsplit(self.page.url).fragment)
        return {name: values[0] for name, values in said.items()}

    def row(self, index):
        cells = self.page.locator(".tool tbody tr").nth(index).locator("td").all_inner_texts()
        return [number(cell) for cell in cells if cell]

    def expect_pixel(self, losses, image, row, column, value, count, tolerance):
        """Every class's loss and share, their mean and its share are the engine's."""
        classes = losses.shape[-1]
        expected = [losses[image, row, column, index] for index in range(classes)]
        for index, loss in enumerate(expected):
            _, _, shown, share = self.row(index)
            self.assertAlmostEqual(shown / loss, 1, delta=tolerance)
            self.assertAlmostEqual(share / (loss / classes / count / value), 1, delta=tolerance)
        mean, share = self.row(classes)
        self.assertAlmostEqual(mean / (sum(expected) / classes), 1, delta=tolerance)
        self.assertAlmostEqual(share / (sum(expected) / classes / count / value), 1, delta=tolerance)

    def press(self, *keys):
        for key in keys:
            self.panels.press(key)
        self.page.wait_for_timeout(100)

    def answer(self):
        return number(self.page.locator(".answer b").inner_text())

    def test_mouse_reads_the_engine_losses_of_the_small_tensor(self):
        self.probe("by-hand.html")
        said, losses = fold("by-hand.html")
        canvas = self.page.locator(".cells canvas").first
        images, rows, columns, _ = losses.shape
        for row, column in [(0, 0), (rows // 2, columns // 2), (rows - 1, 1)]:
            box = canvas.bounding_box()
            canvas.hover(position={"x": (column + 0.5) / columns * box["width"],
                                   "y": (row + 0.5) / rows * box["height"]})
            self.page.wait_for_timeout(100)
            self.expect_pixel(losses, 0, row, column, said["outputs"][0]["value"],
                              images * rows * columns, 0.006)

    def test_keyboard_reads_the_engine_losses_of_the_real_case(self):
        self.probe("index.html#probe=classes&image=2&row=100&column=60&class=4")
        said, losses = fold("index.html")
        value = said["outputs"][0]["value"]
        self.expect_pixel(losses, 2, 100, 60, value, 4 * 65536, 0.006)
        self.press("ArrowDown", "Shift+ArrowRight", "ArrowLeft")
        self.expect_pixel(losses, 2, 101, 69, value, 4 * 65536, 0.006)
        self.assertIn("Position [2, 101, 69], speck: label", self.page.locator(".reading").inner_text())
        self.press("]", "End", "PageUp")
        self.page.wait_for_timeout(1500)
        self.expect_pixel(losses, 3, 101, 255, value, 4 * 65536, 0.006)
        self.assertEqual(self.state(), {
            "probe": "classes", "image": "3", "row": "101", "column": "255", "class": "3"})

    def test_all_codes_of_an_image_are_the_losses_to_a_thousandth(self):
        self.probe("index.html#probe=classes&image=0")
        _, losses = fold("index.html")
        # Decoded as the page does it, beside it: every 997th element.
        shown = self.page.evaluate("""async () => {
          const facts = JSON.parse(document.querySelector('.probe script').textContent);
          const element = document.createElement('script');
          element.src = `probe/${facts.stem}.1.js`;
          await new Promise((done) => { element.onload = done; document.head.append(element); });
          const packed = atob(self.lossfoldProbe[facts.stem + '.1'].losses);
          const stream = new Blob([Uint8Array.from(packed, (letter) => letter.charCodeAt(0))])
            .stream().pipeThrough(new DecompressionStream('deflate-raw'));
          // All high bytes come before all low ones.
          const planes = new Uint8Array(await new Response(stream).arrayBuffer());
          const half = planes.length / 2;
          const [low, step] = facts.codes;
          const result = [];
          for (let index = 0; index < 256 * 256 * 5; index += 997) {
            const code = planes[half + index] + 256 * planes[index];
            const logit = low + step * (code - 1);
            result.push(code ? Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))) : 0);
          }
          return result;
        }""")
        for index, loss in enumerate(shown):
            exact = losses.values[256 * 256 * 5 + 997 * index]
            self.assertAlmostEqual(loss / exact, 1, delta=1e-3)

    def test_the_same_ring_is_in_every_panel(self):
        self.probe("by-hand.html#probe=classes&image=1&row=2&column=3")
        _, losses = fold("by-hand.html")
        _, rows, columns, classes = losses.shape
        places = self.page.locator(".ring").evaluate_all(
            "rings => rings.map((ring) => ring.style.left + ' ' + ring.style.top)")
        self.assertEqual(places, [f"{350 / columns:g}% {250 / rows:g}%"] * (classes + 1))

    def test_weights_and_folds_change_the_number_as_the_engine_would(self):
        self.probe("by-hand.html")
        said, losses = fold("by-hand.html")
        images, rows, columns, classes = losses.shape
        output = said["outputs"][0]
        self.assertAlmostEqual(self.answer(), output["value"], delta=1e-4)
        self.page.get_by_label("speck", exact=True).press("End")
        per_class = output["views"]["per_class"]
        expected = (sum(per_class[:-1]) + 1000 * per_class[-1]) / classes
        self.assertAlmostEqual(self.answer() / expected, 1, delta=0.006)
        self.page.get_by_label("Classes", exact=True).select_option("weighted")
        expected *= classes / (classes - 1 + 1000)
        self.assertAlmostEqual(self.answer() / expected, 1, delta=0.006)
        self.page.get_by_label("Positions", exact=True).select_option("sum")
        self.assertAlmostEqual(self.answer() / (expected * images * rows * columns), 1, delta=0.006)
        self.assertEqual(self.state()["weights"], ",".join(["1"] * (classes - 1) + ["1000"]))
        self.page.get_by_role("button", name="As the engine has it").click()
        self.assertAlmostEqual(self.answer(), output["value"], delta=1e-4)

    def test_a_mask_changes_the_number_as_the_engine_would(self):
        for page in ["by-hand.html", "index.html"]:
            self.probe(page)
            labels = array(page, "y_true")
            *positions, classes = labels.shape
            for index in [0, classes - 1]:
                name = self.page.locator(".tool tbody th").nth(index).inner_text()
                self.page.get_by_label("Mask", exact=True).select_option(f"only where {name} is")
                mask = save(positions, labels.values[index::classes])
                expected = fold(page, "--mask", mask)[0]["outputs"][0]["value"]
                self.assertAlmostEqual(self.answer() / expected, 1, delta=0.006)
                self.page.wait_for_function(f"location.hash.includes('mask={index + 1}')")
            # Weights and the mask at once, summed over the positions.
            self.page.get_by_label("Positions", exact=True).select_option("sum")
            count = sum(labels.values[classes - 1::classes])
            self.assertAlmostEqual(self.answer() / (expected * count), 1, delta=0.006)
            self.page.get_by_role("button", name="As the engine has it").click()
            self.assertAlmostEqual(self.answer() / fold(page)[0]["outputs"][0]["value"], 1, delta=0.006)

    def test_a_pixel_that_the_mask_leaves_out_has_no_share(self):
        self.probe("by-hand.html#probe=classes&image=0&row=0&column=0&mask=5")
        labels = array("by-hand.html", "y_true")
        self.assertEqual(labels[0, 0, 0, 4], 0)
        self.assertEqual(self.row(labels.shape[-1]), [0, 0])
        self.assertIn("· 0 (masked)", self.page.locator(".tool").inner_text())
        # The one that it keeps and that costs most has a share of what is left.
        self.page.get_by_label("Mask", exact=True).select_option("none")
        self.assertGreater(self.row(labels.shape[-1])[1], 0)

    def test_the_cells_stand_behind_the_maps_as_tables(self):
        self.open("by-hand.html", java_script_enabled=False)
        _, losses = fold("by-hand.html")
        _, rows, columns, classes = losses.shape
        self.page.get_by_text("Image 1 as a table, a row for each position").click()
        cells = self.page.locator("details.numbers").nth(2).locator("tbody tr").nth(columns + 3)
        self.assertEqual(cells.locator("th").inner_text(), "1, 3")
        shown = [number(cell) for cell in cells.locator("td").all_inner_texts()]
        for index in range(classes):
            self.assertAlmostEqual(shown[index] / losses[1, 1, 3, index], 1, delta=0.006)
        self.go("index.html")
        self.page.get_by_text("Image 0 as a table, a row for each block of 32 × 32 positions").click()
        self.assertEqual(self.page.locator("details.numbers").nth(1).locator("tbody tr").count(), 64)

    def test_an_address_brings_the_whole_state_back(self):
        weights = ",".join(["50"] + ["1"] * (fold("by-hand.html")[1].shape[-1] - 1))
        self.probe("by-hand.html#probe=classes&image=1&row=3&column=3&class=1"
                   f"&weights={weights}&classes=sum&positions=sum")
        text = self.page.locator(".reading").inner_text()
        self.assertIn("Position [1, 3, 3], disc:", text)
        self.press("ArrowLeft")
        before = self.page.locator(".reading").inner_text()
        self.state()
        self.page.reload()
        self.panels.wait_for()
        self.page.wait_for_function("document.querySelector('.reading').textContent")
        self.assertEqual(self.page.locator(".reading").inner_text(), before)
        self.assertEqual(self.state()["weights"], weights)

    def test_nonsense_in_the_address_is_harmless(self):
        self.probe("by-hand.html#probe=classes&image=99&row=-4&column=x&class=7&weights=1,NaN&classes=no")
        self.assertEqual(self.page.locator(".ring").count(), fold("by-hand.html")[1].shape[-1] + 1)

    def test_data_are_fetched_when_first_used(self):
        self.open("index.html", served=True)
        self.page.wait_for_load_state("networkidle")
        self.assertFalse([url for url in self.requests if "/probe/" in url or "search.js" in url])
        self.assertLessEqual(len(self.requests), 25)
        self.page.get_by_role("button", name="Point at the pixels").click()
        self.page.get_by_role("application").wait_for()
        self.assertEqual(
            [url for url in self.requests if "/probe/" in url],
            [f"{server()}/probe/index.classes.0.js"])

    def test_a_finger_points_too(self):
        self.probe("by-hand.html", width=360, has_touch=True, is_mobile=True)
        canvas = self.page.locator(".cells canvas").nth(1)
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        canvas.tap(position={"x": box["width"] * 0.99, "y": box["height"] * 0.99})
        self.page.wait_for_timeout(100)
        _, rows, columns, _ = fold("by-hand.html")[1].shape
        self.assertIn(f"Position [0, {rows - 1}, {columns - 1}], disc", self.page.locator(".reading").inner_text())

    def test_the_maps_are_one_tab_stop(self):
        self.probe("by-hand.html")
        self.panels.focus()
        self.page.keyboard.press("Tab")
        self.assertFalse(self.page.evaluate("!!document.activeElement.closest('.panels')"))

"""The recipes of the page for xargs and make."""

import json
import unittest

from shards import Shards, recipe


class ShellTests(unittest.TestCase):
    def setUp(self):
        self.shards = Shards(11)
        self.addCleanup(self.shards.close)

    def number(self):
        return json.loads((self.shards.path / "number.json").read_text())

    def test_xargs(self):
        self.shards.run("sh", "-euc", recipe("xargs"))
        self.assertEqual(self.number(), self.shards.whole())

    def test_xargs_leaves_out_what_cannot_be_read(self):
        self.shards.break_shard("shard-03.npz")
        job = self.shards.run("sh", "-uc", recipe("xargs"))
        self.assertIn("error: shard-03.npz", job.stderr)
        self.assertEqual(self.number()["warnings"], ["Samples 384 to 511 are in no part."])

    def test_make(self):
        (self.shards.path / "Makefile").write_text(recipe("make"))
        self.shards.run("make", "-j", "4")
        self.assertEqual(self.number(), self.shards.whole())
        self.assertIn("up to date", self.shards.run("make").stdout)


if __name__ == "__main__":
    unittest.main()

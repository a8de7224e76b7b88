"""The Spark recipe of the page, in local mode, over 64 shards of which one is broken."""

import sys
import unittest

from shards import SAMPLES, Shards, recipe


class SparkTests(unittest.TestCase):
    def setUp(self):
        self.shards = Shards(64)
        self.addCleanup(self.shards.close)
        (self.shards.path / "fold_shards.py").write_text(recipe("spark"))

    def test_a_broken_shard_is_named_and_the_rest_is_not_lost(self):
        shards = self.shards
        whole = shards.whole()
        shards.break_shard("shard-17.npz")
        names = [f"shard-{index:02}.npz" for index in range(64)]
        shards.environment["PYSPARK_PYTHON"] = sys.executable
        shards.environment["SPARK_LOCAL_IP"] = "127.0.0.1"
        shards.environment["PYSPARK_SUBMIT_ARGS"] = "--master local[2] pyspark-shell"
        job = shards.run(sys.executable, "fold_shards.py", *names, check=False)
        self.assertEqual(job.returncode, 1, job.stderr)
        left_out = [line for line in job.stderr.splitlines() if line.startswith("left out")]
        self.assertEqual(len(left_out), 1, job.stderr)
        self.assertIn("left out shard-17.npz (exit code 65): error: ", left_out[0])

        rest = shards.merged("merged.part")
        first = 17 * SAMPLES
        self.assertEqual(
            rest["warnings"], [f"Samples {first} to {first + SAMPLES - 1} are in no part."]
        )
        self.assertEqual(rest["outputs"][0]["steps"][0]["shape"][0], 63 * SAMPLES)
        self.assertIsNotNone(rest["total"])

        # Mended, it alone is folded again.
        shards.write("shard-17.npz", first, first + SAMPLES)
        part = shards.run(
            "lossfold", "fold", "shard-17.npz:y_true", "shard-17.npz:y_pred",
            "--convention", "keras-3", "--partial", "--first-sample", str(first),
        )
        (shards.path / "shard-17.part").write_text(part.stdout)
        self.assertEqual(shards.merged("merged.part", "shard-17.part"), whole)


if __name__ == "__main__":
    unittest.main()

"""Tensors larger than the memory that the program may take."""

import json
import os
import pathlib
import resource
import subprocess
import tempfile
import unittest

import numpy as np

LOSSFOLD = os.environ["LOSSFOLD"]
LIMIT = 256 << 20


class MemoryTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name)

    def sparse(self, name, shape, kind="<f4", fortran_order=False):
        """An array of zeros that takes no room on the disk."""
        header = np.lib.format.header_data_from_array_1_0(np.empty(0, kind))
        with open(self.path / name, "wb") as file:
            np.lib.format.write_array_header_1_0(
                file, {**header, "shape": shape, "fortran_order": fortran_order})
            file.truncate(file.tell() + int(np.prod(shape)) * np.dtype(kind).itemsize)

    def run_limited(self, *arguments, address_space=None):
        """The trace and the most memory that was resident, in bytes."""

        def limit():
            if address_space:
                resource.setrlimit(resource.RLIMIT_AS, (address_space, address_space))

        process = subprocess.Popen(
            [LOSSFOLD, *arguments], cwd=self.path, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            preexec_fn=limit,
        )
        with process.stdout, process.stderr:
            output, error = process.stdout.read(), process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        return process.returncode, output, error.decode(), usage.ru_maxrss << 10

    def test_a_fold_of_more_than_memory_takes_little(self):
        self.sparse("y_true.npy", (1500, 256, 256, 5))
        self.sparse("y_pred.npy", (1500, 256, 256, 5))
        self.sparse("mask.npy", (1500, 256, 256))
        code, output, error, most = self.run_limited(
            "fold", "y_true.npy", "y_pred.npy", "--mask", "mask.npy", "--convention", "keras-2",
            "--json",
        )
        self.assertEqual(code, 0, error)
        self.assertEqual(json.loads(output)["outputs"][0]["steps"][0]["shape"], [1500, 256, 256, 5])
        self.assertLess(most, LIMIT)

    def test_one_axis_of_more_than_memory_takes_little(self):
        self.sparse("y_true.npy", (400_000_000,))
        self.sparse("y_pred.npy", (400_000_000,))
        code, output, error, most = self.run_limited(
            "fold", "y_true.npy", "y_pred.npy", "--json", address_space=1 << 30
        )
        self.assertEqual(code, 0, error)
        self.assertEqual(json.loads(output)["outputs"][0]["steps"][0]["shape"], [400_000_000])
        self.assertLess(most, LIMIT)

    def test_what_cannot_be_read_sample_by_sample_is_refused(self):
        self.sparse("y_true.npy", (800_000_000,))
        code, _, error, _ = self.run_limited(
            "fold", "y_true.npy", "y_true.npy", "--loss", "categorical_crossentropy",
            address_space=2 << 30,
        )
        self.assertEqual(code, 65, error)
        self.assertIn("categorical_crossentropy of one axis needs all samples at once", error)
        self.sparse("y_pred.npy", (80_000_000, 10), fortran_order=True)
        code, _, error, _ = self.run_limited(
            "fold", "y_pred.npy", "y_pred.npy", address_space=2 << 30
        )
        self.assertEqual(code, 65, error)
        self.assertIn("error: y_pred.npy: Expected at most", error)

    def test_a_loss_that_needs_all_samples_is_refused(self):
        self.sparse("y_true.npy", (3_000_000, 1))
        self.sparse("y_pred.npy", (3_000_000, 256))
        code, _, error, _ = self.run_limited(
            "fold", "y_true.npy", "y_pred.npy", "--loss", "circle", address_space=2 << 30
        )
        self.assertEqual(code, 65, error)
        self.assertIn("circle needs all samples at once", error)


if __name__ == "__main__":
    unittest.main()

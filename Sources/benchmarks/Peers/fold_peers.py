"""The same fold in other libraries: element tensor, per-position, per-class, per-sample, scalar.

Prints a line of JSON for each library: its times in milliseconds, or why it is absent.
"""

import json
import sys
import time

ROUNDS = 7
EPSILON = 1e-7


def report(name, body=None, absent=None):
    if body is None:
        print(json.dumps({"name": name, "absent": absent}), flush=True)
        return
    body()
    body()
    times, work = [], []
    for _ in range(ROUNDS):
        start, before = time.perf_counter(), time.process_time()
        body()
        times.append((time.perf_counter() - start) * 1e3)
        work.append((time.process_time() - before) * 1e3)
    print(json.dumps({"name": name, "times": times, "work": work}), flush=True)


def attempt(name, make):
    try:
        body = make()
        body()
    except Exception as error:
        report(name, absent=f"{type(error).__name__}: {str(error).splitlines()[0][:100]}")
    else:
        report(name, body)


def main(true_path, pred_path):
    try:
        import numpy as np
    except ImportError as error:
        for name in ("NumPy", "PyTorch", "torch.compile", "JAX", "Keras"):
            report(name, absent=str(error))
        return
    y, p = np.load(true_path), np.load(pred_path)

    def numpy():
        def fold():
            q = np.clip(p, np.float32(EPSILON), np.float32(1 - EPSILON))
            element = -(y * np.log(q) + (1 - y) * np.log(1 - q))
            position = element.mean(-1)
            return element, position, element.mean((0, 1, 2)), element.mean((1, 2, 3)), position.mean()

        return fold

    def torch_fold(compiled):
        import torch

        a, b = torch.from_numpy(y), torch.from_numpy(p)

        def fold(a, b):
            q = b.clamp(EPSILON, 1 - EPSILON)
            element = -(a * q.log() + (1 - a) * (1 - q).log())
            position = element.mean(-1)
            return element, position, element.mean((0, 1, 2)), element.mean((1, 2, 3)), position.mean()

        fold = torch.compile(fold) if compiled else fold
        return lambda: fold(a, b)

    def jax_fold():
        import jax
        import jax.numpy as jnp

        a, b = jnp.asarray(y), jnp.asarray(p)

        @jax.jit
        def fold(a, b):
            q = jnp.clip(b, EPSILON, 1 - EPSILON)
            element = -(a * jnp.log(q) + (1 - a) * jnp.log(1 - q))
            position = element.mean(-1)
            return element, position, element.mean((0, 1, 2)), element.mean((1, 2, 3)), position.mean()

        return lambda: jax.block_until_ready(fold(a, b))

    def keras_fold():
        import keras

        a, b = keras.ops.convert_to_tensor(y), keras.ops.convert_to_tensor(p)

        def fold():
            element = keras.ops.binary_crossentropy(a, b)
            position = keras.ops.mean(element, -1)
            return [
                keras.ops.convert_to_numpy(tensor)
                for tensor in (
                    element, position, keras.ops.mean(element, (0, 1, 2)),
                    keras.ops.mean(element, (1, 2, 3)), keras.ops.mean(position),
                )
            ]

        return fold

    attempt("NumPy", numpy)
    attempt("PyTorch", lambda: torch_fold(False))
    attempt("torch.compile", lambda: torch_fold(True))
    attempt("JAX", jax_fold)
    attempt("Keras", keras_fold)


main(*sys.argv[1:3])

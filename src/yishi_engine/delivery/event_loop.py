"""An event loop in a thread of its own, for sinks whose libraries know no other way."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")


class EventLoop:
    """Runs coroutines for callers that wait. The thread begins with the first of them; any thread may call."""

    def __init__(self, name: str) -> None:
        """Create it; ``name`` is what its thread is called."""
        self._name = name
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False

    def run(self, work: Coroutine[object, object, T]) -> T:
        """Run a coroutine, and return or raise what comes of it; it is cancelled if the caller is interrupted.

        Raises:
            RuntimeError: The loop was closed.
        """
        try:
            loop = self._running()
        except RuntimeError:
            work.close()
            raise
        future = asyncio.run_coroutine_threadsafe(work, loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def close(self) -> None:
        """Cancel what still runs, and end the thread; nothing is run afterwards."""
        with self._lock:
            thread, loop = (None, None) if self._closed else (self._thread, self._loop)
            self._closed = True
        if thread and loop:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()

    @property
    def is_running(self) -> bool:
        """Whether anything was ever run, and the loop is not closed."""
        return self._loop is not None and not self._closed

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._closed:
                raise RuntimeError(f"{self._name} is closed")
            if self._loop is None:
                begun = threading.Event()
                self._thread = threading.Thread(target=self._work, args=(begun,), name=self._name, daemon=True)
                self._thread.start()
                begun.wait()
            if self._loop is None:
                raise AssertionError(self._name)  # the thread has set it
            return self._loop

    def _work(self, begun: threading.Event) -> None:
        with asyncio.Runner() as runner:
            self._loop = runner.get_loop()
            self._loop.call_soon(begun.set)
            self._loop.run_forever()

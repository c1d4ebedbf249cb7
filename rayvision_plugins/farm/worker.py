"""The renderer of the farm: threads that take waiting frames and write their proofs.

A frame is rendered when its inputs are found as they should be; otherwise it fails with the
reason. A frame that was stopped or restarted meanwhile leaves nothing behind.
"""

import errno
import logging
import sqlite3
import threading
from collections.abc import Mapping
from typing import Any

from rayvision_plugins.farm import parts
from rayvision_plugins.farm.arrival import put
from rayvision_plugins.farm.board import DONE, FAILED, Board
from rayvision_plugins.farm.depot import Depot
from rayvision_plugins.farm.inputs import Inputs
from rayvision_plugins.farm.proof import Look, Painter
from rayvision_plugins.farm.queue import Queue, Work

THREADS = 2

log = logging.getLogger(__name__)


class Worker:
    """Renders until it is stopped."""

    def __init__(
        self,
        board: Board,
        queue: Queue,
        depot: Depot,
        table: Mapping[str, Any],
    ) -> None:
        self._queue = queue
        self._depot = depot
        self._table = table
        self._stopping = threading.Event()
        self._inputs = Inputs(board, depot, stopping=self._stopping)
        self._news = threading.Condition()
        self._turn = 0
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Starts the threads; they end with the process at the latest."""
        for at in range(THREADS):
            thread = threading.Thread(target=self._run, name=f"renderer {at + 1}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def wake(self) -> None:
        """Tells the threads that frames wait."""
        with self._news:
            self._turn += 1
            self._news.notify_all()

    def stop(self, seconds: float) -> None:
        """Ends the threads; one that takes longer than ``seconds`` is left behind."""
        self._stopping.set()
        self.wake()
        for thread in self._threads:
            thread.join(seconds)

    def _run(self) -> None:
        painter = Painter(self._table)
        while not self._stopping.is_set():
            turn = self._turn
            try:
                work = self._queue.take()
                if work is not None:
                    self._work(work, painter)
                    continue
            except sqlite3.Error as err:
                if self._stopping.is_set():
                    return
                log.error("the state of the farm cannot be written: %s", err)
                self._stopping.wait(1)
            with self._news:
                while self._turn == turn and not self._stopping.is_set():
                    self._news.wait()

    def _work(self, work: Work, painter: Painter) -> None:
        reason = self._failure(work, painter)
        if reason and self._stopping.is_set():
            return  # the frame is rendered again at the next start
        if reason:
            log.warning("task %s frame %s failed: %s", work.task["id"], work.number, reason)
        state = FAILED if reason else DONE
        if self._queue.finish(work, state, reason or None):
            self.wake()

    def _failure(self, work: Work, painter: Painter) -> str:
        """Renders a frame; returns why it could not be, or nothing."""
        try:
            reason = self._inputs.problem(work.root["id"])
            if not reason:
                self._render(work, painter)
            return reason
        except OSError as err:
            if err.errno in (errno.ENOSPC, errno.EDQUOT):
                return "the disk of the farm is full"
            return f"the proof cannot be written: {err.strerror or err}"
        except sqlite3.Error:
            raise
        except Exception as err:  # the edge of a thread: one bad frame must not end the renderer
            log.exception("frame %s of task %s", work.number, work.task["id"])
            return f"the proof cannot be drawn: {err}"

    def _render(self, work: Work, painter: Painter) -> None:
        task = work.task
        look = Look(
            scene=task["scene"],
            layer=task["pass"],
            camera=task["camera"],
            frames=task["frames"],
            low=task["low"],
            high=task["high"],
            width=task["width"],
            height=task["height"],
            format=task["format"],
            inputs=work.root["inputs"],
        )
        put(
            self._queue.state,
            self._depot,
            self._depot.bids["output"],
            parts.output(task, work.number, self._table),
            painter.paint(look, work.number),
            self._queue.clock(),
            wanted=lambda: self._queue.wanted(work),
        )

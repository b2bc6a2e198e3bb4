"""One thread renders a page, the others wait for it."""

import threading

MOST_REMEMBERED = 1024


class Flights:
    def __init__(self):
        self.lock = threading.Lock()
        self.running = {}
        self.separate = {}

    def board(self, key):
        """The rendering to wait for; None if the caller shall render, and land() afterwards."""
        with self.lock:
            flight = self.running.get(key)
            if flight is None and key not in self.separate:
                self.running[key] = threading.Event()
            return flight

    def land(self, key, *, kept):
        """Let the waiting go on; readers of what cannot be kept will not wait for each other."""
        with self.lock:
            if kept:
                self.separate.pop(key, None)
            else:
                self.separate[key] = None
                if len(self.separate) > MOST_REMEMBERED:
                    del self.separate[next(iter(self.separate))]
            if flight := self.running.pop(key, None):
                flight.set()

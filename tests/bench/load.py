"""Readers on keep-alive connections, in a process of their own:

    python -m tests.bench.load PORT PATH SECONDS

Prints the requests answered per second. Each connection has several requests under way, so that
the readers cost less than the server.
"""

import selectors
import socket
import sys
import time

ENCODINGS = "gzip, br"  # as every browser asks
CONNECTIONS = 8
UNDER_WAY = 8
MOST_SECONDS = 60


class Reader:
    """One connection; every answer must be a 200."""

    def __init__(self, port, path):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: {ENCODINGS}"
        self.request = f"{head}\r\n\r\n".encode()
        self.head = b""
        self.missing = 0
        self.send(UNDER_WAY)

    def send(self, count):
        self.socket.sendall(self.request * count)

    def receive(self):
        """How many answers are complete with what has arrived."""
        arrived = self.socket.recv(1 << 18)
        if not arrived:
            raise ConnectionError("The server closed the connection.")
        if self.missing > len(arrived):
            self.missing -= len(arrived)
            return 0
        data, at, done = self.head + arrived, self.missing, self.missing > 0
        while (end := data.find(b"\r\n\r\n", at)) >= 0:
            at, done = end + 4 + length(data[at:end]), done + 1
        self.missing = max(0, at - len(data))
        self.head = data[at:]
        return done - (self.missing > 0)


def length(head):
    status, _, headers = head.partition(b"\r\n")
    if not status.startswith(b"HTTP/1.1 200 "):
        raise ValueError(status.decode())
    for line in headers.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    raise ValueError("an answer without its length")


def load(port, path, seconds):
    selector = selectors.DefaultSelector()
    for _ in range(CONNECTIONS):
        reader = Reader(port, path)
        selector.register(reader.socket, selectors.EVENT_READ, reader)
    done, start = 0, time.perf_counter()
    end = start + min(seconds, MOST_SECONDS)
    while (now := time.perf_counter()) < end:
        for key, _events in selector.select(timeout=end - now):
            answered = key.data.receive()
            done += answered
            if answered:
                key.data.send(answered)
    return done / (time.perf_counter() - start)


if __name__ == "__main__":
    print(load(int(sys.argv[1]), sys.argv[2], float(sys.argv[3])))

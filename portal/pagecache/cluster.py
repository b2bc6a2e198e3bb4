"""The generation's number among all hosts, in Redis. Its absence is never an error."""

import logging
import time

logger = logging.getLogger(__name__)

KEY = "portal:generation"
TIMEOUT = 0.3
RETRY_AFTER = 1.0


class Cluster:
    """The shared number; every method answers None while Redis is away."""

    def __init__(self, url):
        # Only clusters need the package.
        from redis import Redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        self.redis = Redis.from_url(
            url,
            socket_timeout=TIMEOUT,
            socket_connect_timeout=TIMEOUT,
            retry=Retry(NoBackoff(), 0),
        )
        self.away_until = 0.0
        self.is_away = False

    def read(self):
        return self.ask(lambda: int(self.redis.get(KEY) or 0))

    def advance(self, by=1):
        return self.ask(lambda: self.redis.incrby(KEY, by))

    def ask(self, question):
        # Only hosts that share snapshots need the package's half second at the start.
        from redis import RedisError

        if time.monotonic() < self.away_until:
            return None
        try:
            answer = question()
        except (RedisError, OSError, ValueError) as error:
            self.lose(error)
            return None
        if self.is_away:
            logger.info("Redis is back; the page cache follows the other hosts again.")
            self.is_away = False
        return answer

    def lose(self, error):
        self.away_until = time.monotonic() + RETRY_AFTER
        if not self.is_away:
            logger.warning("The page cache lost Redis and follows this host alone: %s", error)
            self.is_away = True

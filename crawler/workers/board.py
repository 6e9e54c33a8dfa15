"""What Redis holds of jobs: one a host, who has it, what came of it, and when each host may be asked again.

    gazette:out            hash: host -> job; a host has one job at a time, until its result is taken in
    gazette:job:JOB        hash: host, state (out, handed), tries, fence
    gazette:slice:JOB      what the job needs of the store
    gazette:lease:HOST     the fence of the worker that has the host; gone when that is not heard of for `lease` seconds
    gazette:pace:HOST      until when (ms) the host is not to be asked
    gazette:busy:HOST      the request that is under way
    gazette:results        stream: job, fence and number of pieces; group `writer`
    gazette:result:JOB:FENCE:N   the pieces

Each take of a job raises its fence (a fencing token): a worker that was frozen or cut off asks nothing and hands in
nothing once another has taken the job.  Every step is one script, so it happens whole or not at all.

This module does not know what a job or a result says, nor who crawls.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.workers.connection import Client, told

GROUP, WRITER = "writer", "writer"
# A job that was taken so often, and never came back, is set aside.
TRIES = 3
# Seconds.
LEASE = 30.0
# Bytes of a piece of a result.
PIECE = 4 * 1024 * 1024
# Seconds that the pieces of a result stay that was never handed in.
ORPHANED = 86_400

_POST = """
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then return 0 end
redis.call('SET', KEYS[3], ARGV[3])
redis.call('HSET', KEYS[2], 'host', ARGV[1], 'state', 'out', 'tries', 0, 'fence', 0)
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
"""
_TAKE = """
if redis.call('HGET', KEYS[1], 'state') ~= 'out' or redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
redis.call('HINCRBY', KEYS[1], 'tries', 1)
local fence = redis.call('HINCRBY', KEYS[1], 'fence', 1)
redis.call('SET', KEYS[2], fence, 'PX', ARGV[1])
return fence
"""
# Whether the fence is still the newest; the lease lives on, also where it had lapsed and nobody else came.
_MINE = """
if redis.call('HGET', KEYS[1], 'state') ~= 'out' or redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then return -1 end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
"""
_RENEW = _MINE + "return 1"
_ASK = (
    _MINE
    + """
local busy = redis.call('GET', KEYS[4])
if busy and busy ~= ARGV[3] then return 50 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local till = tonumber(redis.call('GET', KEYS[3]) or 0)
if till > now then return till - now end
local gap = tonumber(ARGV[4])
if gap > 0 then redis.call('SET', KEYS[3], now + gap, 'PX', gap + 1000) end
redis.call('SET', KEYS[4], ARGV[3], 'PX', ARGV[5])
return 0
"""
)
# Take a mark away, if it is still ours.
_CLEAR = "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end return 1"
_HAND = """
if redis.call('HGET', KEYS[1], 'state') ~= 'out' or redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then return 0 end
for n = 5, #KEYS do redis.call('PERSIST', KEYS[n]) end
redis.call('XADD', KEYS[4], '*', 'job', ARGV[2], 'fence', ARGV[1], 'pieces', #KEYS - 4)
redis.call('HSET', KEYS[1], 'state', 'handed')
redis.call('DEL', KEYS[2], KEYS[3])
return 1
"""
_SETTLE = """
if ARGV[3] ~= '' then redis.call('XACK', KEYS[3], ARGV[4], ARGV[3]); redis.call('XDEL', KEYS[3], ARGV[3]) end
if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('HDEL', KEYS[1], ARGV[1]) end
for n = 4, #KEYS do redis.call('DEL', KEYS[n]) end
return redis.call('DEL', KEYS[2])
"""


@dataclass(frozen=True, slots=True)
class Post:
    """A job as Redis tells of it; `held` when a worker is heard of, `handed` when its result waits for the writer."""

    job: str
    host: str
    tries: int
    handed: bool
    held: bool


@dataclass(frozen=True, slots=True)
class Result:
    """A result that waits: the stream's number of it, and the pieces' bytes together (None when they are not there)."""

    number: str
    job: str
    host: str
    data: bytes | None
    pieces: tuple[str, ...]


class Board:
    """The jobs in one Redis.  Every method raises QueueError, as `connection.told` does."""

    def __init__(self, client: Client, url: str, *, lease: float = LEASE) -> None:
        self.client, self.url = client, url
        self.lease = round(lease * 1000)
        self._scripts = {
            name: client.register_script(text)
            for name, text in {
                "post": _POST, "take": _TAKE, "renew": _RENEW, "ask": _ASK, "clear": _CLEAR, "hand": _HAND,
                "settle": _SETTLE,
            }.items()
        }  # fmt: skip

    def _run(self, name: str, keys: Sequence[str], *words: object) -> int:
        with told(self.url):
            return int(self._scripts[name](keys=keys, args=[str(w) if not isinstance(w, bytes) else w for w in words]))

    # --- the side of whoever makes jobs ---

    def out(self) -> dict[str, str]:
        """The hosts that have a job, with the job's name."""
        with told(self.url):
            return {h.decode(): j.decode() for h, j in self.client.hgetall("gazette:out").items()}

    def post(self, job: str, host: str, part: bytes) -> bool:
        """Put up a job with its slice; False when the host has one."""
        return self._run("post", ["gazette:out", f"gazette:job:{job}", f"gazette:slice:{job}"], host, job, part) == 1

    def posts(self) -> Iterator[Post]:
        """Every job."""
        for host, job in self.out().items():
            with told(self.url):
                state, tries = self.client.hmget(f"gazette:job:{job}", "state", "tries")
                held = bool(self.client.exists(f"gazette:lease:{host}"))
            yield Post(job, host, int(tries or 0), state == b"handed", held)

    def set_aside(self, post: Post) -> None:
        """Forget a job that never came back."""
        keys = ["gazette:out", f"gazette:job:{post.job}", "gazette:results", f"gazette:slice:{post.job}"]
        self._run("settle", keys, post.host, post.job, "", GROUP)

    # --- the side of the workers ---

    def part(self, job: str) -> bytes | None:
        """What a job needs of the store; None when it is not there any more."""
        with told(self.url):
            data: bytes | None = self.client.get(f"gazette:slice:{job}")
        return data

    def host_of(self, job: str) -> str:
        """The host of a job; "" when there is no such job."""
        with told(self.url):
            return (self.client.hget(f"gazette:job:{job}", "host") or b"").decode()

    def take(self, job: str, host: str) -> int:
        """Take a job: its fence; 0 when it is not to be had."""
        return self._run("take", [f"gazette:job:{job}", f"gazette:lease:{host}"], self.lease)

    def renew(self, job: str, host: str, fence: int) -> bool:
        """Say that the worker lives; False when another has the job."""
        return self._run("renew", [f"gazette:job:{job}", f"gazette:lease:{host}"], fence, self.lease) == 1

    def free(self, host: str, fence: int) -> None:
        """Give a host back before its lease ends."""
        self._run("clear", [f"gazette:lease:{host}"], fence)

    def clear_up(self, job: str, host: str, fence: int) -> None:
        """Give back all that a process had which is known to be dead: its requests ended with their connections."""
        with told(self.url):
            # Few keys have that name, and processes die seldom.
            for key in self.client.scan_iter("gazette:busy:*", count=1000):
                request = self.client.get(key) or b""
                if request.startswith(f"{job}:{fence}:".encode()):
                    self._run("clear", [key.decode()], request)
        self.free(host, fence)

    def ask(self, job: str, host: str, fence: int, asked: str, request: str, gap: float, most: float) -> int:
        """Whether `asked` (a host) may be sent a request now: 0, else how many ms to wait; -1 when another has the job.

        `gap` is how many seconds later the next request may follow, whoever sends it; `most` how many seconds a
        request can take.
        """
        keys = [f"gazette:job:{job}", f"gazette:lease:{host}", f"gazette:pace:{asked}", f"gazette:busy:{asked}"]
        return self._run("ask", keys, fence, self.lease, request, round(gap * 1000), round(most * 1000))

    def done(self, asked: str, request: str) -> None:
        """A request has ended."""
        self._run("clear", [f"gazette:busy:{asked}"], request)

    def hand_in(self, job: str, host: str, fence: int, data: bytes) -> bool:
        """Hand in a result; False when another has the job, or has done it."""
        pieces = [data[n : n + PIECE] for n in range(0, len(data), PIECE)]
        names = [f"gazette:result:{job}:{fence}:{n}" for n in range(len(pieces))]
        for name, piece in zip(names, pieces, strict=True):
            with told(self.url):
                self.client.set(name, piece, ex=ORPHANED)
        keys = [f"gazette:job:{job}", f"gazette:lease:{host}", f"gazette:slice:{job}", "gazette:results", *names]
        return self._run("hand", keys, fence, job) == 1

    # --- the side of the writer ---

    def results(self, wait: float, count: int = 8) -> Iterator[Result]:
        """Results that wait, those first that were read before and never acknowledged; waits for the first up to so many seconds."""
        with told(self.url):
            try:
                self.client.xgroup_create("gazette:results", GROUP, id="0", mkstream=True)
            except Exception as error:
                if "BUSYGROUP" not in str(error):
                    raise
            found = self.client.xreadgroup(GROUP, WRITER, {"gazette:results": "0"}, count=count)
            if not found or not found[0][1]:
                block = max(round(wait * 1000), 1)
                found = self.client.xreadgroup(GROUP, WRITER, {"gazette:results": ">"}, count=count, block=block)
        for number, fields in found[0][1] if found else ():
            told_ = {k.decode(): v.decode() for k, v in (fields or {}).items()}
            job, pieces = told_.get("job", ""), int(told_.get("pieces", 0))
            names = tuple(f"gazette:result:{job}:{told_.get('fence', '')}:{n}" for n in range(pieces))
            with told(self.url):
                parts = self.client.mget(names) if names else []
            data = b"".join(parts) if parts and None not in parts else None
            yield Result(number.decode(), job, self.host_of(job), data, names)

    def acknowledge(self, result: Result) -> None:
        """A result is taken in (or refused for good): the host is free for its next job."""
        keys = ["gazette:out", f"gazette:job:{result.job}", "gazette:results", *result.pieces]
        self._run("settle", keys, result.host, result.job, result.number, GROUP)

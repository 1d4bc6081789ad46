#!/usr/bin/env python3
"""A soak of the portal: see README.md. Standard library only."""
import argparse, asyncio, collections, json, os, random, re, resource, signal, subprocess, sys, time

import bench

TOKEN = "soak-metrics-token"
HEAP = "dotnet_gc_last_collection_heap_size_bytes"
COLUMNS = [("rss", "RSS MB"), ("heap", "heap MB"), ("fds", "handles"), ("threads", "threads"), ("upstream", "upstream connections")]


class Load:
    """Calls at a steady rate over connections that are kept; those that are hung up on close theirs."""

    def __init__(self, target, args):
        self.target, self.args = target, args
        self.idle, self.running, self.counts, self.first_failure = [], set(), collections.Counter(), ""
        self.bodies = {s: open(os.path.join(bench.BENCH, f"payloads/chat{'_stream' if s else ''}.json"), "rb").read() for s in (False, True)}

    async def run(self, until):
        due = time.monotonic()
        while (now := time.monotonic()) < until:
            if due > now:
                await asyncio.sleep(due - now)
            elif len(self.running) < self.args.most:
                self.spawn()
                due += 1 / self.args.rps
            else:      # the portal has fallen behind: what cannot be sent in time is left out, and told
                self.counts["left out"] += 1
                due += 1 / self.args.rps
                await asyncio.sleep(0)
        if self.running:
            await asyncio.wait(self.running, timeout=30)
        for _, writer in self.idle:
            writer.close()

    def spawn(self):
        task = asyncio.create_task(self.call(random.random() < 0.5, random.random() < self.args.aborts))
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    async def call(self, stream, hangs_up):
        writer = None
        try:
            reader, writer = self.idle.pop() if self.idle else await asyncio.open_connection("127.0.0.1", self.target.port, limit=1 << 20)
            body = self.bodies[stream]
            head = "".join(f"{k}: {v}\r\n" for k, v in self.target.headers.items())
            writer.write(f"POST {self.target.chat} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            patience = random.uniform(0, 0.8 if stream else 0.045) if hangs_up else 60      # before the answer ends: see the upstream's pace
            async with asyncio.timeout(patience):
                whole = await self.read(reader, stream)
            self.counts["whole" if whole else "failed"] += 1
            self.idle.append((reader, writer)) if whole else writer.close()
        except (TimeoutError, OSError, asyncio.IncompleteReadError) as e:
            self.counts["hung up" if hangs_up and isinstance(e, TimeoutError) else "failed"] += 1
            self.first_failure = self.first_failure or ("" if hangs_up else repr(e))
            if writer:
                writer.transport.abort()

    async def read(self, reader, stream):
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
        body = await reader.readexactly(int(length[1])) if length else await self.chunks(reader)
        whole = head.startswith(b"HTTP/1.1 200") and (body.endswith(b"data: [DONE]\n\n") if stream else b'"total_tokens":168' in body)
        if not whole:
            self.first_failure = self.first_failure or f"{head.splitlines()[0]!r} {body[-300:]!r}"
        return whole

    async def chunks(self, reader):
        last = b""
        while size := int(await reader.readline(), 16):
            last = (last + await reader.readexactly(size))[-300:]
            await reader.readexactly(2)
        await reader.readexactly(2)
        return last


def sample(target, started, counts):
    pid = target.pids[0]
    page = bench.get(target.port, "/metrics", headers={"Authorization": f"Bearer {TOKEN}"})[1].decode()
    heap = sum(float(line.rsplit(" ", 1)[1]) for line in page.splitlines() if line.startswith(HEAP))
    return dict(at=time.time() - started, rss=bench.rss_of([pid], "VmRSS"), heap=heap / 1e6, fds=len(os.listdir(f"/proc/{pid}/fd")),
                threads=len(os.listdir(f"/proc/{pid}/task")), upstream=bench.up("/__stats")["conns"], **{k: counts[k] for k in ("whole", "hung up", "failed", "left out")})


async def watch(target, load, args, rows):
    started = time.time()
    running = asyncio.create_task(load.run(time.monotonic() + args.minutes * 60))
    while not running.done():
        await asyncio.wait([running], timeout=args.every - (time.time() - started) % args.every)
        try:
            rows.append(await asyncio.to_thread(sample, target, started, load.counts))
        except (OSError, IndexError, TimeoutError) as e:
            if target.proc.poll() is not None:
                raise RuntimeError(f"The portal has ended by itself: {target.proc.returncode}")
            bench.log("no sample:", e)
            continue
        bench.log("  ".join(f"{k} {bench.f(v, 0)}" for k, v in rows[-1].items()))


def slope(rows, key):
    """Least squares, per hour."""
    n, xs, ys = len(rows), [r["at"] / 3600 for r in rows], [r[key] for r in rows]
    mx, my = sum(xs) / n, sum(ys) / n
    return sum((x - mx) * (y - my) for x, y in zip(xs, ys)) / (sum((x - mx) ** 2 for x in xs) or 1)


def report(rows, args, books):
    o = ["| at | whole | hung up | failed | left out | " + " | ".join(t for _, t in COLUMNS) + " |\n|---|" + "--:|" * (4 + len(COLUMNS))]
    step = max(1, len(rows) // 30)
    for r in rows[::step] + ([rows[-1]] if (len(rows) - 1) % step else []):
        o.append(f"| {int(r['at'] // 60)}:{int(r['at'] % 60):02d} | " + " | ".join(f"{r[k]:,}" for k in ("whole", "hung up", "failed", "left out")) + " | " + " | ".join(bench.f(r[k], 0) for k, _ in COLUMNS) + " |")
    settled = rows[len(rows) // 4:]      # the first quarter fills pools and caches, and compiles
    o.append(f"\nFrom {settled[0]['at'] / 60:.1f} to {settled[-1]['at'] / 60:.1f} minutes:\n\n| | least | median | most | slope per hour |\n|---|--:|--:|--:|--:|")
    for k, t in COLUMNS:
        v = [r[k] for r in settled]
        o.append(f"| {t} | {bench.f(min(v), 0)} | {bench.f(bench.med(v), 0)} | {bench.f(max(v), 0)} | {slope(settled, k):+.1f} |")
    o.append(f"\n{args.rps:g} calls/s, half of them streams, {args.aborts:.0%} hung up on at some instant of their answer. {books}")
    return "\n".join(o)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("minutes", type=float)
    ap.add_argument("--rps", type=float, default=100)
    ap.add_argument("--aborts", type=float, default=0.2, help="share of calls that are hung up on")
    ap.add_argument("--most", type=int, default=2000, help="calls at once; beyond it they are left out")
    ap.add_argument("--every", type=float, default=10, help="seconds between samples")
    ap.add_argument("--work", default=os.environ.get("BENCH_WORK", "/tmp/wictz-bench"))
    ap.add_argument("--out", help="write the tables here too")
    ap.add_argument("--port", type=int, default=18300)
    ap.add_argument("--upstream-port", type=int, default=18301)
    a = ap.parse_args()
    a.pin, a.load_cpus, a.target_cpus, bench.UP_PORT = False, None, None, a.upstream_port
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

    d = next(t for t in json.load(open(os.path.join(bench.BENCH, "targets.json"))) if t["name"] == "portal")
    d = dict(d, name="soak", start=d["start"] + [f"--Metrics:Token={TOKEN}"])
    target, rows, books = bench.Target(d, a, a.port), [], "The books were not checked."
    upstream = bench.start_upstream(a)
    load = Load(target, a)
    try:
        target.start()
        bench.up("/__ctl?think_us=50000&chunks=40&delay_us=20000&err_every=0")
        asyncio.run(watch(target, load, a, rows))
    except KeyboardInterrupt:
        bench.log("stopped early")
    finally:
        target.stop()
        upstream.terminate()
        upstream.wait()
    verify = subprocess.run(["dotnet", os.path.join(a.work, "portal/WictzPortal.dll"), "ledger", "verify", f"--Portal:DataDirectory={target.run}/data"], capture_output=True, text=True)
    books = f"Afterwards `ledger verify` {'found the books in order' if verify.returncode == 0 else 'FAILED: ' + verify.stdout[-500:]}."
    if load.first_failure:
        books += f" First failure: {load.first_failure}"
    if len(rows) > 3:
        md = report(rows, a, books)
        print(md)
        if a.out:
            open(a.out, "w").write(md)
    sys.exit(1 if verify.returncode or load.counts["failed"] else 0)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Gateway benchmark driver: see README.md. Standard library only."""
import argparse, glob, http.client, json, os, re, resource, shutil, signal, socket, statistics, subprocess, sys, time
from urllib.parse import urlparse

BENCH = os.path.dirname(os.path.abspath(__file__))
UP_PORT = 18100
CHAT = "/v1/chat/completions"
NCPU = os.cpu_count() or 1


def log(*a):
    print(time.strftime("%H:%M:%S"), *a, file=sys.stderr, flush=True)


def med(xs):
    xs = [x for x in xs if x is not None]
    return statistics.median(xs) if xs else None


# ---- processes --------------------------------------------------------------------------------
def stat_fields(pid):
    with open(f"/proc/{pid}/stat") as f:
        return f.read().rsplit(")", 1)[1].split()


def tree(root):
    kids = {}
    for p in os.listdir("/proc"):
        if p.isdigit():
            try:
                kids.setdefault(int(stat_fields(p)[1]), []).append(int(p))
            except OSError:
                pass
    out, todo = [], [root]
    while todo:
        p = todo.pop()
        out.append(p)
        todo += kids.get(p, [])
    return out


def pid_on_port(port):
    inodes = set()
    for f in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            for line in open(f).read().splitlines()[1:]:
                c = line.split()
                if c[3] == "0A" and int(c[1].rsplit(":", 1)[1], 16) == port:
                    inodes.add(f"socket:[{c[9]}]")
        except OSError:
            pass
    for p in os.listdir("/proc"):
        if p.isdigit():
            try:
                for fd in os.listdir(f"/proc/{p}/fd"):
                    if os.readlink(f"/proc/{p}/fd/{fd}") in inodes:
                        return int(p)
            except OSError:
                pass
    return None


def cpu_of(pids):
    """CPU seconds of whole processes, in ns resolution, threads that ended included."""
    t = 0.0
    for p in pids:
        try:
            t += time.clock_gettime((~p << 3) | 2)
        except OSError:
            pass
    return t


def rss_of(pids, key):
    kb = 0
    for p in pids:
        try:
            m = re.search(key + r":\s+(\d+)", open(f"/proc/{p}/status").read())
            kb += int(m.group(1)) if m else 0
        except OSError:
            pass
    return kb / 1024


def reset_peak(pids):
    for p in pids:
        try:
            open(f"/proc/{p}/clear_refs", "w").write("5")
        except OSError:
            pass


def machine():
    v = [int(x) for x in open("/proc/stat").readline().split()[1:9]]
    return (v[0] + v[1] + v[2] + v[5] + v[6] + v[7]) / 100.0, v[7] / 100.0  # busy incl. steal, steal


def get(port, path, method="GET", body=None, headers=None, timeout=10):
    c = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    c.request(method, path, body, headers or {})
    r = c.getresponse()
    d = r.read()
    c.close()
    return r.status, d


def up(path):
    return json.loads(get(UP_PORT, path)[1])


class Target:
    def __init__(self, d, args, port):
        self.d, self.args, self.name = d, args, d["name"]
        self.proc, self.pids, self.why, self.start_ms, self.idle_rss = None, [], None, None, None
        self.run = os.path.join(args.work, "run", self.name)
        self.vars = {"BENCH": BENCH, "WORK": args.work, "RUN": self.run, "PORT": str(port), "UPSTREAM_PORT": str(UP_PORT),
                     "UPSTREAM": f"http://127.0.0.1:{UP_PORT}", "BASE": f"http://127.0.0.1:{port}",
                     "WORKERS": "1" if args.pin else str(NCPU)}
        self.base = self.sub(d.get("external") or d.get("base") or "${BASE}").rstrip("/")
        self.port = urlparse(self.base).port or 80
        host = urlparse(self.base).hostname or ""
        if not (host == "localhost" or host.startswith("127.")):
            sys.exit(f"{self.name}: {host} is not a loopback address; load goes to this machine only")
        self.chat = d.get("chat", CHAT)
        self.headers = {k: self.sub(v) for k, v in d.get("headers", {"Authorization": "Bearer bench-key"}).items()}
        self.modes = d.get("modes", ["json", "stream"])
        self.lenient = d.get("lenient", False)
        self.prefix = urlparse(self.base).path

    def sub(self, s):
        return re.sub(r"\$\{(\w+)\}", lambda m: self.vars.get(m.group(1), os.environ.get(m.group(1), m.group(0))), s)

    def start(self):
        d = self.d
        if d.get("external"):
            if self.name != "direct":
                pid = d.get("pid") or pid_on_port(self.port)
                self.pids = tree(int(pid)) if pid else []
                self.idle_rss = rss_of(self.pids, "VmRSS")
            return
        if d.get("needs") and not os.path.exists(os.path.join(self.args.work, d["needs"])):
            raise RuntimeError(f"not built or installed: {d['needs']}")
        shutil.rmtree(self.run, ignore_errors=True)
        os.makedirs(self.run)
        for dst, src in d.get("files", {}).items():
            with open(os.path.join(BENCH, src)) as f, open(os.path.join(self.run, dst), "w") as o:
                o.write(self.sub(f.read()))
        if pid_on_port(self.port):
            raise RuntimeError(f"port {self.port} is taken")
        env = dict(os.environ, DOTNET_CLI_TELEMETRY_OPTOUT="1", ASPNETCORE_ENVIRONMENT="Production", **{k: self.sub(v) for k, v in d.get("env", {}).items()})
        cpus = self.args.target_cpus
        t0 = time.time()
        with open(os.path.join(self.run, "log.txt"), "w") as o:
            self.proc = subprocess.Popen([self.sub(a) for a in d["start"]], cwd=self.sub(d.get("cwd", self.run)), env=env, stdin=subprocess.DEVNULL,
                                         stdout=o, stderr=o, start_new_session=True, preexec_fn=(lambda: os.sched_setaffinity(0, cpus)) if cpus else None)
        h = d.get("health", "/health")
        while True:
            try:
                get(self.port, h, timeout=2)
                break
            except OSError:
                if self.proc.poll() is not None or time.time() - t0 > 120:
                    raise RuntimeError("did not start: " + open(os.path.join(self.run, "log.txt")).read()[-300:].strip())
                time.sleep(0.01)
        self.start_ms = (time.time() - t0) * 1000
        if d.get("key_from"):  # FILE:FIELD, a JSON file that the target writes when it starts
            file, field = self.sub(d["key_from"]).rsplit(":", 1)
            self.headers["Authorization"] = "Bearer " + json.load(open(file))[field]
        p = d.get("pid", "tree")
        root = self.proc.pid if p == "tree" else pid_on_port(self.port) if p == "port" else int(open(self.sub(p[5:])).read()) if str(p).startswith("file:") else int(p)
        time.sleep(0.5)
        self.pids = tree(root)
        self.idle_rss = rss_of(self.pids, "VmRSS")

    def stop(self):
        if self.proc and self.proc.poll() is None:
            self.proc.terminate()
            try:
                self.proc.wait(10)
            except subprocess.TimeoutExpired:
                for p in tree(self.proc.pid):
                    os.kill(p, signal.SIGKILL)
                self.proc.wait()

    def check(self):
        """One answer must come through whole before anything is timed."""
        up("/__ctl?think_us=0&chunks=3&delay_us=1000&err_every=0")
        if "json" in self.modes:
            body = open(os.path.join(BENCH, "payloads/chat.json"), "rb").read()
            st, d = get(self.port, self.prefix + self.chat, "POST", body, dict(self.headers, **{"Content-Type": "application/json"}))
            if st != 200:
                raise RuntimeError(f"check: HTTP {st} {d[:200]!r}")
            if self.d.get("name") != "static":
                j = json.loads(d)
                assert j["usage"]["total_tokens"] == 168 and j["choices"][0]["message"]["content"].endswith("done"), d[:200]
        if "stream" in self.modes:
            r = self.stream(1, 1, 0, 3, 1000)
            if r["ok"] != 1:
                if self.lenient and r["chunks"] > 0:
                    log(self.name, "stream not byte-faithful, counted leniently:", r)
                else:
                    raise RuntimeError("check: stream " + json.dumps({k: r[k] for k in r if k.startswith("fail")}) + r["first_failure"])

    # ---- load -----------------------------------------------------------------------------------
    def load_cmd(self, cmd, env=None):
        cpus = self.args.load_cpus
        r = subprocess.run(cmd, capture_output=True, text=True, env=dict(os.environ, **(env or {})), timeout=300, preexec_fn=(lambda: os.sched_setaffinity(0, cpus)) if cpus else None)
        if r.returncode:
            raise RuntimeError(f"{cmd[0]}: {r.stderr[-300:]}")
        return r.stdout

    def wrk(self, conc, secs, body=None):
        cmd = ["wrk", "-t1", f"-c{conc}", f"-d{secs}s", "--timeout", "10s", "-s", os.path.join(BENCH, "src/post.lua")]
        for k, v in self.headers.items():
            cmd += ["-H", f"{k}: {v}"]
        out = self.load_cmd(cmd + [self.base + self.chat], {"BENCH_BODY": body or os.path.join(BENCH, self.args.body)})
        return json.loads(re.search(r"BENCH (\{.*\})", out).group(1))

    def stream(self, k, repeat, ramp, chunks, delay_us):
        cmd = [os.path.join(self.args.work, "sseload"), "--url", self.base + self.chat, "--body", os.path.join(BENCH, "payloads/chat_stream.json"), "-k", str(k), "--repeat", str(repeat),
               "--ramp-ms", str(ramp), "--timeout-s", "30", "--expect-chunks", str(chunks), "--delay-us", str(delay_us)]
        for n, v in self.headers.items():
            cmd += ["--header", f"{n}: {v}"]
        return json.loads(self.load_cmd(cmd))

    def measured(self, fn, up_pid):
        best = None
        for _ in range(1 + self.args.retries):
            r = self.once(fn, up_pid)
            if best is None or r["foreign"] < best["foreign"]:
                best = r
            if best["foreign"] <= self.args.max_foreign or r["elapsed"] > 15:
                break
        return best

    def once(self, fn, up_pid):
        up("/__reset")
        if self.proc:
            self.pids = tree(self.proc.pid)
        reset_peak(self.pids)
        c0, u0, m0, l0, t0 = cpu_of(self.pids), cpu_of([up_pid]), machine(), resource.getrusage(resource.RUSAGE_CHILDREN), time.time()
        r = fn()
        t1, c1, u1, m1, l1 = time.time(), cpu_of(self.pids), cpu_of([up_pid]), machine(), resource.getrusage(resource.RUSAGE_CHILDREN)
        load = l1.ru_utime + l1.ru_stime - l0.ru_utime - l0.ru_stime
        el = t1 - t0
        r.update(cpu_s=c1 - c0, peak_rss=rss_of(self.pids, "VmHWM"), elapsed=el, load_cpu=load, up_cpu=u1 - u0, upstream=up("/__stats"),
                 foreign=max(0.0, (m1[0] - m0[0]) - (c1 - c0) - (u1 - u0) - load) / el, steal=(m1[1] - m0[1]) / el, load_busy=(load + u1 - u0) / el)
        return r


def start_upstream(args):
    if pid_on_port(UP_PORT):
        sys.exit(f"port {UP_PORT} is taken: another run, or an upstream that was left; end it by its PID or set --upstream-port")
    cpus = args.load_cpus
    p = subprocess.Popen([os.path.join(args.work, "mock_upstream"), str(UP_PORT)], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=(lambda: os.sched_setaffinity(0, cpus)) if cpus else None)
    for _ in range(100):
        try:
            up("/__stats")
            return p
        except OSError:
            time.sleep(0.02)
    sys.exit("upstream did not start")


# ---- report -----------------------------------------------------------------------------------
def f(x, n=2):
    if x is None:
        return "–"
    return f"{x:,.0f}" if abs(x) >= 1000 or n == 0 else f"{x:.{n}f}"


BASES = ["direct", "nginx", "floor"]


def parts(a):
    """What single parts of the portal cost, by the micro-benchmark: name -> (median CPU µs, best, bytes)."""
    dll = os.path.join(a.work, "micro", "WictzPortal.Bench.dll")
    if not os.path.exists(dll):
        return {}
    cpus = a.target_cpus
    try:
        r = subprocess.run(["dotnet", dll, BENCH], capture_output=True, text=True, timeout=600, preexec_fn=(lambda: os.sched_setaffinity(0, cpus)) if cpus else None)
    except subprocess.TimeoutExpired:
        log("the micro-benchmark took too long: its rows are left out")
        return {}
    if r.returncode:
        log("micro-benchmark failed:", (r.stderr or r.stdout)[-300:])
    return {m[1]: (float(m[2]), float(m[3]), float(m[4])) for m in re.finditer(r"^(.+): ([\d.]+) µs CPU in the median round, ([\d.]+) in the best, ([\d.]+) bytes$", r.stdout, re.M)}


def summary(data, ratio, value):
    """The targets, with what was measured: ratios first."""
    rows = []

    def row(what, target, measured, ok):
        rows.append(f"| {what} | {target} | {measured} | {'–' if ok is None else 'yes' if ok else '**no**'} |")

    for name, what, target in [("path", "authenticate, limit, reserve, forward, settle into the durable journal, with all headers", 1.3),
                               ("rows", "the same and the rows of the request log", 1.5), ("portal", "the same and the expansion: all the portal does", 1.8)]:
        r = ratio("json", 64, name, "floor", "cpu_per_1k")
        if r:
            row(f"JSON, 64 connections, CPU ÷ floor: {what}", f"≤ {target}", f(r), r <= target)
    a, b = value("json", 1, "portal", "p50_us"), value("json", 1, "floor", "p50_us")
    if a and b:
        row("one connection: added p50, ms", "≤ 0.2", f((a - b) / 1000), a - b <= 200)
    steps = next((v for k, v in data.get("parts", {}).items() if k.startswith("thus admission")), None)
    if steps:
        row("admission, routing and settlement: CPU µs", "≤ 10", f"{f(steps[0], 1)} (best round {f(steps[1], 1)})", steps[0] <= 10)
    for k in data["args"]["streams"]:
        if not value("stream", k, "portal", "ok_pct") or not value("stream", k, "floor", "ok_pct"):
            continue
        if k == 500:
            r = ratio("stream", k, "portal", "floor", "cpu_us_chunk")
            row("500 streams: CPU per chunk ÷ floor", "≤ 1.2", f(r), r <= 1.2)
            r = ratio("stream", k, "portal", "floor", "ttfb_add99")
            row("500 streams: added time to the first chunk p99 ÷ floor", "≤ 1.5", f(r), r and r <= 1.5)
            held = [value("stream", k, "portal", q) - value("stream", k, "floor", q) for q in ("tail50", "tail99")]
            row("500 streams: the end comes later than the floor's by, ms p50 / p99", "≤ 0.3 / 5", f"{f(held[0])} / {f(held[1], 1)}", held[0] <= 0.3 and held[1] <= 5)
        if k == 2000:
            v = {n: (value("stream", k, n, "ok_pct"), value("stream", k, n, "multi_read_share"), value("stream", k, n, "late")) for n in ("floor", "portal")}
            row("2,000 streams: complete %, merged reads %, late chunks; floor in brackets", "as the floor",
                f"{f(v['portal'][0], 1)}, {f(100 * v['portal'][1], 1)}, {f(v['portal'][2], 0)} ({f(v['floor'][0], 1)}, {f(100 * v['floor'][1], 1)}, {f(v['floor'][2], 0)})", None)
        if k == 5000:
            ok = value("stream", k, "portal", "ok_pct")
            r = ratio("stream", k, "portal", "floor", "rss_growth")
            row("5,000 streams: complete %; growth of RSS ÷ floor", "100; ≤ 1.3", f"{f(ok, 1)}; {f(r)}", ok == 100 and r and r <= 1.3)
    for c in data["args"]["body_conc"]:
        if value("body", c, "portal", "cpu_per_1k") and value("body", c, "floor", "cpu_per_1k"):
            row(f"500 KB request, {c} connections: CPU ÷ floor; added p50 ms; peak RSS − idle, floor's in brackets", "–",
                f"{f(ratio('body', c, 'portal', 'floor', 'cpu_per_1k'))}; {f((value('body', c, 'portal', 'p50_us') - value('body', c, 'floor', 'p50_us')) / 1000)}; "
                f"{f(value('body', c, 'portal', 'rss_growth'), 0)} MB ({f(value('body', c, 'floor', 'rss_growth'), 0)} MB)", None)
    return ["### Targets\n", "| what | target | measured | met |\n|---|--:|--:|---|"] + rows if rows else []


def report(data):
    a, T = data["args"], data["targets"]
    o = []
    names = [t["name"] for t in T if not t.get("why")]
    o.append(f"Measured {data['at']}. Rounds {a['rounds']}, {a['seconds']} s per closed-loop cell, " + (f"pinned: load and upstream on CPU {a['load_cpus']}, gateway on CPU {a['target_cpus']}" if a["pin"] else f"not pinned, {NCPU} cores shared by load, upstream and gateway") + ". Every figure is the median over rounds; ratios are taken within a round, then their median.\n")
    o.append("| target | what | start to first answer ms | idle RSS MB |\n|---|---|--:|--:|")
    for t in T:
        o.append(f"| {t['name']} | {t.get('role','')} | " + (f"{f(t.get('start_ms'),0)} | {f(t.get('idle_rss'),0)} |" if not t.get("why") else f"not run: {' '.join(t['why'].split())[:140]} | |"))
    cells = data["cells"]

    def sel(mode, load, name):
        return [c for c in cells if c["mode"] == mode and c["load"] == load and c["target"] == name]

    def ratio(mode, load, name, base, key, inv=False):
        rs = []
        for c in sel(mode, load, name):
            for b in sel(mode, load, base):
                if b["round"] == c["round"] and c.get(key) and b.get(key):
                    rs.append(b[key] / c[key] if inv else c[key] / b[key])
        return med(rs)

    bases = [b for b in BASES if b in names]
    o[1:1] = summary(data, ratio, lambda mode, load, name, key: med([c.get(key) for c in sel(mode, load, name)])) + [""]
    for mode, c in [("json", c) for c in a["conc"]] + [("body", c) for c in a["body_conc"]]:
        if not any(x["mode"] == mode and x["load"] == c for x in cells):
            continue
        what = "Non-streaming" if mode == "json" else "A request of 100,000 tokens (500 KB), not streaming"
        o.append(f"\n### {what}, {c} connection{'s' if c > 1 else ''} (closed loop)\n")
        o.append("| target | RPS | min–max | p50 ms | p99 ms | CPU s/1000 req | peak RSS MB | " + " | ".join(f"RPS ÷ {b}" for b in bases) + " | CPU ÷ floor | errors |\n|---|" + "--:|" * (8 + len(bases)))
        for n in names:
            s = sel(mode, c, n)
            if not s:
                continue
            g = lambda k: med([x.get(k) for x in s])
            star = "*" if a["pin"] and g("load_busy") > 0.92 else ""
            o.append(f"| {n} | {f(g('rps'),0)}{star} | {f(min(x['rps'] for x in s),0)}–{f(max(x['rps'] for x in s),0)} | {f(g('p50_us')/1000,2)} | {f(g('p99_us')/1000,2)} | {f(g('cpu_per_1k'),4) if n!='direct' else '–'} | {f(g('peak_rss'),0) if n!='direct' else '–'} | "
                     + " | ".join(f(ratio(mode, c, n, b, "rps"), 2) for b in bases) + f" | {f(ratio(mode,c,n,'floor','cpu_per_1k'),2) if n!='direct' and 'floor' in names else '–'} | {sum(x['errors'] for x in s)} |")
    for k in a["streams"]:
        if not any(x["mode"] == "stream" and x["load"] == k for x in cells):
            continue
        o.append(f"\n### Streaming, {k} concurrent SSE streams ({a['chunks']} chunks, one per {a['delay_us']/1000:g} ms, think {a['think_us']/1000:g} ms; offered {k*1e6/a['delay_us']:,.0f} chunks/s at the plateau)\n")
        o.append("| target | ok % | chunks/s | TTFB added ms p50 | p99 | chunk lag ms p50 | p99 | end lag ms p50 | p99 | jitter ms p99 | merged reads % | late chunks | CPU µs/chunk | peak RSS MB | CPU ÷ floor | chunks/s ÷ direct |\n|---|" + "--:|" * 15)
        for n in names:
            s = sel("stream", k, n)
            if not s:
                continue
            g = lambda q: med([x.get(q) for x in s])
            dr = n == "direct"
            o.append(f"| {n} | {f(g('ok_pct'),1)} | {f(g('chunks_per_s'),0)} | {f(g('ttfb_add50'),2)} | {f(g('ttfb_add99'),1)} | {f(g('lag50'),2)} | {f(g('lag99'),1)} | {f(g('tail50'),2)} | {f(g('tail99'),1)} | {f(g('jit99'),1)} | {f(100*g('multi_read_share'),1)} | {f(g('late'),0)} | {'–' if dr else f(g('cpu_us_chunk'),1)} | {'–' if dr else f(g('peak_rss'),0)} | "
                     + f"{'–' if dr or 'floor' not in names else f(ratio('stream',k,n,'floor','cpu_per_1k'),2)} | {f(ratio('stream',k,n,'direct','chunks_per_s'),2)} |")
    fo = [c["foreign"] for c in cells]
    stl = [c["steal"] for c in cells]
    if fo:
        o.append(f"\nNoise: CPU used by other processes during a cell, in cores: median {med(fo):.2f}, p90 {sorted(fo)[int(len(fo)*.9)]:.2f}, max {max(fo):.2f}; steal median {med(stl):.3f}, max {max(stl):.2f}. `*`: the load side (load generator and upstream) was over 92 % busy, so the figure is a lower bound.")
    if data.get("parts"):
        o.append("\n### Parts of the portal, each in a process of its own\n\n| part | CPU µs a call, median round | best round | bytes allocated |\n|---|--:|--:|--:|")
        o += [f"| {k} | {f(v[0], 1)} | {f(v[1], 1)} | {f(v[2], 0)} |" for k, v in data["parts"].items()]
    for t in T:
        if t.get("note"):
            o.append(f"\n{t['name']}: {t['note']}")
    return "\n".join(o) + "\n"


def main():
    global UP_PORT
    ap = argparse.ArgumentParser()
    ap.add_argument("--config", action="append", help="target file (JSON); repeatable; default targets.json")
    ap.add_argument("--also", action="append", default=[], help="a target file on top of the defaults")
    ap.add_argument("--target", action="append", default=[], help="NAME=URL[,Header: value]...[,chat=/path][,pid=N]: a server that already runs")
    ap.add_argument("--only", help="comma-separated names")
    ap.add_argument("--rounds", type=int, default=3)
    ap.add_argument("--seconds", type=int, default=3)
    ap.add_argument("--warm", type=int, default=40, help="at most this many warm-up runs of 2 s")
    ap.add_argument("--warm-requests", type=int, default=100000, help="fewer runs when so many requests are served and the rate has stopped rising")
    ap.add_argument("--max-foreign", type=float, default=0.25, help="a cell is run again when other processes used more cores than this")
    ap.add_argument("--retries", type=int, default=1, help="so often; the quietest try is kept")
    ap.add_argument("--conc", default="1,16,64,256")
    ap.add_argument("--streams", default="50,500,2000,5000")
    ap.add_argument("--body-conc", default="4", help="connections of the cell with the long request; empty: none")
    ap.add_argument("--no-parts", dest="parts", action="store_false", help="without the micro-benchmark")
    ap.add_argument("--docs", help="a page whose text between <!-- bench:begin --> and <!-- bench:end --> is replaced by the tables")
    ap.add_argument("--repeat", type=int, default=2, help="streams per slot, one after the other (over 1000 slots: 1)")
    ap.add_argument("--chunks", type=int, default=40)
    ap.add_argument("--delay-us", type=int, default=50000)
    ap.add_argument("--think-us", type=int, default=50000)
    ap.add_argument("--body", default="payloads/chat.json")
    ap.add_argument("--no-pin", dest="pin", action="store_false")
    ap.add_argument("--quick", action="store_true", help="1 round, c=1,64, K=50,500, 2 s: under 4 minutes where the machine is free")
    ap.add_argument("--steps", action="store_true", help="only what each step of a short call costs: floor, path, rows and portal, 9 rounds at 64 connections")
    ap.add_argument("--upstream-port", type=int, default=UP_PORT)
    ap.add_argument("--base-port", type=int, default=18200)
    ap.add_argument("--work", default=os.environ.get("BENCH_WORK"))
    ap.add_argument("--out", help="write the markdown here too")
    ap.add_argument("--raw", help="write every cell as JSON here")
    a = ap.parse_args()
    UP_PORT = a.upstream_port
    if a.quick:
        a.rounds, a.seconds, a.conc, a.streams, a.warm, a.retries = 1, 2, "1,64", "50,500", 8, 0
    if a.steps:
        a.rounds, a.conc, a.streams, a.body_conc, a.retries, a.parts, a.only = 9, "64", "", "", 0, False, "floor,path,rows,portal"
    a.conc = [int(x) for x in a.conc.split(",") if x]
    a.streams = [int(x) for x in a.streams.split(",") if x]
    a.body_conc = [int(x) for x in a.body_conc.split(",") if x]
    a.work = os.path.abspath(a.work or os.path.join(BENCH, ".work"))
    a.pin = a.pin and NCPU >= 2
    a.load_cpus, a.target_cpus = ([0], list(range(1, NCPU))[:1]) if a.pin else (None, None)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    defs = []
    for fn in (a.config or [os.path.join(BENCH, "targets.json")]) + a.also:
        defs += json.load(open(fn))
    defs = [{**next((b for b in defs if b["name"] == d.get("like")), {}), **d} for d in defs]
    for t in a.target:
        name, rest = t.split("=", 1)
        url, *opts = rest.split(",")
        d = {"name": name, "external": url, "headers": {}, "role": "already running"}
        for op in opts:
            if op.startswith("chat="):
                d["chat"] = op[5:]
            elif op.startswith("pid="):
                d["pid"] = int(op[4:])
            else:
                k, v = op.split(":", 1)
                d["headers"][k.strip()] = v.strip()
        defs.append(d)
    if a.only:
        keep = a.only.split(",")
        defs = [d for d in defs if d["name"] in keep]
    long_body = os.path.join(a.work, "chat_100k.json")
    json.dump({"model": "gpt-4o-mini", "max_tokens": 64, "messages": [{"role": "user", "content": ("The quick brown fox jumps over the lazy dog. " * 12000)[:500000]}]}, open(long_body, "w"))
    targets = [Target(d, a, a.base_port + i) for i, d in enumerate(defs)]
    upstream = start_upstream(a)
    cells, alive = [], []
    try:
        for t in targets:
            try:
                t.start()
                t.check()
                alive.append(t)
                log(f"{t.name}: up, start {t.start_ms and round(t.start_ms)} ms, idle RSS {t.idle_rss and round(t.idle_rss)} MB, pids {t.pids}")
            except Exception as e:
                t.why = f"{type(e).__name__}: {e}"
                log(t.name, "left out:", t.why)
                t.stop()
        for t in alive:  # warm until the rate stops rising (JIT tiers take their time), bounded
            up("/__ctl?think_us=0&chunks=40&delay_us=10000")
            rates = []
            if "json" in t.modes:
                # the JIT compiles by calls, not by seconds: on a slow machine it would otherwise be measured instead of the code
                served = 0
                while len(rates) < 1 or t.name != "direct" and len(rates) < a.warm and (served < a.warm_requests or rates[-1] > 1.05 * max(rates[:-1])):
                    rates.append(round(t.wrk(min(16, t.d.get("max_conc", 16)), 2)["requests"] / 2))
                    served += 2 * rates[-1]
            if "stream" in t.modes:
                t.stream(50, 3, 0, 40, 10000)
            log(t.name, "warm, rps", rates)
        for rnd in range(a.rounds):
            order = alive[rnd % len(alive):] + alive[:rnd % len(alive)]
            for c in a.conc:
                up(f"/__ctl?think_us=0&chunks={a.chunks}&delay_us={a.delay_us}")
                for t in order:
                    if "json" not in t.modes or c > t.d.get("max_conc", 1 << 30) or c not in t.d.get("conc", [c]):
                        continue
                    r = t.measured(lambda: t.wrk(c, a.seconds), upstream.pid)
                    n = max(1, r["requests"])
                    er = sum(r["err_" + e] for e in ("connect", "read", "write", "status", "timeout"))
                    r.update(mode="json", load=c, target=t.name, round=rnd, rps=r["requests"] / (r["duration_us"] / 1e6), cpu_per_1k=r["cpu_s"] / n * 1000, errors=er, reached=r["upstream"]["requests"] / n)
                    cells.append(r)
                    log(f"round {rnd+1} c={c} {t.name}: {r['rps']:.0f} rps p50 {r['p50_us']} p99 {r['p99_us']} us, {r['cpu_per_1k']*1000:.1f} us CPU/req, RSS {r['peak_rss']:.0f}, errors {er}, reached upstream {r['reached']:.3f}, load busy {r['load_busy']:.2f}, foreign {r['foreign']:.2f}")
                    time.sleep(0.1)
            for c in a.body_conc:
                up(f"/__ctl?think_us=0&chunks={a.chunks}&delay_us={a.delay_us}")
                for t in order:
                    if "json" not in t.modes or t.d.get("no_body"):
                        continue
                    r = t.measured(lambda: t.wrk(c, a.seconds, long_body), upstream.pid)
                    n = max(1, r["requests"])
                    er = sum(r["err_" + e] for e in ("connect", "read", "write", "status", "timeout"))
                    r.update(mode="body", load=c, target=t.name, round=rnd, rps=r["requests"] / (r["duration_us"] / 1e6), cpu_per_1k=r["cpu_s"] / n * 1000, errors=er, rss_growth=r["peak_rss"] - (t.idle_rss or 0))
                    cells.append(r)
                    log(f"round {rnd+1} 500 KB c={c} {t.name}: {r['rps']:.0f} rps p50 {r['p50_us']} p99 {r['p99_us']} us, {r['cpu_per_1k']*1000:.0f} us CPU/req, RSS {r['peak_rss']:.0f}, errors {er}, foreign {r['foreign']:.2f}")
            for k in a.streams:
                up(f"/__ctl?think_us={a.think_us}&chunks={a.chunks}&delay_us={a.delay_us}")
                for t in order:
                    if "stream" not in t.modes or k > t.d.get("max_streams", 1 << 30):
                        continue
                    r = t.measured(lambda: t.stream(k, a.repeat if k <= 1000 else 1, 1000, a.chunks, a.delay_us), upstream.pid)
                    ok = r["ok"] if not t.lenient else r["streams"] - r["fail_connect"] - r["fail_status"] - r["fail_timeout"]
                    r.update(mode="stream", load=k, target=t.name, round=rnd, ok_pct=100 * ok / r["streams"], cpu_per_1k=r["cpu_s"] / r["streams"] * 1000, cpu_us_chunk=r["cpu_s"] / max(1, r["upstream"]["chunks"]) * 1e6, errors=r["streams"] - ok,
                             ttfb_add50=(r["ttfb_us"]["p50"] - a.think_us) / 1000, ttfb_add99=(r["ttfb_us"]["p99"] - a.think_us) / 1000, lag50=r["lag_us"]["p50"] / 1000, lag99=r["lag_us"]["p99"] / 1000, jit99=r["jitter_us"]["p99"] / 1000,
                             tail50=r["tail_us"]["p50"] / 1000, tail99=r["tail_us"]["p99"] / 1000, rss_growth=r["peak_rss"] - (t.idle_rss or 0))
                    if t.lenient:
                        r["chunks_per_s"] = r["upstream"]["chunks"] / r["duration_s"]
                    cells.append(r)
                    log(f"round {rnd+1} K={k} {t.name}: ok {r['ok_pct']:.1f}% {r['chunks_per_s']:.0f} chunks/s, ttfb+ {r['ttfb_add50']:.2f}/{r['ttfb_add99']:.1f} ms, lag {r['lag50']:.2f}/{r['lag99']:.1f} ms, {r['cpu_us_chunk']:.1f} us CPU/chunk, RSS {r['peak_rss']:.0f}, load busy {r['load_busy']:.2f}, foreign {r['foreign']:.2f} {r['first_failure'][:120]}")
                    time.sleep(0.1)
    finally:
        for t in targets:
            t.stop()
        upstream.terminate()
        upstream.wait()
        av = {k: v for k, v in vars(a).items() if k != "work"}
        data = {"args": av, "at": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()), "parts": parts(a) if a.parts and cells else {}, "targets": [{"name": t.name, "role": t.d.get("role", ""), "start_ms": t.start_ms, "idle_rss": t.idle_rss, "why": t.why, "note": t.d.get("note")} for t in targets], "cells": cells}
        if a.raw:
            json.dump(data, open(a.raw, "w"))
        if cells:
            md = report(data)
            print(md)
            if a.out:
                open(a.out, "w").write(md)
            if a.docs:
                page = open(a.docs).read()
                before, rest = page.split("<!-- bench:begin -->")
                open(a.docs, "w").write(f"{before}<!-- bench:begin -->\n{md}<!-- bench:end -->" + rest.split("<!-- bench:end -->")[1])
    bad = [t.name for t in targets if t.why]
    if bad:
        log("left out:", bad)


if __name__ == "__main__":
    main()

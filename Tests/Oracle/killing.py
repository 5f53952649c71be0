"""Ends the program at random moments, and looks at what is left: no half file under a final name, nothing stray after Ctrl-C,
the terminal as it was, every typed line in the history.

    python3 Tests/Oracle/killing.py .build/release/llamastep [--times 200] [--seed 1]

Needs Python's own library only. Prints what was wrong, then a count per job and signal; the exit status is 1 if anything was.
"""
import argparse, collections, json, os, pathlib, pty, random, select, shutil, signal, struct, subprocess, sys, tempfile, termios, time, zipfile

TEXT = "Mia: red kite. Tom: blue drum. Ana: green boat. The sun was warm and the wind was soft. " * 12

# What is run, and the names that it may leave when it is done.
JOBS = {
    "generate": (["generate", "--prompt", "The owl was very", "-n", "600", "--ignore-stop"], []),
    "trace": (["trace", "--prompt", TEXT, "-n", "60", "--ignore-stop", "--level", "all", "--yes", "-o", "run.json"], ["run.json", "run.safetensors"]),
    "page": (["trace", "--prompt", TEXT, "--level", "residual", "--format", "html", "-o", "run.html"], ["run.html"]),
    "export": (["export", "--prompt", TEXT, "-o", "values.safetensors"], ["values.safetensors"]),
    "npz": (["export", "--prompt", TEXT, "-o", "values.npz"], ["values.npz"]),
    "quantize": (["quantize", "pocket-vision", "-o", "small"], ["small"]),
}
LINES = ["prompt The owl was very", "step 20", "router", "continue", "generate 400", "mask 3", "list", "reverse-step 5", "lens"]


def whole_safetensors(path):
    with open(path, "rb") as file:
        length = struct.unpack("<Q", file.read(8))[0]
        header = json.loads(file.read(length))
    end = max([entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__"], default=0)
    assert os.path.getsize(path) == 8 + length + end, f"{path} has {os.path.getsize(path)} bytes"


def check_whole(path):
    """Raises if a file that has its final name is not complete."""
    if path.is_dir():
        assert (path / "model.safetensors").exists() and (path / "config.json").exists(), f"{path} lacks files"
        for file in path.iterdir():
            check_whole(file)
    elif path.suffix == ".json":
        json.loads(path.read_text())
    elif path.suffix == ".safetensors":
        whole_safetensors(path)
    elif path.suffix == ".npz":
        assert zipfile.ZipFile(path).testzip() is None
    elif path.suffix == ".html":
        assert path.read_text().rstrip().endswith("</html>")


def duration(program, name, directory):
    begun = time.monotonic()
    subprocess.run([program] + JOBS[name][0], cwd=directory, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.monotonic() - begun


def kill_job(program, name, number, moment, directory):
    """Complaints about one run that was ended."""
    arguments, finals = JOBS[name]
    process = subprocess.Popen([program] + arguments, cwd=directory, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    time.sleep(moment)
    process.send_signal(number)
    try:
        errors = process.communicate(timeout=20)[1].decode()
    except subprocess.TimeoutExpired:
        process.kill()
        return ["goes on 20 s after the signal"]
    complaints = []
    # Before the program listens, the system ends it as usual.
    if process.returncode not in {signal.SIGINT: (0, 130, -signal.SIGINT)}.get(number, (0, -number)):
        complaints.append(f"status {process.returncode}: {errors[-200:]}")
    for path in pathlib.Path(directory).iterdir():
        if path.name in finals:
            try:
                check_whole(path)
            except Exception as error:
                complaints.append(f"half a file: {path.name}: {error!r}")
        elif path.name.endswith(".partial"):
            # An interrupted recording is kept on purpose, and says so.
            if number != signal.SIGKILL and "stands in" not in errors:
                complaints.append(f"left {path.name}")
        elif number == signal.SIGKILL and name == "page" and ".recording." in path.name:
            pass
        else:
            complaints.append(f"left {path.name}")
    return complaints


def read_until(master, wanted, seconds):
    """What comes from the terminal until some text has come."""
    found, end = b"", time.monotonic() + seconds
    while wanted not in found and time.monotonic() < end:
        if select.select([master], [], [], 0.05)[0]:
            try:
                found += os.read(master, 1 << 16)
            except OSError:
                break
    return found


def kill_session(program, number, chance, directory):
    """Complaints about one debugger session at a terminal that was ended while something ran or was typed."""
    master, slave = os.openpty()
    before = termios.tcgetattr(slave)
    history = pathlib.Path(directory) / "history"
    environment = os.environ | {"TERM": "xterm", "PAGER": "cat", "LLAMASTEP_HISTORY": str(history), "LLAMASTEP_LESSONS": ""}

    def control():
        os.setsid()
        import fcntl
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    process = subprocess.Popen([program, "repl", "--no-init"], cwd=directory, env=environment, stdin=slave, stdout=slave, stderr=slave, preexec_fn=control)
    complaints, typed = [], []
    read_until(master, b"(step) ", 10)
    for line in chance.sample(LINES, chance.randint(1, 4)):
        line = line if typed else LINES[0]
        os.write(master, line.encode() + b"\r")
        typed.append(line)
        read_until(master, b"(step) ", chance.choice([0.02, 0.2, 2]))
    if chance.random() < 0.5:
        os.write(master, b"half a li")
    time.sleep(chance.random() * 0.2)
    if number == signal.SIGINT:
        os.write(master, b"\x03")
        time.sleep(0.3)
        read_until(master, b"\0", 0.2)
        os.write(master, b"\rquit\r")
    else:
        os.kill(process.pid, number)
    end = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < end:
        read_until(master, b"\0", 0.05)
    if process.poll() is None:
        process.kill()
        complaints.append("goes on 20 s after the signal")
    elif process.returncode not in ((0,) if number == signal.SIGINT else (-number,)):
        complaints.append(f"status {process.returncode}")
    # Nobody can put a terminal in order after SIGKILL.
    if number != signal.SIGKILL and termios.tcgetattr(slave) != before:
        complaints.append("the terminal is not as it was")
    kept = history.read_text().splitlines() if history.exists() else []
    # What was typed while something ran may still have waited in the terminal.
    missing = [line for line in typed[:1] if line not in kept]
    if missing or [line for line in kept if line not in typed + ["quit", "half a li"]]:
        complaints.append(f"typed {typed}, kept {kept}")
    os.close(master)
    os.close(slave)
    return complaints


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    chance = random.Random(options.seed)
    counts, bad = collections.Counter(), 0
    durations = {}
    for name in JOBS:
        with tempfile.TemporaryDirectory() as directory:
            durations[name] = duration(program, name, directory)
    for number in range(options.times):
        name = chance.choice(list(JOBS) + ["session"] * 3)
        with tempfile.TemporaryDirectory() as directory:
            if name == "session":
                ending = chance.choice([signal.SIGINT, signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
                complaints = kill_session(program, ending, chance, directory)
            else:
                ending = chance.choice([signal.SIGINT, signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
                complaints = kill_job(program, name, ending, chance.random() * durations[name] * 1.1, directory)
        counts[f"{name} {ending.name}"] += 1
        bad += bool(complaints)
        for complaint in complaints:
            print(f"run {number}, {name}, {ending.name}: {complaint}", flush=True)
    for what, count in sorted(counts.items()):
        print(f"{count:4}  {what}")
    print(f"{options.times} times, {bad} with something wrong; durations {', '.join(f'{n} {s:.2f} s' for n, s in durations.items())}")
    sys.exit(bad > 0)


main()
